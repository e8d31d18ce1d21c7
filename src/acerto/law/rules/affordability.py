"""Whether somebody can pay and still live: the existential minimum (F10) and plans.

Amounts are centavos a month.
"""

from collections.abc import Iterable
from datetime import date

from acerto.law import params


def left_for_living_cents(
    *, net_income_cents: int, instalments_cents: Iterable[int], offer_cents: int = 0
) -> int:
    """What is left of a month's income after all instalments, payroll loans included."""
    return net_income_cents - sum(instalments_cents) - offer_cents


def offer_fits(
    *, net_income_cents: int, instalments_cents: Iterable[int], offer_cents: int, on: date
) -> bool:
    """Whether an offer leaves the existential minimum to whoever takes it.

    Source: Decreto 11.150/2022 art. 3; STF ADPFs 1.005, 1.006, 1.097
    (affordability.existential_minimum_cents). Raises NotInForce.
    """
    left = left_for_living_cents(
        net_income_cents=net_income_cents,
        instalments_cents=instalments_cents,
        offer_cents=offer_cents,
    )
    return left >= params.count("affordability.existential_minimum_cents", on=on)


def looks_superindebted(
    *, net_income_cents: int, instalments_cents: Iterable[int], on: date
) -> bool:
    """Whether what is already owed leaves less than the existential minimum: a person must see it.

    Source: CDC art. 54-A. Raises NotInForce.
    """
    return not offer_fits(
        net_income_cents=net_income_cents,
        instalments_cents=instalments_cents,
        offer_cents=0,
        on=on,
    )


def plan_fits(*, months: int, on: date) -> bool:
    """Whether a plan of the superindebted is short enough. Source: CDC art. 104-A."""
    return 0 < months <= params.count("affordability.plan_months", on=on)
