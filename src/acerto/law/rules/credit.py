"""Credit: stages of a portfolio, caps on rates, what an offer with interest must show."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from acerto.law import params
from acerto.law.rules.terms import ends_on


def stage(*, days_late: int, on: date) -> int:
    """The stage of an operation by its days of arrears alone, from 1 (none) on.

    Source: Res. CMN 4.966/2021 arts. 3, 37-41 (credit.stage_days_*). Raises NotInForce.
    """
    thresholds = ("credit.significant_days", "credit.default_days")
    return 1 + sum(days_late > params.count(name, on=on) for name in thresholds)


def within_cap(*, cap: str, month_rate: Decimal, on: date) -> bool:
    """Whether a monthly rate keeps to a cap, named by its parameter: 0.08 is 8 %.

    Source: overdraft.interest_cap, credit.retail_month_cap. Raises NotInForce.
    """
    limit = params.rate(cap, on=on)
    return limit is None or month_rate <= limit


def missing_from_offer(
    *, shown: Collection[str], made_on: date, valid_until: date, on: date
) -> list[str]:
    """What an offer of instalments with interest does not show, its validity included.

    Source: CDC arts. 52 and 54-B (offer.parts, offer.validity). Raises NotInForce.
    """
    missing = [part for part in params.words("offer.parts", on=on) if part not in shown]
    if valid_until < ends_on(term=params.term("offer.validity", on=on), since_on=made_on):
        missing.append("validity")
    return missing


def disputed_purchase_held(*, notified_on: date, due_on: date) -> bool:
    """Whether a card purchase disputed on a day stays out of the charge of an invoice.

    Source: CDC art. 54-G I (credit.card_dispute). Raises NotInForce.
    """
    term = params.term("credit.card_dispute", on=notified_on)
    return notified_on <= due_on - timedelta(days=term.count)


def forbidden_inputs(*, features: Collection[str], on: date) -> list[str]:
    """The inputs that no score may use, of those given. Source: Lei 12.414/2011 art. 3 §3."""
    return [name for name in params.words("credit.forbidden_inputs", on=on) if name in features]
