"""Terms that contradict one another, or that no bank takes: refused before a line is written."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from .order import Action, told_as
from .problem import InvalidOrder
from .values import Value

_NOTHING = (None, "", 0)
_WISHES = ("interest", "fine", "discount")
_DISCOUNTS = ("discount", "discount_2", "discount_3")
_PER_CENT = "2"
_WHOLE = ("", "0", "1", _PER_CENT)
_YEARS = range(1970, 2070)


def require_one_wish(values: Mapping[str, Value], *, order: int, where: str) -> None:
    """One charge is said in one way: an amount, a percentage, or the field itself.

    Raises InvalidOrder.
    """
    for what in _WISHES:
        names = (told_as(what, "amount"), told_as(what, "percent"), f"{what}_hundredths")
        told = [name for name in names if values.get(name) not in _NOTHING]
        if len(told) > 1:
            text = f"{where}: {told[0]} e {told[1]} se contradizem; diga só um dos dois."
            raise InvalidOrder("field_contradicts", order, told[1], text)


class Terms:
    """The terms of one order; `known` are the names that the layout has. Methods raise InvalidOrder."""

    def __init__(self, values: Mapping[str, Value], *, known: Collection[str], order: int) -> None:
        self._values = values
        self._known = known
        self._order = order
        self._face = self._amount("face_cents")
        self._due = self._day("due_on")

    def require(self, action: Action) -> None:
        """What the bank would refuse of this order."""
        if action == Action.GRANT_REBATE and not self._amount("rebate_cents"):
            self._refuse("rebate_cents", "o abatimento deve ser de 1 centavo ou mais")
        if self._amount("rebate_cents") > self._face > 0:
            self._refuse("rebate_cents", "o abatimento passa do valor do título (face_cents)")
        if action == Action.REGISTER:
            self._require_title()
            for name in _DISCOUNTS:
                self._require_discount(name)
            self._require_charges()

    def _require_title(self) -> None:
        if self._face < 1:
            self._refuse("face_cents", "o valor do título deve ser de 1 centavo ou mais")
        issued, due = self._day("issued_on"), self._due
        if issued and due and issued > due:
            self._refuse("issued_on", "a emissão é depois do vencimento (due_on)")

    def _require_discount(self, name: str) -> None:
        code = str(self._values.get(f"{name}_code") or "").lstrip("0")
        raw = self._amount(f"{name}_hundredths") if code in _WHOLE else 0
        cents = self._amount(f"{name}_cents") or (0 if code == _PER_CENT else raw)
        rate = self._rate(f"{name}_rate") or Decimal(raw if code == _PER_CENT else 0) / 100
        if not cents and not rate:
            return
        if cents + self._amount("rebate_cents") > self._face:
            self._refuse(f"{name}_cents", "desconto e abatimento passam do valor do título")
        if rate > 100:
            self._refuse(f"{name}_rate", "o desconto passa de 100%")
        until = f"{name}_until_on"
        self._require_day(until, "o desconto precisa do último dia em que vale")
        last = self._day(until)
        if last and self._due and last > self._due:
            self._refuse(until, "o desconto vale até depois do vencimento (due_on)")

    def _require_charges(self) -> None:
        for what, says in (("fine", "a multa"), ("interest", "os juros")):
            first = self._day(f"{what}_on")
            if first and self._due and first < self._due:
                self._refuse(f"{what}_on", f"{says} começaria antes do vencimento (due_on)")
        names = ("fine_cents", "fine_rate", "fine_hundredths")
        if any(self._values.get(name) not in _NOTHING for name in names):
            self._require_day("fine_on", "a multa precisa do dia em que começa")

    def _require_day(self, name: str, says: str) -> None:
        if name in self._known and self._values.get(name) in _NOTHING:
            raise InvalidOrder(
                "field_missing", self._order, name, f"Pedido {self._order}: falta {name}: {says}."
            )

    def _refuse(self, name: str, says: str) -> None:
        text = f"Pedido {self._order}: {name}: {says}."
        raise InvalidOrder("terms_invalid", self._order, name, text)

    def _amount(self, name: str) -> int:
        value = self._values.get(name)
        return value if isinstance(value, int) else 0

    def _rate(self, name: str) -> Decimal:
        value = self._values.get(name)
        return value if isinstance(value, Decimal) and value.is_finite() else Decimal(0)

    def _day(self, name: str) -> date | None:
        """A day that files can tell; others are refused where they are written."""
        value = self._values.get(name)
        return value if isinstance(value, date) and value.year in _YEARS else None
