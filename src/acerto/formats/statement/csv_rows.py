"""One row of a CSV statement as a movement, a balance, or what is wrong with it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from acerto.core.money import InvalidAmount
from acerto.core.text import shown
from acerto.formats.delimited import Order, column_key, day_parts

from .types import BalanceLine, Transaction
from .values import is_balance, sensible_day, signed_cents

OUT_WORDS = frozenset(["d", "db", "deb", "debito", "debit", "saida", "out"])
IN_WORDS = frozenset(["c", "cr", "cred", "credito", "credit", "entrada", "in"])


class Wrong(Exception):
    """What keeps one row out."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class More:
    """A row with text alone: what banks print on a second line belongs to the movement above."""

    text: str


class RowReader:
    """Reads the rows of one file. `places` are columns by field, from 0."""

    def __init__(
        self,
        *,
        places: Mapping[str, Sequence[int]],
        decimal: str | None,
        order: Order,
        inverted: bool,
        short_years: bool = False,
    ) -> None:
        self._places = places
        self._first = {field: columns[0] for field, columns in places.items()}
        self._decimal = decimal
        self._order = order
        self._inverted = inverted
        self._short_years = short_years

    def read(self, *, line: int, cells: Sequence[str]) -> Transaction | BalanceLine | More | None:
        """None for a row that says nothing. Raises Wrong."""
        memo = " ".join(part for part in self._cells("memo", cells) if part)
        day = self._one("on", cells)
        amounts = [self._one(name, cells) for name in ("amount", "debit", "credit")]
        if is_balance(memo) or (day[:1].isalpha() and is_balance(day)):
            return self._balance(line, memo or day, cells)
        if not day and (total := _total(cells)):
            return BalanceLine(None, None, total, line)
        if not day and not any(amounts):
            return More(memo) if memo else None
        return Transaction(
            id="",
            on=self._day(day),
            amount_cents=self._cents(cells),
            memo=memo or self._one("payee", cells),
            kind=self._one("sign", cells).lower(),
            payee=self._one("payee", cells),
            check_number=self._one("check_number", cells),
            bank_id=self._one("id", cells),
            fingerprint="",
            line=line,
        )

    def _cells(self, field: str, cells: Sequence[str]) -> list[str]:
        return [cells[at] for at in self._places.get(field, ()) if at < len(cells)]

    def _one(self, field: str, cells: Sequence[str]) -> str:
        at = self._first.get(field)
        return cells[at] if at is not None and at < len(cells) else ""

    def _balance(self, line: int, memo: str, cells: Sequence[str]) -> BalanceLine:
        on = cents = None
        with suppress(Wrong):
            on = self._day(self._one("on", cells))
        for name in ("balance", "amount"):
            try:
                cents = signed_cents(self._one(name, cells), decimal=self._decimal)
                break
            except InvalidAmount:
                continue
        return BalanceLine(on, cents, memo, line)

    def _day(self, text: str) -> date:
        if not text:
            raise Wrong("on", "date_missing", "Falta a data: o lançamento ficou de fora.")
        try:
            return _read_day(text, self._order, self._short_years)
        except ValueError:
            message = f"“{shown(text)}” não é uma data: o lançamento ficou de fora."
            raise Wrong("on", "date_invalid", message) from None

    def _cents(self, cells: Sequence[str]) -> int:
        cents = self._signed(cells) if "amount" in self._places else self._two_columns(cells)
        return -cents if self._inverted else cents

    def _signed(self, cells: Sequence[str]) -> int:
        """The amount, its sign from the column of signs where there is one."""
        cents = self._read("amount", self._one("amount", cells))
        word = column_key(name=self._one("sign", cells)) or self._one("sign", cells)
        if word in OUT_WORDS or word == "-":
            return -abs(cents)
        if word in IN_WORDS or word == "+":
            if cents < 0:
                raise Wrong("sign", "amount_sign", "O valor é negativo e a coluna diz crédito.")
            return cents
        return cents

    def _two_columns(self, cells: Sequence[str]) -> int:
        """Money out of the debit column, whatever its sign, or into the credit column."""
        out, into = self._one("debit", cells), self._one("credit", cells)
        debit = self._read("debit", out) if out else 0
        credit = self._read("credit", into) if into else 0
        if debit and credit:
            raise Wrong("credit", "two_amounts", "A linha tem débito e crédito: qual vale?")
        if credit < 0:
            raise Wrong("credit", "amount_sign", "O crédito é negativo: confira a linha.")
        if not out and not into:
            raise Wrong("amount", "amount_missing", "Falta o valor.")
        return credit or -abs(debit)

    def _read(self, field: str, text: str) -> int:
        try:
            return signed_cents(text, decimal=self._decimal)
        except InvalidAmount as error:
            raise Wrong(field, error.code, error.message) from error


@lru_cache(maxsize=4096)
def _read_day(text: str, order: Order, short_years: bool) -> date:
    """A file has few days and many rows."""
    return sensible_day(*day_parts(text=text, order=order, short_years=short_years))


def _total(cells: Sequence[str]) -> str:
    """The cell that makes a row a sum of others; "" where none does."""
    return next((cell for cell in cells if column_key(name=cell).startswith("total")), "")
