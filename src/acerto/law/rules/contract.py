"""The factors of a debt on a day: by its contract cut to the law, or by the law alone.

The due date rolls to the next bank day. After it: correction by the index agreed or given by law, a
fine once, and simple interest. Up to it: the contract's discount or the present value, whichever is
better for the debtor.

Sources: CDC art. 52 §§1-2; Súmula STJ 379; CC 389, 406, 408-413; Decreto 22.626/1933; Lei 14.905/2024.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

from acerto.core.calendar import is_contact_holiday, next_bank_day
from acerto.core.money import FACTOR_PLACES, as_factor, line_cents
from acerto.law import params
from acerto.law.rules.accrual import Span, accrue, capped
from acerto.law.rules.agreed import InvalidTerms, PartyKind, Terms
from acerto.law.rules.correction import ZERO
from acerto.law.rules.limits import Limits, limits_on
from acerto.law.series import NO_SERIES, SeriesBook

__all__ = [
    "ZERO",
    "Factors",
    "InvalidTerms",
    "Limits",
    "PartyKind",
    "Terms",
    "capped",
    "discount_factor",
    "effective_due_on",
    "factors",
    "limits_on",
    "payoff_factor",
]

_POWER = Context(prec=FACTOR_PLACES + FACTOR_PLACES)


@dataclass(frozen=True, slots=True)
class Factors:
    """Parts of what is open, at scale 18: `discount` is zero or negative.

    Of the principal: `fine`, `discount`, and `interest`, which is of the principal and its booked
    correction where `on_corrected`. Of these two: `correction`. Of the booked interest: `booked_interest`.
    """

    correction: Decimal
    interest: Decimal
    fine: Decimal
    discount: Decimal
    booked_interest: Decimal = ZERO
    on_corrected: bool = False

    def correction_cents(self, *, principal_cents: int, booked_cents: int) -> int:
        """The correction that ran: it takes back at most what was booked, never of the principal."""
        run = line_cents(base_cents=principal_cents + booked_cents, factor=self.correction)
        return max(run, -booked_cents)

    def interest_cents(
        self, *, principal_cents: int, correction_cents: int, booked_cents: int
    ) -> int:
        """The interest that ran, and the correction of what was booked of it."""
        base = principal_cents + (correction_cents if self.on_corrected else 0)
        updated = line_cents(base_cents=booked_cents, factor=self.booked_interest)
        return line_cents(base_cents=base, factor=self.interest) + updated


def effective_due_on(*, due_on: date, state: str | None = None) -> date:
    """The last day to pay without charges: the due date, or the bank day after it.

    With the debtor's `state`, its holidays are skipped too.
    Source: Lei 7.089/1983; CC 132 §1 (charges.due_day_roll). Raises NotInForce before 1917.
    """
    roll = params.choice("charges.due_day_roll", on=due_on)
    assert roll == "next_bank_day", roll
    day = next_bank_day(due_on)
    while state is not None and is_contact_holiday(day, state=state):
        day = next_bank_day(day + timedelta(days=1))
    return day


def factors(
    *,
    terms: Terms,
    effective_due_on: date,
    accrued_since: date | None,
    on: date,
    series: SeriesBook = NO_SERIES,
    interest_from: date | None = None,
    correct_until: date | None = None,
) -> Factors:
    """The parts of the open principal that are owed besides it on a day.

    Charges run from the later of the due date and `accrued_since` (the day up to which they were
    booked); they are zero up to the due date, the discount after it. The limits are those in force on
    the due date. `interest_from` is since when interest runs, where that is not the due date;
    `correct_until` the last month to correct, None for the last one published. `series` is needed by
    terms with an index or with interest by law. Raises NotInForce, MonthMissing.
    """
    if on <= effective_due_on:
        discount = discount_factor(terms=terms, effective_due_on=effective_due_on, on=on)
        return Factors(ZERO, ZERO, ZERO, discount)
    span = Span(effective_due_on, accrued_since, on, interest_from, correct_until)
    owed = accrue(terms=terms, span=span, series=series)
    return Factors(
        owed.correction_factor,
        owed.interest,
        owed.fine,
        ZERO,
        owed.booked_interest,
        owed.on_corrected,
    )


def discount_factor(*, terms: Terms, effective_due_on: date, on: date) -> Decimal:
    """The better of the contract's discount and the present value, as a negative factor."""
    if on > effective_due_on:
        return ZERO
    best = payoff_factor(terms=terms, effective_due_on=effective_due_on, on=on)
    early = on <= effective_due_on - timedelta(days=terms.discount_days)
    if terms.discount_rate and early:
        best = min(best, as_factor(rate=terms.discount_rate.copy_negate()))
    return best


def payoff_factor(*, terms: Terms, effective_due_on: date, on: date) -> Decimal:
    """What an early payment takes off by present value, (1+i)^-t - 1, months t being days/30.

    Source: CDC art. 52 §2 (consumer.early_payoff). Proportional for a payment in part.
    """
    days = (effective_due_on - on).days
    if not terms.payoff_month_rate or days <= 0:
        return ZERO
    if terms.party_kind == "consumer":
        method = params.choice("consumer.early_payoff", on=on)
        assert method == "present_value", method
    month = params.count("charges.days_per_month", on=effective_due_on)
    return _present_value(terms.payoff_month_rate, days, month)


def _present_value(monthly: Decimal, days: int, days_per_month: int) -> Decimal:
    months = _POWER.divide(Decimal(-days), Decimal(days_per_month))
    return as_factor(rate=_POWER.subtract(_POWER.power(_POWER.add(1, monthly), months), 1))
