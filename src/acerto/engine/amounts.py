"""Exact amounts in whole numbers: charges per title from its factors, rounded as in the law's own function.

A line is half_up(half_up(x, 6), 0) of x = base × factor. For a factor of zero or more that is ⌊x + 0.5000005⌋:
⌊(⌊10⁶x + ½⌋ + 500000) ÷ 10⁶⌋ = ⌊(10⁶x + 500000.5) ÷ 10⁶⌋, because a floor taken before a division by a whole
number changes no floor after it. Below zero it is the mirror image, and so is division that cuts towards zero.

The factor is whole + parts ÷ 10¹⁸, both of its sign (snapshot.FACTOR). With base = b₁·10⁹ + b₀ and
parts = p₁·10⁹ + p₀,

    base × parts + 0.5000005·10¹⁸ = b₁p₁·10¹⁸ + (b₀p₁ + b₁p₀ + 500000500)·10⁹ + b₀p₀

is divided by 10⁹ twice, with b₁p₁ left aside as it is. b₀, p₀ and p₁ are below 10⁹; b₁ is below 10⁶ for every
amount that the database holds (core.money.MAX_CENTS), and the whole below 100 (core.money.FACTOR_LIMIT): no
number on the way reaches 1.1·10¹⁸, an eighth of what 64 bits hold. Beyond, engines fail rather than wrap.
"""

from typing import Any

import ibis

from acerto.engine.dialects import Quotient

_LIMB = ibis.literal(10**9, type="int64")
# Rounding at 6 decimals and then at 0, half away from zero, is cutting what lies so much further out.
_OUTWARDS = ibis.literal(500_000_500, type="int64")


def with_amounts(*, titles: Any, quotient: Quotient) -> Any:
    """Add what is charged on each title today, in centavos: booked and open, plus computed.

    `now_principal`, `now_interest`, `now_fine`, `now_correction` (charges run once overdue) and
    `now_discount` (zero or negative, up to the due date): all zero on a title that is not charged. What
    was booked of the correction is corrected on, and bears interest where the law counts it on the
    corrected principal; deflation takes back no more of it than was booked.
    """
    t = titles

    def line(base: Any, name: str, where: Any) -> Any:
        """base × factor in centavos; zero elsewhere. Most factors are zero, which costs nothing."""
        whole, parts = t[f"{name}_whole"], t[f"{name}_parts"]
        cents = line_cents(base=base, whole=whole, parts=parts, quotient=quotient)
        return ibis.cases((where & (whole + parts != 0), cents), else_=0)

    first_fine = t.overdue & ~t.fine_charged
    corrected = t.principal_cents + t.correction_cents
    interest_base = ibis.cases((t.on_corrected, corrected), else_=t.principal_cents)
    correction = line(corrected, "correction", t.overdue)
    return t.mutate(
        now_principal=_if_charged(t, t.principal_cents),
        now_interest=_if_charged(t, t.interest_cents)
        + line(interest_base, "interest", t.overdue)
        + line(t.interest_cents, "booked_interest", t.overdue),
        now_fine=_if_charged(t, t.fine_cents) + line(t.principal_cents, "fine", first_fine),
        now_correction=_if_charged(t, ibis.greatest(t.correction_cents + correction, 0)),
        now_discount=line(t.principal_cents, "discount", t.charged & ~t.overdue),
    )


def line_cents(*, base: Any, whole: Any, parts: Any, quotient: Quotient) -> Any:
    """base × (whole + parts ÷ 10¹⁸) in centavos, the same as acerto.core.money.line_cents.

    Columns of int64; the base is never negative. The text above says why this is that number.
    """
    b1, b0 = quotient(base, _LIMB), base % _LIMB
    p1, p0 = quotient(parts, _LIMB), parts % _LIMB
    outwards = ibis.cases((whole + parts < 0, -_OUTWARDS), else_=_OUTWARDS)
    middle = b0 * p1 + b1 * p0 + quotient(b0 * p0, _LIMB) + outwards
    return base * whole + b1 * p1 + quotient(middle, _LIMB)


def _if_charged(title: Any, cents: Any) -> Any:
    return ibis.cases((title.charged, cents), else_=0)
