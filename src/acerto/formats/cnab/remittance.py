"""Writing a remittance from the same tables that read returns: pure text, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from .layout import Direction, Field, Layout, Record, Width, banks, variants
from .order import Action, Order, filled, spoken_for
from .values import Unwritable, Value

_END = "\r\n"
_WRITING: Direction = "remittance"


class InvalidOrder(ValueError):
    """An order, or the company's data, cannot be written. `order` counts from 1; 0 is the company.

    `code` is stable, `field` names the table's field, `message` is for people.
    """

    def __init__(self, code: str, order: int, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.order = order
        self.field = field
        self.message = message


def remittance_layout(*, bank: str, width: Width) -> Layout:
    """The table by which a bank's remittances are written. Raises InvalidOrder where there is none."""
    found = variants(bank=bank, width=width, direction=_WRITING)
    if not found:
        known = ", ".join(banks(width=width, direction=_WRITING))
        text = f"Não sabemos escrever remessas do banco {bank} em {width} posições (só {known})."
        raise InvalidOrder("bank_unknown", 0, "bank", text)
    return found[0]


def write_remittance(
    *,
    layout: Layout,
    company: Mapping[str, Value],
    orders: Iterable[Order],
    file_number: int,
    written_on: date,
    written_time: str = "000000",
) -> Iterator[str]:
    """The lines of a remittance, each of full width with its CR and LF, in plain ASCII.

    `company` holds the fields of header and titles that are the same for all (agreement, branch,
    account, company_name, company_tax_id…). Raises InvalidOrder.
    """
    common = {
        "bank": layout.bank,
        "file_number": str(file_number),
        "written_on": written_on,
        "written_time": written_time,
        **filled(company, options=layout.options),
    }
    return _Writing(layout, common).lines(orders)


class _Writing:
    """Counts what was written, for sequences and trailers."""

    def __init__(self, layout: Layout, common: dict[str, Value]) -> None:
        self.layout = layout
        self.common = common
        self.options: Mapping[str, Any] = layout.options
        self.counted: Counter[str] = Counter()

    def lines(self, orders: Iterable[Order]) -> Iterator[str]:
        for name in self.options["before"]:
            yield self._line(name, self.common, order=0)
        for number, order in enumerate(orders, start=1):
            yield from self._order(order, number)
        for name in self.options["after"]:
            yield self._line(name, self.common, order=0)

    def _order(self, order: Order, number: int) -> Iterator[str]:
        self._check(order, number)
        values = {**self.common, **filled(order.values, options=self.options)}
        values["occurrence"] = self._movement(order.action, number)
        self.counted["simple_count"] += 1
        self.counted["simple_cents"] += _whole(values.get("face_cents"))
        for name in self.options["order"]:
            yield self._line(name, values, order=number)
        for name in self.options.get("optional", ()):
            if order.action == Action.REGISTER and self._is_said(name, order):
                yield self._line(name, values, order=number)

    def _check(self, order: Order, number: int) -> None:
        """Refuse names that no record has, and what an order cannot do without."""
        known = {field.name for record in self.layout.records.values() for field in record.fields}
        known |= spoken_for(self.options)
        for name in order.values:
            if name not in known and not name.startswith(_ADDRESS):
                text = f"Pedido {number}: o leiaute não tem o campo {name}."
                raise InvalidOrder("field_unknown", number, name, text)
        for name in _NEEDED[order.action]:
            if name in known and order.values.get(name) in (None, ""):
                text = f"Pedido {number}: falta {name}, sem o qual o banco recusa o pedido."
                raise InvalidOrder("field_missing", number, name, text)

    def _movement(self, action: Action, number: int) -> str:
        movements: Mapping[str, str] = self.options["movements"]
        if action not in movements:
            text = f"Pedido {number}: {self.layout.bank_name} não tem o comando {action} em CNAB."
            raise InvalidOrder("action_unknown", number, "action", text)
        return movements[action]

    def _is_said(self, name: str, order: Order) -> bool:
        """Whether the order carries something that only an optional record holds."""
        own = {field.name for field in self.layout.records[name].fields if not field.filler}
        for other in (*self.options["order"], *self.options["before"]):
            own -= {field.name for field in self.layout.records[other].fields}
        return any(name in own for name in filled(order.values, options=self.options))

    def _line(self, name: str, values: Mapping[str, Value], *, order: int) -> str:
        record = self.layout.records[name]
        counts = self._count(name)
        parts = [_written(field, {**values, **counts}, record, order) for field in record.fields]
        return "".join(parts) + _END

    def _count(self, name: str) -> dict[str, Value]:
        """What stands in sequences and totals of this line."""
        counted = self.counted
        counted["lines"] += 1
        if name == "batch_header":
            counted["batch_began"] = counted["lines"]
            counted["batches"] += 1
        in_batch = counted["lines"] - counted["batch_began"]
        whole = self.layout.width == 400 or name == "file_trailer"
        return {
            "sequence": counted["lines"] if self.layout.width == 400 else in_batch,
            "record_count": counted["lines"] if whole else in_batch + 1,
            "batch_count": counted["batches"],
            "simple_count": counted["simple_count"],
            "simple_cents": counted["simple_cents"],
            "face_total_cents": counted["simple_cents"],
        }


# Parts of the payer's address that some layouts have no place for.
_ADDRESS = ("payer_street", "payer_district", "payer_city", "payer_state", "payer_postal_code")

_NEEDED: Mapping[Action, tuple[str, ...]] = {
    **dict.fromkeys(Action, ("our_number",)),
    Action.REGISTER: (
        "document_number",
        "due_on",
        "face_cents",
        "issued_on",
        "payer_name",
        "payer_tax_id",
        "payer_street",
        "payer_postal_code",
        "payer_city",
        "payer_state",
    ),
    Action.GRANT_REBATE: ("our_number", "rebate_cents"),
    Action.CHANGE_DUE_DATE: ("our_number", "due_on"),
}


def _written(field: Field, values: Mapping[str, Value], record: Record, order: int) -> str:
    value = None if field.filler else values.get(field.name)
    if value is None or value == "":
        value = field.default
        if value is not None and not field.type.digits:
            return (
                value.ljust(field.width)
                if field.kind != "digits"
                else value.rjust(field.width, "0")
            )
    try:
        return field.type.write(value, field.width)
    except Unwritable as problem:
        where = f"Pedido {order}" if order else "Empresa"
        text = f"{where}: {field.name} {problem.message} ({record.name}, coluna {field.first})."
        raise InvalidOrder("field_invalid", order, field.name, text) from problem


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
