"""What runs on an overdue principal up to a day: correction, interest, fine, each as a part of it.

One computation serves the factors of millions of titles and the itemised debt of one.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from acerto.core.money import InvalidAmount, as_factor
from acerto.law import params
from acerto.law.params import NotInForce
from acerto.law.rules.agreed import INDEXES, Terms
from acerto.law.rules.correction import (
    EXACT,
    ZERO,
    Correction,
    Skip,
    correction,
    first_whole_month,
    last_month,
    since_booked,
)
from acerto.law.rules.legal_interest import (
    COURT_METHOD,
    METHOD,
    Part,
    by_calendar_months,
    legal_parts,
    selic_until,
)
from acerto.law.rules.limits import Limits, is_parameter, limits_on
from acerto.law.series import SeriesBook, month_of, next_month, previous_month

LEGAL_INDEX = "legal_interest.correction_index"
CONTRACT_BASE = "charges.contract_interest_base"


class ChargesTooLarge(NotInForce):
    """The charges pass what a factor holds: nothing that a debt could bear."""

    code = "factor_too_large"

    def __init__(self, message: str, *, due_on: date) -> None:
        super().__init__("charges", due_on)
        self.message = message


@dataclass(frozen=True, slots=True)
class Span:
    """The days that charges run over: due, booked up to, counted to, and what was chosen.

    `interest_from` is since when interest runs when that is not the due date (a citation, a
    presentation); `correct_until` is the last month to correct, None for the last one published; it
    does not bind on a day on which it was not over yet.
    """

    due_on: date
    accrued_since: date | None
    on: date
    interest_from: date | None = None
    correct_until: date | None = None

    @property
    def since(self) -> date:
        """The day from which interest counts."""
        start = self.interest_from or self.due_on
        return start if self.accrued_since is None else max(start, self.accrued_since)

    @property
    def booked(self) -> date | None:
        """The day up to which charges were booked, when that was after the due date."""
        since = self.accrued_since
        return since if since is not None and since > self.due_on else None

    def last_month(self, *, index: str, first: date, on: date, series: SeriesBook) -> date:
        """The last month corrected on a day, that of a booking or of the count. Raises MonthMissing."""
        until = self.correct_until
        if until is not None and next_month(until) <= on:
            return month_of(until)
        return last_month(index=index, first=first, on=on, series=series)


@dataclass(frozen=True, slots=True)
class Accrual:
    """The charges of a span as factors, with what explains them.

    The correction is a part of the principal with its booked correction, and so is the interest where
    `on_corrected`; else of the principal. `booked_interest` is what updates the interest booked before.
    """

    correction: Correction | None
    interest: Decimal
    fine: Decimal
    parts: tuple[Part, ...]
    limits: Limits
    cut: bool
    booked_interest: Decimal = ZERO
    on_corrected: bool = False

    @property
    def correction_factor(self) -> Decimal:
        return ZERO if self.correction is None else self.correction.factor

    @property
    def total(self) -> Decimal:
        """All charges together, as a part of the principal."""
        return self.correction_factor + self.interest + self.fine


def accrue(*, terms: Terms, span: Span, series: SeriesBook) -> Accrual:
    """The charges of a span after the due date. Raises NotInForce, ChargesTooLarge, MonthMissing."""
    try:
        return _accrue(terms, span, series)
    except InvalidAmount as large:
        raise ChargesTooLarge(large.message, due_on=span.due_on) from large


def _accrue(terms: Terms, span: Span, series: SeriesBook) -> Accrual:
    owed = _uncapped(terms, span, series)
    cap = owed.limits.total_rate
    if cap is None:
        return owed
    if span.booked is None:
        return _within(owed, room=cap, fine_too=True)
    used = _accrue(terms, _before(span), series)
    room = max(Decimal(0), cap - used.total)
    return _within(owed, room=room, fine_too=False, grown=EXACT.add(1, used.correction_factor))


def _uncapped(terms: Terms, span: Span, series: SeriesBook) -> Accrual:
    limits = limits_on(party_kind=terms.party_kind, due_on=span.due_on, debt_type=terms.debt_type)
    corrected = _correction(terms, span, series)
    factor = ZERO if corrected is None else corrected.factor
    interest, parts = _interest(terms, span, limits, factor, series)
    fine = capped(terms.fine_rate, cap=limits.fine_rate)
    fine_factor = as_factor(rate=fine) if fine else ZERO
    return Accrual(
        corrected,
        interest,
        fine_factor,
        parts,
        limits,
        cut=False,
        booked_interest=_on_booked_interest(terms, span, factor, series),
        on_corrected=terms.interest_mode != "contract",
    )


def _before(span: Span) -> Span:
    """The days up to those that were booked."""
    return replace(span, accrued_since=None, on=span.booked or span.on)


def _on_booked_interest(
    terms: Terms, span: Span, corrected: Decimal, series: SeriesBook
) -> Decimal:
    """What the correction since the booking adds to the interest booked: none bears interest.

    Interest that the law counts on the corrected principal follows it; that of the contract and the Selic,
    which already holds the correction, do not.
    """
    if span.booked is None or not corrected or terms.interest_mode == "contract":
        return ZERO
    if terms.interest_mode == "court_months":
        return corrected
    before = _uncapped(terms, _before(span), series)
    if not before.interest:
        return ZERO
    rates = [part.rate for part in before.parts if part.on_corrected]
    following = EXACT.multiply(sum(rates, Decimal(0)), EXACT.add(1, before.correction_factor))
    share = EXACT.divide(following, before.interest)
    return as_factor(rate=EXACT.multiply(corrected, min(Decimal(1), share)))


def capped(agreed: Decimal | None, *, cap: Decimal | None) -> Decimal:
    """The agreed rate cut to the ceiling; nothing agreed is nothing charged (CC 408-409)."""
    if agreed is None:
        return Decimal(0)
    return agreed if cap is None else min(agreed, cap)


def method_name(terms: Terms) -> str:
    """The parameter that says which legal interest runs: the debt type's own, or everyone's."""
    own = f"{terms.debt_type}.legal_interest_method"
    if terms.debt_type and is_parameter(own):
        return own
    return COURT_METHOD if terms.interest_mode == "court" else METHOD


def index_of(terms: Terms, *, on: date) -> tuple[str, date | None] | None:
    """The correction index, and since when the law gives it; None when there is no correction.

    An index agreed has no such day. The debt type's own index comes before any.
    """
    if terms.correction_index:
        name = index_parameter(terms)
        agreed = name == INDEXES + terms.correction_index
        return (terms.correction_index if agreed else params.choice(name, on=on)), None
    if terms.interest_mode not in ("legal", "court"):
        return None
    try:
        entry = params.entry(LEGAL_INDEX, on=on)
    except NotInForce:
        return None
    return str(entry.value), entry.from_on


def index_parameter(terms: Terms) -> str:
    """The parameter behind `index_of`: the debt type's own, that of the index agreed, or the law's."""
    own = f"{terms.debt_type}.correction_index"
    if not terms.correction_index:
        return LEGAL_INDEX
    return own if is_parameter(own) else INDEXES + terms.correction_index


def month_rate(terms: Terms, limits: Limits) -> Decimal:
    """The monthly rate charged: the contract's, cut to the ceiling, or the judge's as it was fixed."""
    cap = None if terms.interest_mode == "court_months" else limits.interest_month_rate
    return capped(terms.interest_month_rate, cap=cap)


def _correction(terms: Terms, span: Span, series: SeriesBook) -> Correction | None:
    chosen = index_of(terms, on=span.on)
    if chosen is None:
        return None
    index, given_from = chosen
    first = month_of(span.due_on)
    if given_from is not None and span.due_on < given_from:
        first = first_whole_month(given_from)
    last = span.last_month(index=index, first=first, on=span.on, series=series)
    skip = selic_months(terms, span)
    whole = correction(index=index, first=first, last=last, series=series, skip=skip)
    if span.booked is None:
        return whole
    done = span.last_month(index=index, first=first, on=span.booked, series=series)
    before = correction(index=index, first=first, last=done, series=series, skip=skip)
    return since_booked(whole=whole, before=before)


def selic_months(terms: Terms, span: Span) -> Skip | None:
    """The months of the Selic alone, which holds the correction: no index runs beside it."""
    if terms.interest_mode != "legal":
        return None
    starts = span.interest_from or span.due_on
    ends = selic_until(name=method_name(terms), on=span.on)
    if ends is None or ends <= starts:
        return None
    return month_of(starts), first_whole_month(ends)


def _interest(
    terms: Terms, span: Span, limits: Limits, corrected: Decimal, series: SeriesBook
) -> tuple[Decimal, tuple[Part, ...]]:
    if terms.interest_mode in ("legal", "court"):
        parts = legal_parts(
            name=method_name(terms),
            since=span.since,
            until=span.on,
            series=series,
            starts=span.interest_from or span.due_on,
        )
        held = _held_by_selic(terms, span, parts, series)
        return _factor_of(parts, corrected, held), parts
    monthly = month_rate(terms, limits)
    days = max(0, (span.on - span.since).days)
    if not monthly or not days:
        return ZERO, ()
    if terms.interest_mode == "court_months":
        rate = by_calendar_months(
            monthly=monthly, since=span.since, until=span.on, first=span.booked is None
        )
        return as_factor(rate=EXACT.multiply(rate, EXACT.add(1, corrected))), ()
    assert params.choice(CONTRACT_BASE, on=span.due_on) == "principal"
    return as_factor(rate=monthly, times=days, over=limits.days_per_month), ()


def _held_by_selic(
    terms: Terms, span: Span, parts: tuple[Part, ...], series: SeriesBook
) -> Decimal:
    """The correction up to where the Selic began to run, which is part of its base."""
    skip = selic_months(terms, span)
    if skip is None or all(part.on_corrected for part in parts):
        return ZERO
    before = previous_month(skip[0])
    until = before if span.correct_until is None else min(before, month_of(span.correct_until))
    found = _correction(terms, replace(span, correct_until=until), series)
    return ZERO if found is None else max(ZERO, found.factor)


def _factor_of(parts: tuple[Part, ...], corrected: Decimal, held: Decimal) -> Decimal:
    total = Decimal(0)
    for part in parts:
        base = EXACT.add(1, corrected if part.on_corrected else held)
        total = EXACT.add(total, EXACT.multiply(part.rate, base))
    return as_factor(rate=max(Decimal(0), total))


def _within(
    owed: Accrual, *, room: Decimal, fine_too: bool, grown: Decimal = Decimal(1)
) -> Accrual:
    """The charges cut to the room left under the ceiling on their sum: interest gives way first.

    After a booking the fine was charged already and takes no room. The room is what the ceiling leaves
    of the charges that ran before, as parts of the principal, which its correction has `grown` since: so
    the sum over all stretches never passes the ceiling on the first principal.
    """
    corrected, fine = owed.correction_factor, owed.fine if fine_too else ZERO
    base = grown if owed.on_corrected else Decimal(1)
    sum_of = EXACT.multiply(corrected, grown) + EXACT.multiply(owed.interest, base) + fine
    if sum_of <= room:
        return owed
    found = owed.correction
    if found is not None:
        corrected = min(corrected, as_factor(rate=EXACT.divide(room, grown)))
        found = replace(found, factor=corrected)
    left = room - EXACT.multiply(corrected, grown)
    if fine_too:
        fine = as_factor(rate=min(fine, left))
        left -= fine
    interest = as_factor(rate=EXACT.divide(max(Decimal(0), left), base))
    return replace(
        owed,
        correction=found,
        interest=interest,
        fine=fine if fine_too else owed.fine,
        cut=True,
        booked_interest=ZERO,
    )
