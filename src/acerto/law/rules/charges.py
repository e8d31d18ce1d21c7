"""A debt itemised for people: every line with its base, its rate and the law behind it.

The terms and the factors come from `law.rules.contract` and may be imported from here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from acerto.core.money import format_brl, line_cents
from acerto.law import params
from acerto.law.rules.contract import (
    Factors,
    InvalidTerms,
    Limits,
    Terms,
    capped,
    effective_due_on,
    factors,
    limits_on,
    payoff_factor,
)

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
]

LineKind = Literal["principal", "correction", "interest", "fine", "discount"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a debt, in centavos. `factor` is None for what is not computed but booked."""

    kind: LineKind
    cents: int
    factor: Decimal | None
    parameter_names: tuple[str, ...]
    citations: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the contract that the reader should know; the amount already obeys it."""

    code: Literal["fine_cut", "interest_cut", "fine_may_be_reduced"]
    text: str
    citation: str


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on a title on a day: `total_cents` is the sum of the rounded lines."""

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
) -> Debt:
    """Itemise a title on a day, in centavos: what is open and booked, and what has run since.

    The fine is computed only when none was charged yet; the discount only up to the due date.
    Raises NotInForce.
    """
    owed = factors(
        terms=terms, effective_due_on=effective_due_on, accrued_since=accrued_since, on=on
    )
    late = on > effective_due_on
    lines = [_principal(principal_cents, due_on=effective_due_on)]
    lines += _booked(correction=correction_cents, interest=interest_cents, fine=fine_cents)
    if late and principal_cents:
        since = max(effective_due_on, accrued_since or effective_due_on)
        lines += _interest(terms, owed, principal_cents, due_on=effective_due_on, days=(since, on))
        if not fine_charged:
            lines += _fine(terms, owed, principal_cents, due_on=effective_due_on)
    lines += _discount(terms, owed, principal_cents, due_on=effective_due_on, on=on)
    return _total(lines, on=on, due_on=effective_due_on, notices=_notices(terms, effective_due_on))


def _total(lines: list[Line], *, on: date, due_on: date, notices: tuple[Notice, ...]) -> Debt:
    sums = dict.fromkeys(("principal", "correction", "interest", "fine", "discount"), 0)
    for line in lines:
        sums[line.kind] += line.cents
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
    )


def _principal(cents: int, *, due_on: date) -> Line:
    text = f"Valor em aberto, a pagar sem encargos até {due_on:%d/%m/%Y}"
    return Line("principal", cents, None, (), (), text)


def _booked(*, correction: int, interest: int, fine: int) -> list[Line]:
    booked: list[tuple[LineKind, int, str]] = [
        ("correction", correction, "Correção já apurada e ainda não paga"),
        ("interest", interest, "Juros já apurados e ainda não pagos"),
        ("fine", fine, "Multa já cobrada e ainda não paga"),
    ]
    return [Line(kind, cents, None, (), (), text) for kind, cents, text in booked if cents]


def _interest(
    terms: Terms, owed: Factors, principal_cents: int, *, due_on: date, days: tuple[date, date]
) -> list[Line]:
    if not owed.interest:
        return []
    name = f"{terms.party_kind}.late_interest_cap"
    limits = _limits(terms, due_on)
    rate = capped(terms.interest_month_rate, cap=limits.interest_month_rate)
    since, on = days
    text = (
        f"Juros de {_percent(rate)} ao mês sobre {format_brl(principal_cents)}, "
        f"{(on - since).days} dias (de {since:%d/%m/%Y} a {on:%d/%m/%Y})"
    )
    return [_line("interest", principal_cents, owed.interest, name, due_on, text)]


def _fine(terms: Terms, owed: Factors, principal_cents: int, *, due_on: date) -> list[Line]:
    if not owed.fine:
        return []
    name = f"{terms.party_kind}.late_fee_cap"
    rate = capped(terms.fine_rate, cap=_limits(terms, due_on).fine_rate)
    text = f"Multa de {_percent(rate)} sobre {format_brl(principal_cents)}"
    return [_line("fine", principal_cents, owed.fine, name, due_on, text)]


def _discount(
    terms: Terms, owed: Factors, principal_cents: int, *, due_on: date, on: date
) -> list[Line]:
    if not owed.discount or not principal_cents:
        return []
    cents = line_cents(base_cents=principal_cents, factor=owed.discount)
    by_law = owed.discount == payoff_factor(terms=terms, effective_due_on=due_on, on=on)
    if not by_law:
        text = f"Desconto de {_percent(-owed.discount)} por pagamento até a data combinada"
        return [Line("discount", cents, owed.discount, (), (), text)]
    text = f"Redução dos juros por pagar {(due_on - on).days} dias antes do vencimento"
    if terms.party_kind != "consumer":
        return [Line("discount", cents, owed.discount, (), (), text)]
    return [_line("discount", principal_cents, owed.discount, "consumer.early_payoff", on, text)]


def _line(
    kind: LineKind, base_cents: int, factor: Decimal, name: str, law_on: date, text: str
) -> Line:
    cents = line_cents(base_cents=base_cents, factor=factor)
    citation = params.entry(name, on=law_on).citation
    return Line(kind, cents, factor, (name,), (citation,), text)


def _notices(terms: Terms, due_on: date) -> tuple[Notice, ...]:
    """What the law cut from the contract, and what a judge might cut."""
    found: list[Notice] = []
    limits = _limits(terms, due_on)
    if _exceeds(terms.fine_rate, limits.fine_rate):
        text = (
            f"O contrato prevê multa de {_percent(terms.fine_rate)}; "
            f"a lei permite {_percent(limits.fine_rate)}."
        )
        name = f"{terms.party_kind}.late_fee_cap"
        found.append(Notice("fine_cut", text, params.entry(name, on=due_on).citation))
    if _exceeds(terms.interest_month_rate, limits.interest_month_rate):
        text = (
            f"O contrato prevê juros de {_percent(terms.interest_month_rate)} ao mês; "
            f"a lei permite {_percent(limits.interest_month_rate)}."
        )
        name = f"{terms.party_kind}.late_interest_cap"
        found.append(Notice("interest_cut", text, params.entry(name, on=due_on).citation))
    if terms.party_kind == "business":
        found += _reducible(terms, due_on)
    return tuple(found)


def _reducible(terms: Terms, due_on: date) -> list[Notice]:
    warning = params.entry("business.late_fee_warning", on=due_on)
    assert isinstance(warning.value, Decimal)
    if not _exceeds(terms.fine_rate, warning.value):
        return []
    text = f"Multa acima de {_percent(warning.value)}: um juiz pode reduzi-la se for excessiva."
    return [Notice("fine_may_be_reduced", text, warning.citation)]


def _limits(terms: Terms, due_on: date) -> Limits:
    return limits_on(party_kind=terms.party_kind, due_on=due_on)


def _exceeds(agreed: Decimal | None, cap: Decimal | None) -> bool:
    return agreed is not None and cap is not None and agreed > cap


def _percent(rate: Decimal | None) -> str:
    """A rate as people write it: 0.02 -> "2%", 0.0035 -> "0,35%"."""
    shown = f"{(rate or Decimal(0)) * 100:f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return f"{shown.replace('.', ',')}%"
