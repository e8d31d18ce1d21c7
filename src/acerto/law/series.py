"""Official series by month: what a correction index or a legal rate was, who says so, since when.

Pure: whoever keeps the rows builds a `SeriesBook` and hands it to the rules. A month that is not in
the book is an error that names it, never an estimate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from acerto.core.calendar import add_months

SERIES_NAMES: Mapping[str, str] = {
    "ipca": "IPCA",
    "ipca15": "IPCA-15",
    "inpc": "INPC",
    "igpm": "IGP-M",
    "igpdi": "IGP-DI",
    "selic": "Selic",
    "taxa_legal": "taxa legal",
}
"""The monthly series that rules ask for, and their names for people."""

_Found = TypeVar("_Found")


class MonthMissing(LookupError):
    """A month of a series that a calculation needs is not there. `message` is for people."""

    code = "month_missing"

    def __init__(self, *, series: str, month: date) -> None:
        self.series = series
        self.month = month
        self.what = f"{SERIES_NAMES.get(series, series)} de {month:%m/%Y}"
        self.message = (
            f"Falta o valor de {month:%m/%Y} da série {SERIES_NAMES.get(series, series)}: sem ele a "
            "conta não pode ser feita, e o Acerto não estima. Rode `acerto indices update` ou espere "
            "a publicação."
        )
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class MonthValue:
    """One month of a series. `rate` is Decimal: 0.0062 is 0.62 %.

    `known_on` is the first day on which it could be used; None: from the end of the month on.
    """

    rate: Decimal
    source: str
    known_on: date | None = None


class SeriesBook:
    """Monthly values by series; months are named by their first day.

    It never changes, so what is computed from it is remembered in it (`remember`).
    """

    def __init__(self, values: Mapping[str, Mapping[date, MonthValue]]) -> None:
        self._values = {name: dict(months) for name, months in values.items()}
        self._memory: dict[tuple[object, ...], object] = {}

    def value(self, *, series: str, month: date) -> MonthValue:
        """The value of a month. Raises MonthMissing."""
        found = self._values.get(series, {}).get(month)
        if found is None:
            raise MonthMissing(series=series, month=month)
        return found

    def rate(self, *, series: str, month: date) -> Decimal:
        """The rate of a month. Raises MonthMissing."""
        return self.value(series=series, month=month).rate

    def is_known(self, *, series: str, month: date, on: date) -> bool:
        """Whether a month is there and could already be used on a day."""
        found = self._values.get(series, {}).get(month)
        return found is not None and (found.known_on is None or found.known_on <= on)

    def last_month(self, *, series: str) -> date | None:
        """The newest month of a series; None when there is none."""
        return max(self._values.get(series, {}), default=None)

    def remember(self, key: tuple[object, ...], compute: Callable[[], _Found]) -> _Found:
        """What `compute` gives, computed once for each key."""
        if key not in self._memory:
            self._memory[key] = compute()
        return self._memory[key]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class UsedMonth:
    """A month of a series that entered a calculation."""

    series: str
    month: date
    value: MonthValue


class WitnessedBook(SeriesBook):
    """A book that keeps which months were read from it: the proof of what a calculation used."""

    def __init__(self, book: SeriesBook) -> None:
        super().__init__(book._values)
        self._read: dict[tuple[str, date], MonthValue] = {}

    def value(self, *, series: str, month: date) -> MonthValue:
        """The value of a month, witnessed. Raises MonthMissing."""
        found = self._read[series, month] = super().value(series=series, month=month)
        return found

    @property
    def used(self) -> tuple[UsedMonth, ...]:
        """Every month read so far, by series and month."""
        return tuple(UsedMonth(*key, self._read[key]) for key in sorted(self._read))


class BookOnDemand(WitnessedBook):
    """A book that is fetched when a first month is asked of it, for terms that mostly need none."""

    def __init__(self, fetch: Callable[[], SeriesBook]) -> None:
        super().__init__(NO_SERIES)
        self._fetch: Callable[[], SeriesBook] | None = fetch

    def value(self, *, series: str, month: date) -> MonthValue:
        """The value of a month, witnessed. Raises MonthMissing."""
        self._open()
        return super().value(series=series, month=month)

    def is_known(self, *, series: str, month: date, on: date) -> bool:
        """Whether a month is there and could already be used on a day."""
        self._open()
        return super().is_known(series=series, month=month, on=on)

    def last_month(self, *, series: str) -> date | None:
        """The newest month of a series; None when there is none."""
        self._open()
        return super().last_month(series=series)

    def _open(self) -> None:
        if self._fetch is not None:
            self._values, self._fetch = self._fetch()._values, None


NO_SERIES = SeriesBook({})
"""For terms that need no index: any month asked of it is missing."""


def month_of(day: date) -> date:
    """The first day of the day's month: how a month is named."""
    return day.replace(day=1)


@lru_cache(maxsize=4096)
def next_month(month: date) -> date:
    """The first day of the month after a day's month."""
    return add_months(month_of(month), 1)


@lru_cache(maxsize=4096)
def previous_month(month: date) -> date:
    """The first day of the month before a day's month."""
    return add_months(month_of(month), -1)


def months_between(first: date, last: date) -> list[date]:
    """The months from one to another, both included; none when `last` is before `first`."""
    found = []
    month = month_of(first)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found
