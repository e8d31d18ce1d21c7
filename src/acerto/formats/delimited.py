"""What files of separated columns have in common, whoever wrote them: marks, names, days."""

import csv
import re
from collections.abc import Iterable
from typing import Literal

from acerto.core.text import bare

DELIMITERS = (";", ",", "\t", "|")
SEPARATOR = re.compile(r"sep=([;,\t|])", re.IGNORECASE)
"""What Excel puts before the header."""

Order = Literal["auto", "dmy", "mdy", "iso"]

_SIGNS = re.compile(r"[^a-z0-9]+")
_COMMA = re.compile(r"-?[\d.]*\d,\d{1,2}")
_POINT = re.compile(r"-?[\d,]*\d\.\d{1,2}")
_MONTHS = 12
_YMD = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:\.0|[T ].*)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d\d)(?: .*)?", re.ASCII)
SHORT_YEARS_FROM = 2000


def delimiter_of(*, line: str) -> str:
    """The mark that cuts a header into most columns."""
    found = max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))
    return found if found in line else ";"


def column_key(*, name: str) -> str:
    """A column's name as it is looked for: small letters, no accents, signs as single spaces."""
    return _SIGNS.sub(" ", bare(name)).strip()


def decimal_of(*, cells: Iterable[str]) -> Literal["auto", "comma", "point"]:
    """The decimal mark that amounts show; "auto" where they show none, or both."""
    listed = list(cells)
    comma = any(_COMMA.fullmatch(cell) for cell in listed)
    point = any(_POINT.fullmatch(cell) for cell in listed)
    if comma == point:
        return "auto"
    return "comma" if comma else "point"


def all_short_years(*, cells: Iterable[str]) -> bool:
    """Whether days are written with two digits for the year: some are, and none has four."""
    short = False
    for cell in cells:
        if _SLASHED.fullmatch(cell) or _YMD.fullmatch(cell):
            return False
        short = short or _SHORT.fullmatch(cell) is not None
    return short


def order_of(*, cells: Iterable[str], short_years: bool = False) -> Literal["dmy", "mdy"] | None:
    """Whether days or months come first, as the first text shows that has a number above 12."""
    pattern = _SHORT if short_years else _SLASHED
    for cell in cells:
        if found := pattern.fullmatch(cell):
            first, second = int(found[1]), int(found[2])
            if first > _MONTHS or second > _MONTHS:
                return "dmy" if first > _MONTHS else "mdy"
    return None


def day_parts(*, text: str, order: Order, short_years: bool = False) -> tuple[int, int, int]:
    """Year, month and day as a text writes them; an hour behind is nothing. Raises ValueError.

    Years of two digits are refused, or with `short_years` are of 2000 to 2099 and no other is read.
    """
    if short_years:
        return _short_parts(text, order)
    if order in ("iso", "auto") and (ymd := _YMD.fullmatch(text)):
        return int(ymd[1]), int(ymd[2]), int(ymd[3])
    if order != "iso" and (slashed := _SLASHED.fullmatch(text)):
        first, second, year = int(slashed[1]), int(slashed[2]), int(slashed[3])
        return (year, first, second) if order == "mdy" else (year, second, first)
    raise ValueError(text)


def _short_parts(text: str, order: Order) -> tuple[int, int, int]:
    found = _SHORT.fullmatch(text)
    if found is None or order == "iso":
        raise ValueError(text)
    first, second, year = int(found[1]), int(found[2]), SHORT_YEARS_FROM + int(found[3])
    return (year, first, second) if order == "mdy" else (year, second, first)
