"""The series as they stand: the newest revision of each month."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connections
from django.db.models import Max

from acerto.law.series import SERIES_NAMES, MonthValue, SeriesBook, months_between

from .models import Value

NEWEST = """
SELECT DISTINCT ON (series, month) series, month, percent, source, published_on, revision, loaded_at
FROM indices_value ORDER BY series, month, revision DESC
"""
_last_read: tuple[int, SeriesBook] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A month as it stands, with the number of its revision."""

    percent: Decimal
    source: str
    published_on: date | None
    revision: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which months of a series are there."""

    series: str
    label: str
    first: date | None
    last: date | None
    months: int
    missing: list[date]
    corrected: int
    source: str  # of the last month
    loaded_at: datetime | None


def series_book() -> SeriesBook:
    """Every value as it stands, for the rules. Read anew only when something was added."""
    global _last_read
    newest = Value.objects.aggregate(newest=Max("id"))["newest"] or 0
    read = _last_read
    if read is None or read[0] != newest:
        read = _last_read = (newest, _read())
    return read[1]


def _read() -> SeriesBook:
    values: dict[str, dict[date, MonthValue]] = {}
    for (series, month), row in standing().items():
        found = MonthValue(row.percent / 100, row.source, row.published_on)
        values.setdefault(series, {})[month] = found
    return SeriesBook(values)


def standing(*, using: str = "default") -> dict[tuple[str, date], Standing]:
    """The newest revision of every month."""
    with connections[using].cursor() as cursor:
        cursor.execute(NEWEST)
        return {
            (series, month): Standing(percent, source, published_on, revision, loaded_at)
            for series, month, percent, source, published_on, revision, loaded_at in cursor.fetchall()
        }


def coverage() -> list[Coverage]:
    """What is there of each series that a rule may ask for, also of those without any value."""
    rows = standing()
    return [_coverage(series, rows) for series in SERIES_NAMES]


def _coverage(series: str, rows: dict[tuple[str, date], Standing]) -> Coverage:
    months = sorted(month for name, month in rows if name == series)
    if not months:
        return Coverage(series, SERIES_NAMES[series], None, None, 0, [], 0, "", None)
    own = [rows[series, month] for month in months]
    there = set(months)
    return Coverage(
        series=series,
        label=SERIES_NAMES[series],
        first=months[0],
        last=months[-1],
        months=len(months),
        missing=[m for m in months_between(months[0], months[-1]) if m not in there],
        corrected=sum(row.revision > 1 for row in own),
        source=own[-1].source,
        loaded_at=max(row.loaded_at for row in own),
    )


def label(series: str) -> str:
    """A series' name for people."""
    return SERIES_NAMES.get(series, series)
