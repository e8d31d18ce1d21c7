"""The factors of a debt on a day, by its contract cut to the law (contract mode).

The due date rolls to the next bank day. After it: a fine once, on the instalment, and simple
interest by day, on the instalment, never on each other. Up to it: the contract's discount or the
present value, whichever is better for the debtor. Correction and the legal rate have their line
and are zero here.

Sources: CDC art. 52 §§1-2; Súmula STJ 379; CC 408-413; Decreto 22.626/1933; Lei 14.905/2024.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache
from typing import Literal

from acerto.core.calendar import next_bank_day
from acerto.core.money import FACTOR_PLACES, as_factor
from acerto.law import params

ZERO = Decimal(0).scaleb(-FACTOR_PLACES)
_NONE = Decimal(0)
_POWER = Context(prec=FACTOR_PLACES + FACTOR_PLACES)

PartyKind = Literal["consumer", "business"]


class InvalidTerms(ValueError):
    """Contract terms that cannot be charged. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says. Rates are Decimal: 0.02 is 2 %; None is "not agreed", so not charged.

    `interest_month_rate` and `payoff_month_rate` are per month. `discount_rate` takes that part of
    the principal off when it is paid at least `discount_days` before the due date;
    `payoff_month_rate` is the contract rate for the present value of an early payment.
    """

    party_kind: PartyKind
    fine_rate: Decimal | None = None
    interest_month_rate: Decimal | None = None
    discount_rate: Decimal | None = None
    discount_days: int = 0
    payoff_month_rate: Decimal | None = None

    def __post_init__(self) -> None:
        if self.party_kind not in ("consumer", "business"):
            raise InvalidTerms("party_kind", "O devedor é consumidor ou empresa.")
        rates = (
            self.fine_rate,
            self.interest_month_rate,
            self.discount_rate,
            self.payoff_month_rate,
        )
        for rate in rates:
            if rate is not None and not (isinstance(rate, Decimal) and 0 <= rate <= 1):
                raise InvalidTerms("rate", "Toda taxa é decimal, de 0 a 1: 2% é 0.02.")
        if self.discount_days < 0:
            raise InvalidTerms("discount_days", "O prazo do desconto não pode ser negativo.")


@dataclass(frozen=True, slots=True)
class Factors:
    """Parts of the open principal, at scale 18: `discount` is zero or negative."""

    correction: Decimal
    interest: Decimal
    fine: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """The law's ceilings for one kind of debtor and one due date; None is no ceiling."""

    fine_rate: Decimal | None
    interest_month_rate: Decimal | None
    days_per_month: int


def effective_due_on(*, due_on: date) -> date:
    """The last day to pay without charges: the due date, or the bank day after it.

    Source: Lei 7.089/1983; CC 132 §1 (charges.due_day_roll). Raises NotInForce before 1917.
    """
    roll = params.choice("charges.due_day_roll", on=due_on)
    assert roll == "next_bank_day", roll
    return next_bank_day(due_on)


def factors(
    *, terms: Terms, effective_due_on: date, accrued_since: date | None, on: date
) -> Factors:
    """The parts of the open principal that are owed besides it on a day.

    Interest runs from the later of the due date and `accrued_since` (the day up to which it was
    booked); fine and interest are zero up to the due date, the discount after it. The limits are
    those in force on the due date. Raises NotInForce.
    """
    if on <= effective_due_on:
        discount = discount_factor(terms=terms, effective_due_on=effective_due_on, on=on)
        return Factors(ZERO, ZERO, ZERO, discount)
    limits = limits_on(party_kind=terms.party_kind, due_on=effective_due_on)
    since = effective_due_on if accrued_since is None else max(effective_due_on, accrued_since)
    days = max(0, (on - since).days)
    monthly = capped(terms.interest_month_rate, cap=limits.interest_month_rate)
    fine = capped(terms.fine_rate, cap=limits.fine_rate)
    return Factors(
        correction=ZERO,
        interest=_by_day(monthly, days, limits.days_per_month),
        fine=as_factor(rate=fine) if fine else ZERO,
        discount=ZERO,
    )


def capped(agreed: Decimal | None, *, cap: Decimal | None) -> Decimal:
    """The agreed rate cut to the ceiling; nothing agreed is nothing charged (CC 408-409)."""
    if agreed is None:
        return _NONE
    return agreed if cap is None else min(agreed, cap)


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


@cache
def limits_on(*, party_kind: PartyKind, due_on: date) -> Limits:
    """The ceilings in force on a due date. Raises NotInForce."""
    return Limits(
        fine_rate=params.rate(f"{party_kind}.late_fee_cap", on=due_on),
        interest_month_rate=params.rate(f"{party_kind}.late_interest_cap", on=due_on),
        days_per_month=params.count("charges.days_per_month", on=due_on),
    )


def _by_day(monthly: Decimal, days: int, days_per_month: int) -> Decimal:
    """Simple interest for some days at a monthly rate."""
    if not monthly or not days:
        return ZERO
    return as_factor(rate=monthly, times=days, over=days_per_month)


def _present_value(monthly: Decimal, days: int, days_per_month: int) -> Decimal:
    months = _POWER.divide(Decimal(-days), Decimal(days_per_month))
    return as_factor(rate=_POWER.subtract(_POWER.power(_POWER.add(1, monthly), months), 1))
