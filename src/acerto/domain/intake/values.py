"""Texts of one file as values: days, cents, rates. What was read once is remembered."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from acerto.core.money import InvalidAmount, half_up, parse_cents
from acerto.formats.delimited import day_parts

from .mapping import DateFormat, Mapping

K = TypeVar("K")
T = TypeVar("T")
REMEMBERED = 100_000
RATE_PLACES = 6
MOST_PERCENT = 100
OLDEST_YEAR, NEWEST_YEAR = 1950, 2150

_COMMA_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})*,\d\d|\d+,\d\d")
_PERCENT = re.compile(r"\d{1,12}(?:\.\d{0,12})?")
_POINT_AMOUNT = re.compile(r"\d+\.\d\d")


class InvalidValue(ValueError):
    """A text that is not what its column should hold. `field` where one reader serves several."""

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class Memo(dict[K, T], Generic[K, T]):
    """A function that keeps its answers, up to a number that memory can bear."""

    def __init__(self, function: Callable[[K], T], *, most: int = REMEMBERED) -> None:
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, said: K) -> T:
        if len(self) >= self._most:
            self.clear()
        value = self[said] = self._function(said)
        return value


class Values:
    """The readers of one file, as its mapping says that it writes."""

    def __init__(self, *, mapping: Mapping) -> None:
        self._mark = mapping.decimal_mark
        self._format: DateFormat = mapping.date_format
        self.day: Memo[str, date] = Memo(self._read_day)
        self.rate: Memo[str, Decimal | None] = Memo(self._read_rate)

    def cents(self, text: str) -> int:
        """Centavos above zero. Raises InvalidValue or InvalidAmount."""
        if self._mark == "," and _COMMA_AMOUNT.fullmatch(text):
            cents = int(text.replace(".", "").replace(",", ""))
        elif self._mark == "." and _POINT_AMOUNT.fullmatch(text):
            cents = int(text.replace(".", ""))
        else:
            cents = parse_cents(text, decimal=self._mark)
        if not 0 < cents < 10**15:
            raise InvalidValue("amount_not_positive", _("O valor precisa ser maior que zero."))
        return cents

    def _read_day(self, text: str) -> date:
        if not text:
            raise InvalidValue("date_missing", _("Falta a data."))
        try:
            year, month, day = day_parts(text=text, order=self._format)
            found = date(year, month, day)
        except ValueError:
            raise InvalidValue(
                "date_invalid",
                _("“%(text)s” não é uma data %(how)s.") % {"text": text[:40], "how": self._how()},
            ) from None
        if not OLDEST_YEAR <= found.year <= NEWEST_YEAR:
            raise InvalidValue("date_invalid", _("O ano de “%s” não faz sentido.") % text[:40])
        return found

    def _how(self) -> str:
        return {
            "auto": _("dd/mm/aaaa ou aaaa-mm-dd"),
            "dmy": _("dd/mm/aaaa"),
            "mdy": _("mm/dd/aaaa"),
            "iso": _("aaaa-mm-dd"),
        }[self._format]

    def _read_rate(self, text: str) -> Decimal | None:
        """A percentage as a rate: "2,00" and "2.00" are 0.02. None when the cell is empty.

        No percentage here has thousands, so that the one sign in it stands before the decimals.
        """
        plain = text.replace("%", "").strip().replace(",", ".")
        if not plain:
            return None
        percent = Decimal(plain) if _PERCENT.fullmatch(plain) else Decimal(-1)
        if not 0 <= percent <= MOST_PERCENT:
            raise InvalidValue(
                "percent_invalid", _("“%s” não é um percentual entre 0 e 100.") % text[:40]
            )
        return half_up(percent / 100, places=RATE_PLACES)


def tidy(text: str, *, longest: int) -> str:
    """One line of text, single spaces, cut to what the column holds."""
    return " ".join(text.split())[:longest]


__all__ = ["InvalidAmount", "InvalidValue", "Memo", "Values", "tidy"]
