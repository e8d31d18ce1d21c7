"""When a debt can no longer be collected: liquid debts, the default type (F9).

Other debts have other terms (rent, utilities, credit instruments); they are not here yet.
"""

from datetime import date, timedelta

from acerto.core.calendar import add_years_civil
from acerto.law import params
from acerto.law.schema import PeriodValue

_YEARS = "prescription.liquid_debt_years"
_SUSPENSION = "prescription.suspension_2020"


def prescription_on(*, due_on: date, interrupted_on: date | None = None) -> date:
    """The first day on which a liquid debt is prescribed: five years from its due date.

    `interrupted_on` is the one act that restarts the term (CC 202); a collection letter is none.
    Days of the 2020 suspension are added. A term that began before the Código Civil of 2003 counts
    from its first day (CC 2.028), so nothing that old can be collected by mistake.
    Source: CC 206 §5 I; Lei 14.010/2020 art. 3.
    """
    start = max(interrupted_on or due_on, params.all_entries(_YEARS)[0].from_on or date.min)
    end = add_years_civil(start, params.count(_YEARS, on=start))
    suspension = params.latest(_SUSPENSION).value
    assert isinstance(suspension, PeriodValue)
    return end + timedelta(days=_suspended_days(start, end, suspension))


def is_prescribed(*, due_on: date, on: date, interrupted_on: date | None = None) -> bool:
    """Whether a liquid debt may no longer be collected by any means on a day.

    Source: CC 189; STJ REsp 2.088.100/SP.
    """
    return on >= prescription_on(due_on=due_on, interrupted_on=interrupted_on)


def _suspended_days(start: date, end: date, suspension: PeriodValue) -> int:
    """Days of the term during which it stood still: both ends of the suspension count."""
    first = max(start, suspension.first)
    if end < suspension.first or first > suspension.last:
        return 0
    return (suspension.last - first).days + 1
