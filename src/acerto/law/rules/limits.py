"""The law's ceilings on fine and late interest, by the kind of debtor and the type of debt.

The strictest one binds. A debt type has ceilings of its own when law/params has a folder of its name;
debts outside the Consumer Code (charges.outside_consumer_code) have those alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from acerto.law import params
from acerto.law.params import NotInForce
from acerto.law.rules.agreed import PartyKind
from acerto.law.rules.debt_types import understood

FINE = "late_fee_cap"
INTEREST = "late_interest_cap"
TOTAL = "charges_cap"


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings on one due date, with the parameters that set them; None is no ceiling.

    `total_rate` is the most that all charges together may be, as a part of the principal.
    """

    fine_rate: Decimal | None
    interest_month_rate: Decimal | None
    days_per_month: int
    fine_name: str
    interest_name: str
    total_rate: Decimal | None
    total_name: str


@cache
def limits_on(*, party_kind: PartyKind, due_on: date, debt_type: str = "") -> Limits:
    """The ceilings in force on a due date. Raises NotInForce."""
    realms = _realms(party_kind, debt_type, due_on)
    fine_name, fine = _strictest(realms, FINE, due_on)
    interest_name, interest = _strictest(realms, INTEREST, due_on)
    total_name = f"{debt_type}.{TOTAL}"
    return Limits(
        fine_rate=fine,
        interest_month_rate=interest,
        days_per_month=params.count("charges.days_per_month", on=due_on),
        fine_name=fine_name,
        interest_name=interest_name,
        total_rate=_own(total_name, due_on),
        total_name=total_name,
    )


def _realms(party_kind: PartyKind, debt_type: str, due_on: date) -> tuple[str, ...]:
    if not debt_type:
        return (party_kind,)
    outside = params.words("charges.outside_consumer_code", on=due_on)
    return (debt_type,) if debt_type in outside else (party_kind, debt_type)


def _strictest(realms: tuple[str, ...], what: str, due_on: date) -> tuple[str, Decimal | None]:
    """The lowest ceiling and its parameter; the debt type's own, last, wins a tie."""
    names = [name for realm in realms if is_parameter(name := f"{realm}.{what}")]
    bound_name, bound = "", None
    for name in names:
        ceiling = params.rate(name, on=due_on)
        if not bound_name or (ceiling is not None and (bound is None or ceiling <= bound)):
            bound_name, bound = name, ceiling
    if not bound_name:
        raise NotInForce(f"{realms[0]}.{what}", due_on)
    return bound_name, bound


def _own(name: str, due_on: date) -> Decimal | None:
    """The ceiling of a debt type that has one; None where it has none, or not yet."""
    if not is_parameter(name):
        return None
    try:
        return params.rate(name, on=due_on)
    except NotInForce:
        return None


@cache
def is_parameter(name: str) -> bool:
    """Whether law/params has a file of this name."""
    return name in params.names(name)


def charge_kind(*, debt_type: str) -> str:
    """The debt type of `Terms` that a company's own word means; "" for one without rules of its own.

    Source: charges.debt_types and prescription.debt_types, by policy.
    """
    return understood(debt_type=debt_type).charged_as
