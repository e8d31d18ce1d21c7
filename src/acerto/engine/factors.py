"""The rows of snapshot_factor: one law, tabulated for the keys of a portfolio on a day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from acerto.core.money import FACTOR_PLACES
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
    """What the law's function gave for a key; `columns` is its row of snapshot_factor."""

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

    @property
    def columns(self) -> tuple[Any, ...]:
        """The row of snapshot_factor, in the order of its columns."""
        return (
            self.terms_id,
            self.effective_due_on,
            self.accrued_since,
            self.days_late,
            *whole_and_parts(self.interest_factor),
            *whole_and_parts(self.fine_factor),
            *whole_and_parts(self.correction_factor),
            *whole_and_parts(self.discount_factor),
            *whole_and_parts(self.booked_interest_factor),
            self.on_corrected,
            self.known,
        )


def whole_and_parts(factor: Decimal) -> tuple[int, int]:
    """A factor as two integers of its sign: the whole, and the parts of 10^18 (exact: it has 18 decimals)."""
    if not factor:
        return 0, 0
    whole = int(factor)
    return whole, int((factor - whole).scaleb(FACTOR_PLACES))


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
