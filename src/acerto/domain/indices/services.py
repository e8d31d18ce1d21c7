"""Taking values in: what is new is added, what changed is added as a correction, nothing is altered."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connections, transaction

from acerto.core.calendar import add_months
from acerto.law import params
from acerto.law.series import next_month
from acerto.ports.series import Published, SeriesSource

from .models import Value
from .selectors import standing
from .shipped import shipped_values

LOCK = 0x1D1CE5
"""Of PostgreSQL's advisory locks: one taker at a time."""

LOOK_BACK_MONTHS = 12
"""How far back an update asks again, so that corrections are seen."""

OLDEST = date(1979, 1, 1)
LAG = "correction.publication_days"

GROWS_IN_THE_MONTH = {"selic"}
"""Series whose current month is shown while it still accumulates: taken when the month is over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one load did to a series; `last` is its newest month now."""

    series: str
    added: int
    corrected: int
    last: date | None


@dataclass(frozen=True, slots=True)
class _Row:
    series: str
    month: date
    percent: Decimal
    source: str
    published_on: date | None


def load_shipped(*, now: datetime, using: str = "default") -> int:
    """Add the values that come with Acerto and are not there yet; returns how many.

    A month that already has a value keeps it: what was taken from the source is newer than a file.
    """
    with _one_at_a_time(using):
        there = standing(using=using)
        rows = [
            _Row(value.series, value.month, value.percent, value.source, published_on=None)
            for value in shipped_values()
            if (value.series, value.month) not in there
        ]
        return len(_add(rows, now=now, using=using))


def update(*, source: SeriesSource, series: str, now: datetime, today: date) -> Taken:
    """Ask a source for the newest months of a series and keep what is new or changed.

    Raises ports.series.SourceUnavailable, and then nothing was changed.
    """
    last = max((month for name, month in standing() if name == series), default=None)
    since = OLDEST if last is None else add_months(last, -LOOK_BACK_MONTHS)
    found = source.fetch(series=series, since=since, until=today)
    return take_in(
        series=series, values=found, source=source.cite(series=series), now=now, today=today
    )


def take_in(
    *, series: str, values: Iterable[Published], source: str, now: datetime, today: date
) -> Taken:
    """Add new months, and corrections of months whose value changed."""
    with _one_at_a_time("default"):
        there = {month: row for (name, month), row in standing().items() if name == series}
        rows = []
        for value in values:
            before = there.get(value.month)
            if before is not None and before.percent == value.percent:
                continue
            if series in GROWS_IN_THE_MONTH and next_month(value.month) > today:
                continue
            seen = _seen_on(series, value.month, today) if before is None else before.published_on
            rows.append(_Row(series, value.month, value.percent, source, seen))
        added = _add(rows, now=now, using="default")
    corrected = sum(row.revision > 1 for row in added)
    last = max([*there, *(row.month for row in rows)], default=None)
    return Taken(series, len(added) - corrected, corrected, last)


def _seen_on(series: str, month: date, today: date) -> date | None:
    """Today, where the month may just have been published; None for one that was out for long."""
    name = f"{LAG}.{series}"
    if name not in params.names(name):
        return None
    fresh_until = next_month(month) + timedelta(days=params.count(name, on=month))
    return today if today < fresh_until else None


def _add(rows: list[_Row], *, now: datetime, using: str) -> list[Value]:
    there = standing(using=using)
    values = []
    for row in rows:
        before = there.get((row.series, row.month))
        values.append(
            Value(
                series=row.series,
                month=row.month,
                revision=before.revision + 1 if before else 1,
                percent=row.percent,
                source=row.source[:200],
                published_on=row.published_on,
                loaded_at=now,
            )
        )
    return Value.objects.using(using).bulk_create(values, batch_size=1000)


@contextmanager
def _one_at_a_time(using: str) -> Iterator[None]:
    """A transaction that waits for any other that takes values in."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
