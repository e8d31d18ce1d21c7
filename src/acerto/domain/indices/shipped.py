"""The series that come with Acerto, as files: IPCA, IPCA-15, INPC, Selic and taxa legal.

IGP-M and IGP-DI are not here, since their owner restricts redistribution: `acerto indices update` brings
them from the central bank.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from io import StringIO

from acerto.law.series import MonthValue, SeriesBook

SHIPPED = ("inpc", "ipca", "ipca15", "selic", "taxa_legal")


@dataclass(frozen=True, slots=True)
class ShippedValue:
    """One row of a file. `percent` is as published: 0.62 is 0.62 %."""

    series: str
    month: date
    percent: Decimal
    source: str


def shipped_values() -> list[ShippedValue]:
    """Every value that comes with Acerto, by series and month."""
    return [value for series in SHIPPED for value in _read(series)]


@lru_cache(maxsize=1)
def shipped_book() -> SeriesBook:
    """The shipped values for the rules, without a database."""
    book: dict[str, dict[date, MonthValue]] = {series: {} for series in SHIPPED}
    for value in shipped_values():
        book[value.series][value.month] = MonthValue(value.percent / 100, value.source)
    return SeriesBook(book)


@lru_cache(maxsize=1)
def shipped_digest() -> str:
    """A word that changes with the shipped files: whoever loaded others has something to load."""
    digest = sha256()
    for series in SHIPPED:
        digest.update(_text(series).encode())
    return digest.hexdigest()[:16]


def _read(series: str) -> list[ShippedValue]:
    return [
        ShippedValue(
            series=series,
            month=date.fromisoformat(f"{row['month']}-01"),
            percent=Decimal(row["percent"]),
            source=row["source"],
        )
        for row in csv.DictReader(StringIO(_text(series)))
    ]


def _text(series: str) -> str:
    return files(__package__).joinpath(f"data/{series}.csv").read_text("utf-8")
