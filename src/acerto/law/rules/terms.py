"""Terms of the law: until which day something must be done.

The day of the event is not counted, the last day is (CC 132). Each deadline is a parameter
`deadlines.<name>`, in days, business days, months or years.
"""

from datetime import date, timedelta

from acerto.core.calendar import add_business_days, add_months_civil, add_years_civil
from acerto.law import params
from acerto.law.schema import TermValue

_DEADLINES = "deadlines."


def due_by(*, deadline: str, since_on: date) -> date:
    """The last day to do what a deadline of the law asks for, counted from the day of an event.

    Business days skip weekends and national holidays only, so the day found is never too late.
    Source: CC 132; the citation of `deadlines.<deadline>`. Raises NotInForce, UnknownParameter.
    """
    return ends_on(term=params.term(_DEADLINES + deadline, on=since_on), since_on=since_on)


def is_late(*, deadline: str, since_on: date, on: date) -> bool:
    """Whether the last day of a deadline has passed. Raises NotInForce, UnknownParameter."""
    return on > due_by(deadline=deadline, since_on=since_on)


def ends_on(*, term: TermValue, since_on: date) -> date:
    """The last day of a term counted from a day (CC 132)."""
    if term.unit == "days":
        return since_on + timedelta(days=term.count)
    if term.unit == "business_days":
        return add_business_days(since_on, term.count)
    if term.unit == "months":
        return add_months_civil(since_on, term.count)
    return add_years_civil(since_on, term.count)
