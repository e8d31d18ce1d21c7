"""A debt itemised for people: every line with its base, its rate and the law behind it.

The terms and the factors come from `law.rules.contract` and may be imported from here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from acerto.core.money import line_cents
from acerto.law import params
from acerto.law.rules.accrual import Accrual, Span, accrue, index_of
from acerto.law.rules.contract import (
    Factors,
    InvalidTerms,
    Limits,
    Terms,
    discount_factor,
    effective_due_on,
    factors,
    limits_on,
    payoff_factor,
)
from acerto.law.rules.correction import PUBLICATION, published_on, series_of
from acerto.law.rules.legal_interest import METHOD, SELIC, SELIC_COUNT
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
from acerto.law.series import NO_SERIES, SeriesBook, month_of

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
class Notice:
    """Something about the contract that the reader should know; the amount already obeys it.

    `rule` is the id of the catalogue behind `citation`.
    """

    code: Literal[
        "fine_cut",
        "interest_cut",
        "fine_may_be_reduced",
        "charges_cut",
        "court_mode",
        "amount_unknown",
        "interest_before_due",
        "published_later",
        "selic_at_the_change",
    ]
    text: str
    citation: str
    rule: str = ""


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
    owed = None
    if on > effective_due_on:
        span = Span(effective_due_on, accrued_since, on, interest_from, correct_until)
        owed = accrue(terms=terms, span=span, series=series)
        if principal_cents or correction_cents or interest_cents:
            booked = (correction_cents, interest_cents)
            lines += _late(terms, owed, span, principal_cents, booked, fine_charged=fine_charged)
    else:
        lines += _discount(terms, principal_cents, due_on=effective_due_on, on=on)
    notices = _notices(terms, effective_due_on)
    if owed is not None:
        notices += _of_accrual(owed, terms, effective_due_on) + _of_days(owed, span)
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
        text = f"Desconto de {percent(-factor)} por pagamento até a data combinada"
        cents = line_cents(base_cents=principal_cents, factor=factor)
        return [Line("discount", cents, factor, (), (), text, base_cents=principal_cents)]
    return [
        computed_line(
            kind="discount",
            base_cents=principal_cents,
            factor=factor,
            names=("consumer.early_payoff",) if terms.party_kind == "consumer" else (),
            law_on=on,
            text=f"Redução dos juros por pagar {(due_on - on).days} dias antes do vencimento",
        )
    ]


def _notices(terms: Terms, due_on: date) -> tuple[Notice, ...]:
    """What the law cut from the contract, and what a judge might cut."""
    found: list[Notice] = []
    limits = _limits(terms, due_on)
    if _exceeds(terms.fine_rate, limits.fine_rate):
        text = (
            f"O contrato prevê multa de {percent(terms.fine_rate)}; "
            f"a lei permite {percent(limits.fine_rate)}."
        )
        found.append(Notice("fine_cut", text, *_law(limits.fine_name, due_on)))
    if _exceeds(terms.interest_month_rate, limits.interest_month_rate):
        text = (
            f"O contrato prevê juros de {percent(terms.interest_month_rate)} ao mês; "
            f"a lei permite {percent(limits.interest_month_rate)}."
        )
        found.append(Notice("interest_cut", text, *_law(limits.interest_name, due_on)))
    return tuple(found + _reducible(terms, limits, due_on))


def _reducible(terms: Terms, limits: Limits, due_on: date) -> list[Notice]:
    name = limits.fine_name.replace("late_fee_cap", "late_fee_warning")
    if name not in params.names(name):
        return []
    warning = params.entry(name, on=due_on)
    assert isinstance(warning.value, Decimal)
    if not _exceeds(terms.fine_rate, warning.value):
        return []
    text = f"Multa acima de {percent(warning.value)}: um juiz pode reduzi-la se for excessiva."
    return [Notice("fine_may_be_reduced", text, warning.citation, warning.rule)]


def _of_accrual(owed: Accrual, terms: Terms, due_on: date) -> tuple[Notice, ...]:
    """What the reader should know of how the charges were counted."""
    found: list[Notice] = []
    if owed.cut:
        text = "Os encargos chegaram ao teto da lei para este tipo de dívida e não crescem mais."
        found.append(Notice("charges_cut", text, *_law(owed.limits.total_name, due_on)))
    if terms.interest_mode == "court" and any(part.method == "fixed" for part in owed.parts):
        text = (
            "Modo antigo dos tribunais: sem taxa combinada, o STJ manda usar só a Selic até "
            "29/08/2024 (Tema 1.368)."
        )
        law = params.all_entries("legal_interest.method")[0]
        found.append(Notice("court_mode", text, law.citation, law.rule))
    return tuple(found)


def later_published(found: Debt, *, terms: Terms, series: SeriesBook) -> Notice | None:
    """Said of a debt on a day when the last month that corrects it may not have been published."""
    chosen = index_of(terms, on=found.on)
    if chosen is None or found.adjusted_until is None:
        return None
    index, last = chosen[0], found.adjusted_until
    if published_on(index, last, found.on, series):
        return None
    text = (
        f"O índice de {last:%m/%Y} pode não ter sido publicado até {found.on:%d/%m/%Y}: a conta usa o que "
        "se sabe hoje."
    )
    law = params.latest(PUBLICATION + series_of(index=index, month=last))
    return Notice("published_later", text, law.citation, law.rule)


def _of_days(owed: Accrual, span: Span) -> tuple[Notice, ...]:
    """What the reader should know of the days that were counted."""
    found: list[Notice] = []
    if owed.interest and span.interest_from and span.interest_from < span.due_on:
        text = (
            f"Juros contados desde {span.interest_from:%d/%m/%Y}, como pedido, "
            f"{(span.due_on - span.interest_from).days} dias antes do fim do prazo para pagar, em "
            f"{span.due_on:%d/%m/%Y}: antes dele não há mora."
        )
        citation, rule = _law("charges.due_day_roll", span.due_on)
        found.append(Notice("interest_before_due", text, f"CC 394, 397; {citation}", rule))
    ends = {part.until for part in owed.parts if part.method == SELIC}
    law = params.all_entries(METHOD)[0]
    if law.to_on and any(month_of(day) == month_of(law.to_on) for day in ends):
        text = (
            f"Em {law.to_on:%m/%Y}, mês em que a lei mudou, a Selic conta pelos dias até a véspera da "
            "mudança, em qualquer dia do mês: convenção do Acerto, para que o total não desça só pelo tempo."
        )
        entry = params.all_entries(SELIC_COUNT)
        found.append(Notice("selic_at_the_change", text, entry[-1].citation, entry[-1].rule))
    return tuple(found)


def _limits(terms: Terms, due_on: date) -> Limits:
    return limits_on(party_kind=terms.party_kind, due_on=due_on, debt_type=terms.debt_type)


def _exceeds(agreed: Decimal | None, cap: Decimal | None) -> bool:
    return agreed is not None and cap is not None and agreed > cap


def _law(name: str, on: date) -> tuple[str, str]:
    """The citation of a parameter and its rule."""
    entry = params.entry(name, on=on)
    return entry.citation, entry.rule
