"""A debt itemised for people: every line with its base, its rate and the law behind it.

The terms and the factors come from `law.rules.contract` and may be imported from here.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from acerto.core.money import line_cents
from acerto.law.rules.accrual import Accrual, Span, accrue
from acerto.law.rules.contract import (
    Factors,
    InvalidTerms,
    Terms,
    discount_factor,
    effective_due_on,
    factors,
    payoff_factor,
)
from acerto.law.rules.lines import (
    Line,
    booked_interest_line,
    booked_line,
    computed_line,
    correction_line,
    fine_line,
    interest_line,
    percent,
    plain_line,
)
from acerto.law.rules.lines import LineKind as LineKind
from acerto.law.rules.notices import Notice, notices_on
from acerto.law.series import NO_SERIES, SeriesBook

__all__ = [
    "Debt",
    "Factors",
    "InvalidTerms",
    "Line",
    "Notice",
    "Terms",
    "debt",
    "effective_due_on",
    "factors",
    "unknown_debt",
]


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on a title on a day: `total_cents` is the sum of the rounded lines.

    `adjusted_until` is the last month of the correction run now, None when none was.
    """

    on: date
    effective_due_on: date
    principal_cents: int
    interest_cents: int
    fine_cents: int
    correction_cents: int
    discount_cents: int
    total_cents: int
    lines: tuple[Line, ...]
    notices: tuple[Notice, ...]
    adjusted_until: date | None = None


def debt(
    *,
    terms: Terms,
    principal_cents: int,
    interest_cents: int = 0,
    fine_cents: int = 0,
    correction_cents: int = 0,
    effective_due_on: date,
    accrued_since: date | None,
    fine_charged: bool,
    on: date,
    series: SeriesBook = NO_SERIES,
    interest_from: date | None = None,
    correct_until: date | None = None,
) -> Debt:
    """Itemise a title on a day, in centavos: what is open and booked, and what has run since.

    The fine is computed only when none was charged yet; the discount only up to the due date. The other
    arguments are those of `factors`. Raises NotInForce, MonthMissing.
    """
    lines = [_principal(principal_cents, due_on=effective_due_on)]
    lines += _booked(
        correction=correction_cents,
        interest=interest_cents,
        fine=fine_cents,
        on=accrued_since or effective_due_on,
    )
    owed = span = None
    if on > effective_due_on:
        span = Span(effective_due_on, accrued_since, on, interest_from, correct_until)
        owed = accrue(terms=terms, span=span, series=series)
        if principal_cents or correction_cents or interest_cents:
            booked = (correction_cents, interest_cents)
            lines += _late(terms, owed, span, principal_cents, booked, fine_charged=fine_charged)
    else:
        lines += _discount(terms, principal_cents, due_on=effective_due_on, on=on)
    notices = notices_on(terms=terms, due_on=effective_due_on, owed=owed, span=span)
    return _total(lines, on=on, due_on=effective_due_on, notices=notices, owed=owed)


def unknown_debt(
    *,
    principal_cents: int,
    interest_cents: int = 0,
    fine_cents: int = 0,
    correction_cents: int = 0,
    effective_due_on: date,
    on: date,
    why: str,
) -> Debt:
    """What is open and booked on a title whose charges of now cannot be known; the notice says why."""
    lines = [_principal(principal_cents, due_on=effective_due_on)]
    lines += _booked(
        correction=correction_cents, interest=interest_cents, fine=fine_cents, on=effective_due_on
    )
    notice = Notice("amount_unknown", why, "")
    return _total(lines, on=on, due_on=effective_due_on, notices=(notice,), owed=None)


def _total(
    lines: list[Line],
    *,
    on: date,
    due_on: date,
    notices: tuple[Notice, ...],
    owed: Accrual | None,
) -> Debt:
    sums = dict.fromkeys(("principal", "correction", "interest", "fine", "discount"), 0)
    for line in lines:
        sums[line.kind] += line.cents
    correction = owed.correction if owed else None
    return Debt(
        on=on,
        effective_due_on=due_on,
        principal_cents=sums["principal"],
        interest_cents=sums["interest"],
        fine_cents=sums["fine"],
        correction_cents=sums["correction"],
        discount_cents=sums["discount"],
        total_cents=sum(sums.values()),
        lines=tuple(lines),
        notices=notices,
        adjusted_until=correction.last if correction else None,
    )


def _principal(cents: int, *, due_on: date) -> Line:
    return plain_line(
        "principal", cents, f"Valor em aberto, a pagar sem encargos até {due_on:%d/%m/%Y}"
    )


def _booked(*, correction: int, interest: int, fine: int, on: date) -> list[Line]:
    booked: list[tuple[LineKind, int, str]] = [
        ("correction", correction, "Correção já apurada e ainda não paga"),
        ("interest", interest, "Juros já apurados e ainda não pagos"),
        ("fine", fine, "Multa já cobrada e ainda não paga"),
    ]
    return [booked_line(kind, cents, text, on=on) for kind, cents, text in booked if cents]


def _late(
    terms: Terms,
    owed: Accrual,
    span: Span,
    principal_cents: int,
    booked: tuple[int, int],
    *,
    fine_charged: bool,
) -> list[Line]:
    """What has run since the due date, or since charges were last booked."""
    correction, interest = booked
    base = principal_cents + (correction if owed.on_corrected else 0)
    found = [
        correction_line(
            terms=terms,
            owed=owed,
            span=span,
            principal_cents=principal_cents,
            booked_cents=correction,
        ),
        booked_interest_line(terms=terms, owed=owed, span=span, cents=interest),
        interest_line(terms=terms, owed=owed, span=span, principal_cents=base),
    ]
    if not fine_charged:
        found.append(fine_line(terms=terms, owed=owed, span=span, principal_cents=principal_cents))
    return [line for line in found if line is not None]


def _discount(terms: Terms, principal_cents: int, *, due_on: date, on: date) -> list[Line]:
    factor = discount_factor(terms=terms, effective_due_on=due_on, on=on)
    if not factor or not principal_cents:
        return []
    if factor != payoff_factor(terms=terms, effective_due_on=due_on, on=on):
        text = f"Desconto de {percent(-factor)} por pagamento até {_last_day(terms, due_on)}"
        cents = line_cents(base_cents=principal_cents, factor=factor)
        return [Line("discount", cents, factor, (), (), text, base_cents=principal_cents)]
    return [
        computed_line(
            kind="discount",
            base_cents=principal_cents,
            factor=factor,
            names=("consumer.early_payoff",) if terms.party_kind == "consumer" else (),
            law_on=on,
            text=f"Redução dos juros por pagar {_before(due_on, days=(due_on - on).days)}",
        )
    ]


def _last_day(terms: Terms, due_on: date) -> str:
    """The last day of the discount, counted back from the last day to pay."""
    if not terms.discount_days:
        return f"o fim do prazo para pagar, em {due_on:%d/%m/%Y}"
    last = due_on - timedelta(days=terms.discount_days)
    return f"{last:%d/%m/%Y}, {_before(due_on, days=terms.discount_days)}"


def _before(due_on: date, *, days: int) -> str:
    counted = "1 dia" if days == 1 else f"{days} dias"
    return f"{counted} antes do fim do prazo para pagar, em {due_on:%d/%m/%Y}"
