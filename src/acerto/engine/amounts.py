"""Exact amounts: charges per title from its factors, rounded as in the law's own function."""

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt

_CENTS = "decimal(15, 0)"
# Rounding at 6 decimals and then at 0, half away from zero, is rounding once what lies so much further out.
_OUTWARDS = ibis.literal(Decimal("0.0000005"), type=dt.Decimal(18, 7))
_EXACT = dt.Decimal(38, 18)


def _places(value: Any, places: Any) -> Any:
    """The shape of the engines' own round, half away from zero."""


# Ibis' round casts its result once more, which costs PostgreSQL as much as the rounding.
_round: Any = ibis.udf.scalar.builtin(_places, name="round", signature=((_EXACT, dt.int32), _EXACT))


def with_amounts(*, titles: Any) -> Any:
    """Add what is charged on each title today, in centavos: booked and open, plus computed.

    `now_principal`, `now_interest`, `now_fine`, `now_correction` (charges run once overdue) and
    `now_discount` (zero or negative, up to the due date): all zero on a title that is not charged. What
    was booked of the correction is corrected on, and bears interest where the law counts it on the
    corrected principal; deflation takes back no more of it than was booked.
    """
    t = titles
    first_fine = t.overdue & ~t.fine_charged
    early = t.charged & ~t.overdue
    corrected = t.principal_cents + t.correction_cents
    interest_base = ibis.cases((t.on_corrected, corrected), else_=t.principal_cents)
    deflated = ibis.cases((t.correction_factor < 0, -_OUTWARDS), else_=_OUTWARDS)
    correction = _line(corrected, t.correction_factor, t.overdue, outwards=deflated)
    return t.mutate(
        now_principal=_if_charged(t, t.principal_cents),
        now_interest=_if_charged(t, t.interest_cents)
        + _line(interest_base, t.interest_factor, t.overdue)
        + _line(t.interest_cents, t.booked_interest_factor, t.overdue),
        now_fine=_if_charged(t, t.fine_cents) + _line(t.principal_cents, t.fine_factor, first_fine),
        now_correction=_if_charged(t, ibis.greatest(t.correction_cents + correction, 0)),
        now_discount=_line(t.principal_cents, t.discount_factor, early, outwards=-_OUTWARDS),
    )


def _if_charged(title: Any, cents: Any) -> Any:
    return ibis.cases((title.charged, cents), else_=0)


def _line(base: Any, factor: Any, where: Any, *, outwards: Any = _OUTWARDS) -> Any:
    """base × factor in centavos, rounded at 6 decimals and then at 0; zero elsewhere.

    The same digits as acerto.core.money.line_cents; `outwards` has the sign of the factor, and the base
    is never negative. Most factors are zero, which costs nothing.
    """
    exact = base.cast(_CENTS) * factor
    cents = _round(exact + outwards, 0).cast("int64")
    return ibis.cases((where & (factor != 0), cents), else_=0)
