"""When a debt can no longer be collected, by kind of debt (F9).

A kind of debt gives one or more claims (`prescription.terms.<kind>`); it is prescribed when the
last of them is. An interruption restarts each claim still alive, once; the days of 2020 in which
terms stood still are added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from acerto.core.calendar import add_months_civil, add_years_civil
from acerto.law import params
from acerto.law.rules import debt_types
from acerto.law.schema import ClaimValue, ParamEntry, PeriodValue

WRITTEN = debt_types.WRITTEN
"""The kind of a debt whose type says nothing else: liquid, in a document."""

CHEQUE = "cheque"
"""The kind whose claims count from the day of issue."""

_TERMS = "prescription.terms."
_SUSPENSION = "prescription.suspension_2020"
_PRESENTATION = "prescription.cheque_presentation."
_ONE_DAY = timedelta(days=1)
_FIRST_COUNTED = ("day_after_due", "day_after_issue")
"""Starts that are the first day counted; the others are the day of the event, which is not."""

INTERRUPTING_ACTS = "prescription.interrupting_acts"


@dataclass(frozen=True, slots=True)
class ClaimEnd:
    """How the end of one claim was found: the memory that a judge may ask for.

    `prescribed_on` is the first day without the claim; `suspended_days` are those of 2020.
    """

    claim: str
    starts_on: date
    interrupted_on: date | None
    suspended_days: int
    prescribed_on: date
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened to a debt and may have interrupted its prescription."""

    kind: str
    on: date


def kinds() -> list[str]:
    """The kinds of debt whose terms are known."""
    return [name.removeprefix(_TERMS) for name in params.names(_TERMS)]


def terms_of(*, debt_type: str) -> ParamEntry:
    """The parameter with the terms of a company's own word for a debt, its rule and citation."""
    return params.latest(_TERMS + kind_of(debt_type=debt_type))


def claims_of(*, kind: str) -> tuple[ClaimValue, ...]:
    """The claims that a kind of debt gives now and their terms. Raises UnknownParameter."""
    return _claims(params.latest(_TERMS + kind))


def kind_of(*, debt_type: str) -> str:
    """The kind of debt that a company's own word means ("Aluguéis atrasados" is rent), else `written`.

    Source: prescription.debt_types, by policy.
    """
    return debt_types.understood(debt_type=debt_type).prescribes_as


def prescription_on(
    *,
    due_on: date,
    interrupted_on: date | None = None,
    kind: str = WRITTEN,
    issued_on: date | None = None,
    same_place: bool = True,
) -> date:
    """The first day on which a debt is prescribed for any claim.

    `interrupted_on` is the one act that restarts the terms still running (CC 202); a collection
    letter is none. `issued_on` and `same_place` matter for cheques. A term that began before the
    Código Civil of 2003 counts from its first day (CC 2.028), so nothing that old can be collected
    by mistake. Source: prescription.terms.<kind>. Raises UnknownParameter.
    """
    return max(
        claim.prescribed_on
        for claim in memory(
            due_on=due_on,
            interrupted_on=interrupted_on,
            kind=kind,
            issued_on=issued_on,
            same_place=same_place,
        )
    )


def is_prescribed(
    *,
    due_on: date,
    on: date,
    interrupted_on: date | None = None,
    kind: str = WRITTEN,
    issued_on: date | None = None,
) -> bool:
    """Whether a debt may no longer be collected by any means on a day.

    Source: CC 189; STJ REsp 2.088.100/SP.
    """
    return on >= prescription_on(
        due_on=due_on, interrupted_on=interrupted_on, kind=kind, issued_on=issued_on
    )


def memory(
    *,
    due_on: date,
    interrupted_on: date | None = None,
    kind: str = WRITTEN,
    issued_on: date | None = None,
    same_place: bool = True,
) -> tuple[ClaimEnd, ...]:
    """Each claim of a debt and how its end was found, by the terms in force on its due date.

    Source: CC 193; CPC 332 §1. Raises UnknownParameter.
    """
    first = params.all_entries(_TERMS + kind)[0].from_on or date.min
    entry = params.entry(_TERMS + kind, on=max(due_on, first))
    found = []
    for claim in _claims(entry):
        start = _start(claim, due_on=due_on, issued_on=issued_on, same_place=same_place)
        start = max(start, first)
        counted, end, days = _run(claim, start=start, first=first, interrupted_on=interrupted_on)
        found.append(ClaimEnd(claim.claim, start, counted, days, end, entry.rule, entry.citation))
    return tuple(found)


def interruption_on(*, acts: Iterable[Act], on: date) -> date | None:
    """The day of the act that interrupts: the first of those that count, since it happens once.

    A letter, a call or a listing interrupts nothing. Source: CC 202 I-VI and sole paragraph.
    Give only acts before the debt prescribed. Raises NotInForce.
    """
    counting = params.words(INTERRUPTING_ACTS, on=on)
    return min((act.on for act in acts if act.kind in counting and act.on <= on), default=None)


def _claims(entry: ParamEntry) -> tuple[ClaimValue, ...]:
    assert isinstance(entry.value, tuple), entry.name
    return entry.value


def _start(claim: ClaimValue, *, due_on: date, issued_on: date | None, same_place: bool) -> date:
    """The day from which a claim counts; a cheque without a date of issue counts from its due."""
    issued = issued_on or due_on
    if claim.starts == "due":
        return due_on
    if claim.starts == "day_after_due":
        return due_on + timedelta(days=1)
    if claim.starts == "day_after_issue":
        return issued + timedelta(days=1)
    return presentation_end_on(issued_on=issued, same_place=same_place)


def presentation_end_on(*, issued_on: date, same_place: bool) -> date:
    """The last day to present a cheque at the bank: sooner in the place where it was issued.

    Source: Lei 7.357/1985 art. 33 (prescription.cheque_presentation). Raises NotInForce.
    """
    place = "same_place" if same_place else "other_place"
    term = params.term(_PRESENTATION + place, on=issued_on)
    return issued_on + timedelta(days=term.count)


def _run(
    claim: ClaimValue, *, start: date, first: date, interrupted_on: date | None
) -> tuple[date | None, date, int]:
    """The interruption that counted, the first day without the claim, and the days added.

    A term older than the law, whose `first` day it is, has that day for its event, whatever the claim
    starts with: five years from 2003-01-11 end with 2008-01-11 (CC 132 §3, 2.028).
    """
    event = start - _ONE_DAY if claim.starts in _FIRST_COUNTED else start
    end, days = _end(claim, max(event, first))
    if interrupted_on is None or not start <= interrupted_on < end:
        return None, end, days
    return interrupted_on, *_end(claim, interrupted_on)


def _end(claim: ClaimValue, event: date) -> tuple[date, int]:
    """The first day after a term: the day of the event is not counted, the last one is (CC 132)."""
    add = add_years_civil if claim.unit == "years" else add_months_civil
    last = add(event, claim.count)
    suspension = params.latest(_SUSPENSION).value
    assert isinstance(suspension, PeriodValue)
    days = _suspended_days(event + _ONE_DAY, last, suspension)
    return last + timedelta(days=days) + _ONE_DAY, days


def _suspended_days(first: date, last: date, suspension: PeriodValue) -> int:
    """Days of the term during which it stood still: both ends of the suspension count."""
    first = max(first, suspension.first)
    if last < suspension.first or first > suspension.last:
        return 0
    return (suspension.last - first).days + 1
