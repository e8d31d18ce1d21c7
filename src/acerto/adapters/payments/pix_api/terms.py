"""From what a contract says to the modes of a charge with due date, where both are worth the same.

The institution computes a cobv by the central bank's rule; the debt is worth what the law's rules say.
Where the two could differ, the mapping is refused and says why, rather than asking a debtor for another
amount than the one on every other page.
"""

from datetime import date, timedelta
from decimal import Decimal

from acerto.core.calendar import is_bank_day
from acerto.formats.cobv import (
    DEFAULT_VALID_DAYS,
    Cobv,
    Discount,
    DiscountMode,
    Fine,
    FineMode,
    Interest,
    InterestMode,
    Rebate,
    RebateMode,
    Until,
)
from acerto.law.rules.charges import Terms, effective_due_on
from acerto.law.rules.contract import capped
from acerto.law.rules.limits import limits_on
from acerto.ports.payment import DueCharge

from .errors import InvalidRequest

WHOLE = 10_000
MONTH_DAYS = 30


class UnequalTerms(InvalidRequest):
    """These terms have no charge with due date that is worth the same on every bank day."""


def rule_of_terms(
    *,
    terms: Terms,
    principal_cents: int,
    due_on: date,
    valid_days: int = DEFAULT_VALID_DAYS,
) -> Cobv:
    """The charge of a title of which nothing was paid or booked yet, at the rates that the law lets stand.

    Equal to `law.rules.charges.debt` up to the due date and on every bank day after it; on other days
    right after the due date the central bank's rule charges nothing yet. Raises UnequalTerms,
    InvalidCobv, NotInForce.
    """
    _check_kinds(terms)
    due = effective_due_on(due_on=due_on)
    limits = limits_on(party_kind=terms.party_kind, due_on=due, debt_type=terms.debt_type)
    if limits.total_rate is not None:
        raise UnequalTerms(
            "charges_cap",
            "Esta dívida tem um teto para a soma dos encargos, e a cobrança com vencimento não tem.",
        )
    if limits.days_per_month != MONTH_DAYS:
        raise UnequalTerms("month_days", "A cobrança com vencimento conta o mês de 30 dias.")
    fine = capped(terms.fine_rate, cap=limits.fine_rate)
    interest = capped(terms.interest_month_rate, cap=limits.interest_month_rate)
    return Cobv(
        original_cents=principal_cents,
        due_on=due_on,
        valid_days=valid_days,
        fine=Fine(FineMode.PERCENT, hundredths(fine)) if fine else None,
        interest=Interest(InterestMode.MONTH, hundredths(interest)) if interest else None,
        discount=_discount(terms, due_on=due_on, due=due),
    )


def rule_of_charge(charge: DueCharge) -> Cobv:
    """The charge that the platform asks for, as the central bank's rule. Raises Refused, InvalidCobv."""
    discount = None
    if charge.discount_rate:
        if charge.discount_until_on is None:
            raise InvalidRequest("discount_day", "O desconto precisa do último dia em que vale.")
        until = (Until(charge.discount_until_on, hundredths(charge.discount_rate)),)
        discount = Discount(DiscountMode.PERCENT_UNTIL, until)
    fine, interest = charge.fine_rate, charge.interest_month_rate
    rebate = charge.rebate_cents
    return Cobv(
        original_cents=charge.amount_cents,
        due_on=charge.due_on,
        valid_days=charge.valid_days,
        fine=Fine(FineMode.PERCENT, hundredths(fine)) if fine else None,
        interest=Interest(InterestMode.MONTH, hundredths(interest)) if interest else None,
        rebate=Rebate(RebateMode.FIXED, rebate) if rebate else None,
        discount=discount,
    )


def hundredths(rate: Decimal) -> int:
    """Hundredths of a percent: 0.02 is 200. Raises UnequalTerms below that."""
    found = rate * WHOLE
    if found != found.to_integral_value():
        raise UnequalTerms(
            "rate_precision",
            "A cobrança com vencimento leva percentuais de duas casas: esta taxa tem mais.",
        )
    return int(found)


def _check_kinds(terms: Terms) -> None:
    if terms.correction_index is not None:
        raise UnequalTerms(
            "correction", "A cobrança com vencimento não corrige o valor por índice."
        )
    if terms.interest_mode != "contract":
        raise UnequalTerms(
            "interest_mode", "A cobrança com vencimento só leva juros de taxa fixa, do contrato."
        )
    if terms.payoff_month_rate:
        raise UnequalTerms(
            "present_value",
            "A cobrança com vencimento não faz o desconto de juros por pagamento antecipado.",
        )


def _discount(terms: Terms, *, due_on: date, due: date) -> Discount | None:
    if not terms.discount_rate:
        return None
    last = due - timedelta(days=terms.discount_days)
    if not is_bank_day(last):
        raise UnequalTerms(
            "discount_day",
            f"O último dia do desconto, {last:%d/%m/%Y}, não é dia útil: o Pix o levaria ao seguinte.",
        )
    until = Until(min(last, due_on), hundredths(terms.discount_rate))
    return Discount(DiscountMode.PERCENT_UNTIL, (until,))
