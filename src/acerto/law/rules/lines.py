"""The lines of an itemised debt: what each is worth, in words, with the law behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from acerto.core.money import format_brl, half_up, line_cents
from acerto.law import params
from acerto.law.params import NotInForce, ParamEntry
from acerto.law.rules.accrual import Accrual, Span, capped, index_parameter, month_rate
from acerto.law.rules.agreed import INDEXES, Terms
from acerto.law.rules.correction import series_of
from acerto.law.rules.legal_interest import JUDGE, Part
from acerto.law.series import SERIES_NAMES

LineKind = Literal["principal", "correction", "interest", "fine", "discount"]

BOOKING = "payments.imputation_order"

_METHODS = {"selic": "Selic", "taxa_legal": "taxa legal", "fixed": "taxa fixa"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a debt, in centavos. `factor` is None for what is not computed but booked.

    `rules` are the ids of the catalogue behind each of `citations`. A computed line says its base; its
    days [since, until) when it counts days, or its `months`, first and last, when it counts months.
    """

    kind: LineKind
    cents: int
    factor: Decimal | None
    parameter_names: tuple[str, ...]
    citations: tuple[str, ...]
    text: str
    rules: tuple[str, ...] = ()
    base_cents: int | None = None
    since: date | None = None
    until: date | None = None
    months: tuple[date, date] | None = None


def correction_line(
    *, terms: Terms, owed: Accrual, span: Span, principal_cents: int, booked_cents: int = 0
) -> Line | None:
    """The correction of the principal and of what was booked of it; None when no month is corrected.

    Months of deflation take back at most what was booked.
    """
    found = owed.correction
    if found is None or found.first is None or found.last is None:
        return None
    first = series_of(index=found.index, month=found.first)
    last = series_of(index=found.index, month=found.last)
    label = SERIES_NAMES[last] if first == last else f"{SERIES_NAMES[first]} e {SERIES_NAMES[last]}"
    text = (
        f"Correção pelo {label} de {found.first:%m/%Y} a {found.last:%m/%Y} sobre "
        f"{format_brl(principal_cents + booked_cents)}"
    )
    if booked_cents:
        text += ", já com a correção apurada"
    base = principal_cents + booked_cents
    asked = _of_index(index_parameter(terms), found.first, found.last, on=span.on)
    line = _line("correction", base, found.factor, asked, text)
    return replace(line, cents=max(line.cents, -booked_cents), months=(found.first, found.last))


def booked_interest_line(*, terms: Terms, owed: Accrual, span: Span, cents: int) -> Line | None:
    """The correction of interest that was booked on the corrected principal; None when there is none."""
    if not owed.booked_interest or not cents:
        return None
    found = owed.correction
    assert found is not None
    first, last = found.first or span.on, found.last or span.on
    asked = _of_index(index_parameter(terms), first, last, on=span.on)
    text = "Correção dos juros já apurados sobre o valor corrigido, sem juros sobre juros"
    return _line("interest", cents, owed.booked_interest, asked, text)


def _of_index(name: str, first: date, last: date, *, on: date) -> list[tuple[str, date]]:
    """The index and each month in which its table took another series; by law, the day alone."""
    if not name.startswith(INDEXES):
        return [(name, on)]
    changes = [entry.from_on for entry in params.all_entries(name)]
    return [(name, first)] + [(name, day) for day in changes if day and first < day <= last]


def interest_line(*, terms: Terms, owed: Accrual, span: Span, principal_cents: int) -> Line | None:
    """The interest, by contract or by law; None when none runs."""
    if owed.parts:
        return _by_law(owed, span, principal_cents)
    if not owed.interest:
        return None
    rate = percent(month_rate(terms, owed.limits))
    text = f"Juros de {rate} ao mês sobre {format_brl(principal_cents)}, {_days(span)}"
    asked = [(owed.limits.interest_name, span.due_on)]
    if terms.interest_mode == "court_months":
        text = f"Juros de {rate} por mês de calendário sobre o valor corrigido, {_days(span)}"
        asked = [(JUDGE, span.on)]
    line = _line("interest", principal_cents, owed.interest, asked, text)
    return replace(line, since=span.since, until=span.on)


def _by_law(owed: Accrual, span: Span, principal_cents: int) -> Line:
    """One line for all parts, since one factor charges them; each is told and cited."""
    asked = [(name, part.since) for part in owed.parts for name in part.parameter_names]
    cited = _cited(asked)
    return Line(
        kind="interest",
        cents=line_cents(base_cents=principal_cents, factor=owed.interest),
        factor=owed.interest,
        parameter_names=tuple(dict.fromkeys(name for name, _since in asked)),
        citations=tuple(cited),
        text="Juros da lei: " + "; ".join(_part(part) for part in owed.parts),
        rules=tuple(cited.values()),
        base_cents=principal_cents,
        since=span.since,
        until=span.on,
    )


def fine_line(*, terms: Terms, owed: Accrual, span: Span, principal_cents: int) -> Line | None:
    """The fine; None when none was agreed."""
    if not owed.fine:
        return None
    rate = capped(terms.fine_rate, cap=owed.limits.fine_rate)
    text = f"Multa de {percent(rate)} sobre {format_brl(principal_cents)}"
    asked = [(owed.limits.fine_name, span.due_on)]
    return _line("fine", principal_cents, owed.fine, asked, text)


def plain_line(kind: LineKind, cents: int, text: str) -> Line:
    """A line that no rule computed."""
    return Line(kind, cents, None, (), (), text)


def booked_line(kind: LineKind, cents: int, text: str, *, on: date) -> Line:
    """A line of the ledger, booked by a day: with the law by which payments book and are spent."""
    cited = _cited([(BOOKING, on)])
    rules = tuple(cited.values())
    return Line(kind, cents, None, (BOOKING,), tuple(cited), text, rules)


def computed_line(
    *,
    kind: LineKind,
    base_cents: int,
    factor: Decimal,
    names: tuple[str, ...],
    law_on: date,
    text: str,
) -> Line:
    """A line of some factor of a base, cited by the parameters in force on a day."""
    return _line(kind, base_cents, factor, [(name, law_on) for name in names], text)


def percent(rate: Decimal | None) -> str:
    """A rate as people write it: 0.02 -> "2%", 0.0035 -> "0,35%"."""
    shown = f"{(rate or Decimal(0)) * 100:f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return f"{shown.replace('.', ',')}%"


def _line(
    kind: LineKind,
    base_cents: int,
    factor: Decimal,
    asked: Sequence[tuple[str, date]],
    text: str,
) -> Line:
    """A computed line, cited by parameters, each as in force on a day."""
    cents = line_cents(base_cents=base_cents, factor=factor)
    cited = _cited(asked)
    names = tuple(dict.fromkeys(name for name, _on in asked))
    rules = tuple(cited.values())
    return Line(kind, cents, factor, names, tuple(cited), text, rules, base_cents)


def _part(part: Part) -> str:
    places = params.count("legal_interest.taxa_legal_places", on=date.max)
    rate = percent(half_up(part.rate, places=places + 2))
    base = "o valor corrigido" if part.on_corrected else "o valor em aberto, já com a correção"
    return f"{_METHODS[part.method]} {rate} de {part.since:%d/%m/%Y} a {part.until:%d/%m/%Y}, sobre {base}"


def _days(span: Span) -> str:
    return f"{(span.on - span.since).days} dias (de {span.since:%d/%m/%Y} a {span.on:%d/%m/%Y})"


def _cited(asked: Iterable[tuple[str, date]]) -> dict[str, str]:
    """The rule of each citation of some parameters, in their order."""
    found: dict[str, str] = {}
    for name, on in asked:
        entry = _entry(name, on)
        found.setdefault(entry.citation, entry.rule)
    return found


def _entry(name: str, on: date) -> ParamEntry:
    try:
        return params.entry(name, on=on)
    except NotInForce:
        return params.latest(name)
