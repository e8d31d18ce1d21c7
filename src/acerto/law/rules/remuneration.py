"""What credit itself costs: compound interest, equal instalments, and the law's ceilings on both.

Sources: Lei 14.690/2023 art. 28 (card.charges_cap); Res. CMN 4.765/2019 (overdraft.interest_cap).
"""

from datetime import date
from decimal import Decimal

from acerto.core.money import half_up, line_cents
from acerto.law import params
from acerto.law.rules.correction import EXACT


def compounded_cents(*, principal_cents: int, month_rate: Decimal, months: int) -> int:
    """What a principal becomes in centavos when each month's interest joins it."""
    growth = EXACT.power(EXACT.add(1, month_rate), months)
    return int(half_up(EXACT.multiply(Decimal(principal_cents), growth)))


def instalment_cents(*, principal_cents: int, month_rate: Decimal, count: int) -> int:
    """The equal monthly instalment that pays a principal (French system), in centavos.

    Raises ValueError when there is no instalment.
    """
    if count < 1:
        raise ValueError("at least one instalment")
    if not month_rate:
        return int(half_up(EXACT.divide(Decimal(principal_cents), count)))
    shrink = EXACT.power(EXACT.add(1, month_rate), -count)
    rate = EXACT.divide(month_rate, EXACT.subtract(1, shrink))
    return int(half_up(EXACT.multiply(Decimal(principal_cents), rate)))


def card_limit_cents(*, original_cents: int, on: date) -> int:
    """The most that a card debt may come to, interest and charges included, IOF apart.

    `on` is the day of the operation. Raises NotInForce before 2024-01-03.
    """
    cap = params.rate("card.charges_cap", on=on)
    assert cap is not None
    return original_cents + line_cents(base_cents=original_cents, factor=cap)


def overdraft_rate(*, agreed: Decimal, on: date) -> Decimal:
    """The monthly rate of an overdraft cut to the ceiling. Raises NotInForce before 2020-01-06."""
    cap = params.rate("overdraft.interest_cap", on=on)
    return agreed if cap is None else min(agreed, cap)
