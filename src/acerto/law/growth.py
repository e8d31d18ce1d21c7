"""How a debt grew: what was owed at the start of each month, around each payment, and on the day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from acerto.law.calculation import Request, Stage, owed_on, stages
from acerto.law.params import NotInForce
from acerto.law.rules.charges import Debt, effective_due_on
from acerto.law.series import MonthMissing, SeriesBook, WitnessedBook, months_between, next_month

MOST_MONTHS = 60
MOST_PAYMENTS = 24


@dataclass(frozen=True, slots=True)
class Point:
    """What was owed on a day; on the day of a payment, after it."""

    on: date
    debt: Debt
    paid: bool


def growth(*, request: Request, on: date, series: SeriesBook) -> tuple[Point, ...]:
    """What was owed from the due date to a day, oldest first; none when nothing had run by then.

    A long debt is told every few months, and many payments by month alone. A day that cannot be known is
    left out, never estimated.
    """
    starts = effective_due_on(due_on=request.due_on, state=request.state)
    if on <= starts:
        return ()
    paid = {payment.on for payment in request.payments if starts < payment.on <= on}
    if len(paid) > MOST_PAYMENTS:
        paid = set()
    before = {day - timedelta(days=1) for day in paid}
    days = sorted({starts, on, *paid, *before, *_months(starts, on)})
    return tuple(_points(request, days, paid, series))


def _months(starts: date, on: date) -> list[date]:
    months = [month for month in months_between(next_month(starts), on) if month < on]
    step = len(months) // MOST_MONTHS + 1
    return months[::step]


def _points(
    request: Request, days: list[date], paid: set[date], series: SeriesBook
) -> Iterator[Point]:
    book = WitnessedBook(series)
    course = stages(request=request, on=days[-1], series=book)
    for day in days:
        title = [stage.title for stage in course if _since(stage) <= day][-1]
        try:
            owed = owed_on(title=title, on=day, series=book, correct_until=request.correct_until)
        except (NotInForce, MonthMissing):
            continue
        yield Point(day, owed, day in paid)


def _since(stage: Stage) -> date:
    return stage.spent.payment.on if stage.spent else date.min
