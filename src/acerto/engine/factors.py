"""The rows of snapshot_factor: one law, tabulated for the keys of a portfolio on a day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from acerto.law.params import NotInForce
from acerto.law.rules.charges import Terms, factors
from acerto.law.rules.contract import ZERO
from acerto.law.series import NO_SERIES, MonthMissing, SeriesBook

Unknown = Callable[["FactorKey", str], None]
"""Told of each key whose amount cannot be known, with the sentence that says why."""


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
    booked_interest_factor: Decimal
    on_corrected: bool
    known: bool


def factor_rows(
    *,
    keys: Iterable[FactorKey],
    terms: Mapping[int, Terms],
    on: date,
    series: SeriesBook = NO_SERIES,
    unknown: Unknown | None = None,
) -> Iterator[FactorRow]:
    """One row per key, by one call of the law's function for each distinct key.

    Where the law or a month of a series is missing: zeros, `known` false, and `unknown` hears which.
    """
    for key in dict.fromkeys(keys):
        days_late = (on - key.effective_due_on).days
        try:
            found = factors(
                terms=terms[key.terms_id],
                effective_due_on=key.effective_due_on,
                accrued_since=key.accrued_since,
                on=on,
                series=series,
            )
        except (NotInForce, MonthMissing) as missing:
            if unknown is not None:
                unknown(key, missing.message)
            zeros = (ZERO, ZERO, ZERO, ZERO, ZERO)
            yield FactorRow(*key, days_late, *zeros, on_corrected=False, known=False)
            continue
        yield FactorRow(
            *key,
            days_late,
            found.interest,
            found.fine,
            found.correction,
            found.discount,
            found.booked_interest,
            found.on_corrected,
            known=True,
        )
