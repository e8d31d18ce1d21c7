"""Monetary correction: principal × the product of (1 + index) over full months.

The month of the due date counts in full; the last one is given, or is the last full month that was
published, within the usual publication lag. Deflation months stay; the whole never goes below the
nominal value. There is no correction by day.

Sources: CC 389 §ún, 395, 404 (Lei 14.905/2024); STJ REsp 1.265.580/RS (correction.floor).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache

from acerto.core.money import FACTOR_PLACES, as_factor
from acerto.law import params
from acerto.law.rules.agreed import INDEXES
from acerto.law.series import (
    MonthMissing,
    SeriesBook,
    month_of,
    months_between,
    next_month,
    previous_month,
)

ZERO = Decimal(0).scaleb(-FACTOR_PLACES)
EXACT = Context(prec=FACTOR_PLACES + FACTOR_PLACES + FACTOR_PLACES)

PUBLICATION = "correction.publication_days."

Skip = tuple[date, date]
"""Months [from, to) that another rate already corrects."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction: what is added, as a part of the principal, and the months it runs over.

    `first` and `last` are months, both included; None when no month is corrected.
    """

    factor: Decimal
    index: str
    first: date | None = None
    last: date | None = None


def correction(
    *, index: str, first: date, last: date, series: SeriesBook, skip: Skip | None = None
) -> Correction:
    """The correction over the months from `first` to `last`, less those skipped.

    Raises MonthMissing.
    """
    return series.remember(
        ("correction", index, first, last, skip),
        lambda: _correction(index, _months(first, last, skip), series),
    )


def since_booked(*, whole: Correction, before: Correction) -> Correction:
    """What is left of a whole correction once its first months were booked, on the booked value.

    Below zero where the months since were of deflation: the floor is that of the whole.
    """
    if whole.last is None or (before.last is not None and whole.last <= before.last):
        return Correction(ZERO, whole.index)
    rate = EXACT.divide(whole.factor - before.factor, EXACT.add(1, before.factor))
    first = whole.first if before.last is None else next_month(before.last)
    return Correction(as_factor(rate=rate), whole.index, first, whole.last)


def first_whole_month(day: date) -> date:
    """The first month that starts on a day or after it."""
    return day if day == month_of(day) else next_month(day)


def last_month(*, index: str, first: date, on: date, series: SeriesBook) -> date:
    """The last full month that could be used on a day; the month before `first` when there is none.

    Raises MonthMissing for a month that should have been published by then.
    """
    return series.remember(
        ("last_month", index, first, on), lambda: _last_month(index, first, on, series)
    )


def published_on(index: str, month: date, on: date, series: SeriesBook) -> bool:
    """Whether a month was surely out on a day: by its own day of publication, else by the usual lag."""
    name = series_of(index=index, month=month)
    known_on = series.value(series=name, month=month).known_on
    return on >= (known_on or _published_by(name, month))


def series_of(*, index: str, month: date) -> str:
    """The series that an index, or a court's table, takes for a month."""
    return params.choice(INDEXES + index, on=month)


def _months(first: date, last: date, skip: Skip | None) -> list[date]:
    months = months_between(first, last)
    return months if skip is None else [m for m in months if not skip[0] <= m < skip[1]]


def _correction(index: str, months: list[date], series: SeriesBook) -> Correction:
    if not months:
        return Correction(ZERO, index)
    product = Decimal(1)
    for month in months:
        rate = series.rate(series=series_of(index=index, month=month), month=month)
        product = EXACT.multiply(product, EXACT.add(1, rate))
    assert params.choice("correction.floor", on=months[-1]) == "nominal"
    factor = max(ZERO, as_factor(rate=EXACT.subtract(product, 1)))
    return Correction(factor, index, months[0], months[-1])


def _last_month(index: str, first: date, on: date, series: SeriesBook) -> date:
    month = previous_month(on)
    late: MonthMissing | None = None
    while month >= first:
        name = series_of(index=index, month=month)
        if series.is_known(series=name, month=month, on=on):
            break
        if on >= _published_by(name, month):
            late = MonthMissing(series=name, month=month)
        month = previous_month(month)
    if late is not None:
        raise late  # the earliest month that should have been there
    return max(month, previous_month(first))


@cache
def _published_by(series: str, month: date) -> date:
    """The day from which a month that is missing is an error (correction.publication_days)."""
    days = params.count(PUBLICATION + series, on=month)
    return next_month(month) + timedelta(days=days)
