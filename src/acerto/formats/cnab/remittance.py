"""Writing a remittance from the same tables that read returns: pure text, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from .checks import Checks, said_where
from .layout import Direction, Field, Layout, Record, Width, banks, variants
from .order import Action, Order, filled
from .plain import Unwritable
from .problem import InvalidOrder
from .values import Value

_END = "\r\n"
_WRITING: Direction = "remittance"


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
    return _Writing(
        layout,
        company,
        {
            "bank": layout.bank,
            "file_number": str(file_number),
            "written_on": written_on,
            "written_time": written_time,
        },
    ).lines(orders)


class _Writing:
    """Looks at each order before its lines, and counts these for sequences and trailers."""

    def __init__(
        self, layout: Layout, company: Mapping[str, Value], given: Mapping[str, Value]
    ) -> None:
        self.layout = layout
        self.options: Mapping[str, Any] = layout.options
        self.checks = Checks(layout, company)
        self.common = {**given, **filled(self.checks.company, options=self.options)}
        self.checks.require_owner(self.common, self.options["before"], order=0)
        self.counted: Counter[str] = Counter()

    def lines(self, orders: Iterable[Order]) -> Iterator[str]:
        for name in self.options["before"]:
            yield self._line(name, self.common, order=0)
        for number, order in enumerate(orders, start=1):
            yield from self._order(order, number)
        for name in self.options["after"]:
            yield self._line(name, self.common, order=0)

    def _order(self, order: Order, number: int) -> Iterator[str]:
        own = self.checks.checked(order, number)
        values = {**self.common, **filled(own, options=self.options)}
        values["occurrence"] = self._movement(order.action, number)
        self.checks.require_owner(values, self.options["order"], order=number)
        self.counted["simple_count"] += 1
        self.counted["simple_cents"] += _whole(values.get("face_cents"))
        for name in self.options["order"]:
            yield self._line(name, values, order=number)
        for name in self.options.get("optional", ()):
            if order.action == Action.REGISTER and self.checks.said(
                name, {**self.checks.company, **own}
            ):
                yield self._line(name, values, order=number)

    def _movement(self, action: Action, number: int) -> str:
        movements: Mapping[str, str] = self.options["movements"]
        if action not in movements:
            text = f"Pedido {number}: {self.layout.bank_name} não tem o comando {action} em CNAB."
            raise InvalidOrder("action_unknown", number, "action", text)
        return movements[action]

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
        place = f"({record.name}, coluna {field.first})"
        text = f"{said_where(order)}: {field.name} {problem.message} {place}."
        raise InvalidOrder("field_invalid", order, field.name, text) from problem


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
