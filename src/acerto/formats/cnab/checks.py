"""What is looked at in each order of a remittance before its lines are written."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .identity import identified
from .layout import Layout
from .order import Action, Order, days_told, filled, spoken_for
from .plain import Unwritable, plain
from .problem import InvalidOrder
from .terms import Terms, require_one_wish
from .values import Value

# Names that may be told of a company whatever the layout: some have no column for them.
_COMPANY = (
    "company_tax_id",
    "company_tax_kind",
    "company_name",
    "agreement",
    "branch",
    "branch_digit",
    "account",
    "account_digit",
    "branch_account_digit",
)
_OWNER = ("company_tax_id", "company_name", "agreement", "transmission_code", "branch", "account")
_OWNER_DIGITS = ("account_digit",)

# What the writer works out: told by others, lines would not follow one another.
_COUNTED = """
bank record batch sequence segment occurrence operation record_count batch_count simple_count
simple_cents face_total_cents file_number written_on written_time direction direction_name
"""
_OURS = frozenset(_COUNTED.split())

# What tells a title apart from others in the same file.
_SAME = ("branch", "account", "agreement", "wallet", "our_number")

# Parts of the payer's address that some layouts have no place for.
_ADDRESS = ("payer_street", "payer_district", "payer_city", "payer_state", "payer_postal_code")

_NEEDED: Mapping[Action, tuple[str, ...]] = {
    **dict.fromkeys(Action, ("our_number", "our_number_digit")),
    Action.REGISTER: (
        "our_number",
        "our_number_digit",
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
    Action.GRANT_REBATE: ("our_number", "our_number_digit", "rebate_cents"),
    Action.CHANGE_DUE_DATE: ("our_number", "our_number_digit", "due_on"),
}


class Checks:
    """Knows the names of a layout, the company, and which titles were registered already.

    Raises InvalidOrder for a company that cannot be written.
    """

    def __init__(self, layout: Layout, company: Mapping[str, Value]) -> None:
        self.layout = layout
        self.options: Mapping[str, Any] = layout.options
        self.columns = {
            field.name: field for record in layout.records.values() for field in record.fields
        }
        self.known = self.columns.keys() | spoken_for(self.options)
        self.of_orders = {
            field.name
            for record in (*self.options["order"], *self.options.get("optional", ()))
            for field in layout.records[record].fields
        } | spoken_for(self.options)
        self._require_known(company, order=0, also=_COMPANY)
        require_one_wish(company, order=0, where=said_where(0))
        self.company = identified(company, layout=layout, order=0, where=said_where(0))
        self.registered: dict[tuple[str, ...], int] = {}

    def checked(self, order: Order, number: int) -> dict[str, Value]:
        """The values of an order that can be written. Raises InvalidOrder."""
        where = said_where(number)
        self._require_known(order.values, order=number, also=_ADDRESS)
        self._require_place(order, number)
        self._require_needed(order, number)
        require_one_wish(order.values, order=number, where=where)
        self._require_one_end(order.values, number)
        own = identified(order.values, layout=self.layout, order=number, where=where)
        days = self.known - set(self.options.get("may_lack", ()))
        Terms({**self.company, **own}, known=days, order=number).require(order.action)
        self._require_form(own, number)
        if order.action == Action.REGISTER:
            self._require_once({**self.company, **own}, number)
        else:
            self._require_no_record(own, number)
        return own

    def _require_known(
        self, values: Mapping[str, Value], *, order: int, also: Collection[str]
    ) -> None:
        """Refuse names that no record has, and those that are worked out."""
        for name in values:
            if name in _OURS:
                text = f"{said_where(order)}: {name} não se diz aqui; o arquivo o leva por si."
                raise InvalidOrder("field_unknown", order, name, text)
            if name not in self.known and name not in also:
                text = f"{said_where(order)}: o leiaute não tem o campo {name}."
                raise InvalidOrder("field_unknown", order, name, text)

    def _require_place(self, order: Order, number: int) -> None:
        """Refuse in an order what only header and trailer could carry: it would be lost."""
        for name, value in order.values.items():
            if name in self.known - self.of_orders and value is not None:
                text = f"Pedido {number}: {name} vale para o arquivo todo; diga-o em company."
                raise InvalidOrder("field_unwritable", number, name, text)

    def _require_needed(self, order: Order, number: int) -> None:
        for name in _NEEDED[order.action]:
            if name in self.known and _blank(order.values.get(name)):
                text = f"Pedido {number}: falta {name}, sem o qual o banco recusa o pedido."
                raise InvalidOrder("field_missing", number, name, text)

    def require_owner(
        self, values: Mapping[str, Value], records: Iterable[str], *, order: int
    ) -> None:
        """Refuse lines that do not say whose they are. Raises InvalidOrder."""
        fields = (field for name in records for field in self.layout.records[name].fields)
        for field in fields:
            needed = field.name in _OWNER or (
                field.name in _OWNER_DIGITS and field.kind == "digits"
            )
            if needed and field.default is None and _blank(values.get(field.name)):
                text = (
                    f"{said_where(order)}: falta {field.name}, sem o qual o banco recusa o arquivo."
                )
                raise InvalidOrder("field_missing", order, field.name, text)

    def _require_one_end(self, values: Mapping[str, Value], number: int) -> None:
        """Some banks either protest a title or write it off."""
        both = days_told(values, "protest") and days_told(values, "write_off")
        if both and "write_off_code_with_protest" in self.options:
            text = (
                f"Pedido {number}: protest_days e write_off_days se contradizem: "
                f"{self.layout.bank_name} ou protesta ou baixa; diga só um dos dois."
            )
            raise InvalidOrder("field_contradicts", number, "write_off_days", text)

    def _require_form(self, values: Mapping[str, Value], number: int) -> None:
        form = self.options.get("our_number_form")
        told = str(values.get("our_number") or "").strip().upper()
        if form and self.columns["our_number"].kind == "code" and not re.fullmatch(form, told):
            text = f"Pedido {number}: our_number não é um nosso número de {self.layout.bank_name}."
            raise InvalidOrder("field_invalid", number, "our_number", text)

    def _require_once(self, values: Mapping[str, Value], number: int) -> None:
        told = (str(values.get(name) or "").strip().lstrip("0").upper() for name in _SAME)
        key = tuple(told)
        if not key[-1]:
            return  # zeros: the bank gives the number
        before = self.registered.setdefault(key, number)
        if before != number:
            text = f"Pedido {number}: our_number já foi registrado pelo pedido {before}."
            raise InvalidOrder("order_repeated", number, "our_number", text)

    def _require_no_record(self, values: Mapping[str, Value], number: int) -> None:
        """What stands in a record of registers alone would be lost with another order."""
        for record in self.options.get("optional", ()):
            said = self.said(record, values)
            if said:
                text = f"Pedido {number}: {said} só vai com register, neste leiaute."
                raise InvalidOrder("field_unwritable", number, said, text)

    def said(self, name: str, values: Mapping[str, Value]) -> str | None:
        """What the values say that only an optional record holds."""
        own = {field.name for field in self.layout.records[name].fields if not field.filler}
        for other in (*self.options["order"], *self.options["before"]):
            own -= {field.name for field in self.layout.records[other].fields}
        return next((one for one in filled(values, options=self.options) if one in own), None)


def said_where(order: int) -> str:
    """How a message begins."""
    return f"Pedido {order}" if order else "Empresa"


def _blank(value: Value) -> bool:
    """Whether a value would leave its columns blank."""
    if not isinstance(value, str):
        return value is None
    try:
        return not plain(value).strip()
    except Unwritable:
        return False
