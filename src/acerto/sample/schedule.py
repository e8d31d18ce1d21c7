"""When the statements of a card fall due and are paid, counted back from the day of the run."""

from dataclasses import dataclass
from datetime import date, timedelta

from acerto.core.calendar import add_months

NEAREST_DUE_DAYS = 5
"""The last statement fell due 5 to 9 days ago: even over Carnival a bank day has passed since."""

DUE_DAYS_SPREAD = 5
PAID_DAYS_SPREAD = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calendar of one holder. `months_back` is 1 for the last statement fallen due, 0 for
    the next one, 2 for the one before the last, and so on.
    """

    last_due_on: date
    next_due_on: date
    paid_days: int

    def due_on(self, *, months_back: int) -> date:
        """The due date of a statement as the contract says it, bank day or not."""
        if months_back == 0:
            return self.next_due_on
        return add_months(self.last_due_on, 1 - months_back)

    def period(self, *, months_back: int) -> str:
        """The month of a statement as YYYYMM: its instalment number in the contract."""
        return f"{add_months(self.last_due_on.replace(day=1), 1 - months_back):%Y%m}"

    def paid_on(self, *, months_back: int, late: bool) -> date:
        """When the payment recorded in a month was made: up to 2 days before the due date of
        that month by who was in order after it, 1 to 3 days after it by who was not.
        """
        days = 1 + self.paid_days if late else -self.paid_days
        return self.due_on(months_back=months_back) + timedelta(days=days)


def schedule(*, holder_id: int, on: date) -> Schedule:
    """Spreads the holders over five due dates before `on` and over the week after it."""
    return Schedule(
        last_due_on=on - timedelta(days=NEAREST_DUE_DAYS + holder_id % DUE_DAYS_SPREAD),
        next_due_on=on + timedelta(days=1 + holder_id % 7),
        paid_days=holder_id % PAID_DAYS_SPREAD,
    )
