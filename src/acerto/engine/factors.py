"""The rows of snapshot_factor: one law, tabulated for the keys of a portfolio on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from acerto.law.params import NotInForce
from acerto.law.rules.charges import Terms, factors
from acerto.law.rules.contract import ZERO


class FactorKey(NamedTuple):
    """What the factors of a title depend on, besides the day."""

    terms_id: int
    effective_due_on: date
    accrued_since: date


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One row of snapshot_factor, in the order of its columns."""

    terms_id: int
    effective_due_on: date
    accrued_since: date
    days_late: int
    interest_factor: Decimal
    fine_factor: Decimal
    correction_factor: Decimal
    discount_factor: Decimal
    known: bool


def factor_rows(
    *, keys: Iterable[FactorKey], terms: Mapping[int, Terms], on: date
) -> Iterator[FactorRow]:
    """One row per key, by the law's one function; where it cannot say, zeros and `known` false."""
    for key in keys:
        days_late = (on - key.effective_due_on).days
        try:
            found = factors(
                terms=terms[key.terms_id],
                effective_due_on=key.effective_due_on,
                accrued_since=key.accrued_since,
                on=on,
            )
        except NotInForce:
            yield FactorRow(*key, days_late, ZERO, ZERO, ZERO, ZERO, known=False)
            continue
        yield FactorRow(
            *key,
            days_late,
            found.interest,
            found.fine,
            found.correction,
            found.discount,
            known=True,
        )
