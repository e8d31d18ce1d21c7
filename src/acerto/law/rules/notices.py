"""What the reader of a debt should know beside its amount: what the law cut, and how it was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from acerto.law import params
from acerto.law.rules.accrual import (
    LEGAL_INDEX,
    Accrual,
    Span,
    index_of,
    index_parameter,
    selic_months,
)
from acerto.law.rules.agreed import INDEXES, Terms
from acerto.law.rules.correction import PUBLICATION, first_whole_month, published_on, series_of
from acerto.law.rules.debt_types import TYPES, unknown_in_words
from acerto.law.rules.legal_interest import COURT_METHOD, METHOD, SELIC, SELIC_COUNT
from acerto.law.rules.limits import Limits, limits_on
from acerto.law.rules.lines import percent
from acerto.law.series import SERIES_NAMES, SeriesBook, month_of, previous_month


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
        "index_replaced",
        "debt_type_unknown",
        "uncorrected",
        "selic_at_the_change",
    ]
    text: str
    citation: str
    rule: str = ""


def notices_on(
    *, terms: Terms, due_on: date, owed: Accrual | None, span: Span | None
) -> tuple[Notice, ...]:
    """All notices of a debt; `owed` and `span` are None where no charge has run yet."""
    found = _of_contract(terms, due_on)
    if owed is None or span is None:
        return found
    return (
        *found,
        *_of_index(terms, owed, span),
        *_of_accrual(owed, terms, due_on),
        *_of_days(owed, span),
    )


def later_published(
    *, used: Iterable[tuple[date, date | None]], terms: Terms, series: SeriesBook
) -> Notice | None:
    """Said where the last month corrected on some day may not have been published by then.

    `used` are days, of payments and of the calculation, each with the last month corrected on it.
    """
    found: dict[date, date] = {}
    law = None
    for on, last in sorted(used, key=lambda one: one[0]):
        chosen = index_of(terms, on=on)
        if chosen is None or last is None or published_on(chosen[0], last, on, series):
            continue
        found.setdefault(last, on)
        law = params.latest(PUBLICATION + series_of(index=chosen[0], month=last))
    if law is None:
        return None
    first, *others = [
        f"de {last:%m/%Y} pode não ter sido publicado até {on:%d/%m/%Y}"
        for last, on in found.items()
    ]
    text = f"O índice {first}" + "".join(f"; o {other}" for other in others)
    return Notice(
        "published_later", f"{text}: a conta usa o que se sabe hoje.", law.citation, law.rule
    )


def unknown_type(*, debt_type: str) -> Notice:
    """The notice of a word for a debt that is not understood: the general rule holds."""
    law = params.latest(TYPES)
    return Notice(
        "debt_type_unknown", unknown_in_words(debt_type=debt_type), law.citation, law.rule
    )


def _of_contract(terms: Terms, due_on: date) -> tuple[Notice, ...]:
    """What the law cut from the contract, and what a judge might cut."""
    found: list[Notice] = []
    limits = _limits(terms, due_on)
    if _exceeds(terms.fine_rate, limits.fine_rate):
        text = (
            f"O contrato prevê multa de {percent(terms.fine_rate)}; "
            f"a lei permite {percent(limits.fine_rate)}."
        )
        found.append(Notice("fine_cut", text, *_law(limits.fine_name, due_on)))
    by_judge = terms.interest_mode == "court_months"
    if not by_judge and _exceeds(terms.interest_month_rate, limits.interest_month_rate):
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
    fixed = [part for part in owed.parts if part.method == "fixed"]
    if any(COURT_METHOD in part.parameter_names for part in fixed):
        text = (
            "Modo antigo dos tribunais: sem taxa combinada, o STJ manda usar só a Selic até "
            "29/08/2024 (Tema 1.368)."
        )
        law = params.all_entries("legal_interest.method")[0]
        found.append(Notice("court_mode", text, law.citation, law.rule))
    return tuple(found)


def _of_index(terms: Terms, owed: Accrual, span: Span) -> tuple[Notice, ...]:
    """Where the law gives another index than the one agreed, or none for a time."""
    name = index_parameter(terms)
    found = owed.correction
    if terms.correction_index is None:
        return _uncorrected(terms, span)
    if name == INDEXES + terms.correction_index or found is None:
        return ()
    if found.index == terms.correction_index:
        return ()
    text = (
        f"O contrato prevê correção por {_label(terms.correction_index)}; para esta dívida a norma manda o "
        f"{_label(found.index)}, que entra na conta."
    )
    return (Notice("index_replaced", text, *_law(name, span.on)),)


def _uncorrected(terms: Terms, span: Span) -> tuple[Notice, ...]:
    """Said of the months before the law gave an index, where no Selic holds their correction."""
    law = params.all_entries(LEGAL_INDEX)[0]
    if terms.interest_mode not in ("legal", "court") or law.from_on is None:
        return ()
    first = month_of(span.due_on)
    end = min(first_whole_month(law.from_on), month_of(span.on))
    skip = selic_months(terms, span)
    if skip is not None:
        end = min(end, skip[0])
    if span.due_on >= law.from_on or end <= first:
        return ()
    last = previous_month(end)
    months = f"em {first:%m/%Y}" if first == last else f"de {first:%m/%Y} a {last:%m/%Y}"
    text = (
        f"Sem índice combinado, nada foi corrigido {months}: a lei só dá um índice desde "
        f"{law.from_on:%d/%m/%Y}. Se há um combinado, ou fixado pelo juiz, informe-o."
    )
    return (Notice("uncorrected", text, law.citation, law.rule),)


def _label(index: str) -> str:
    return SERIES_NAMES.get(index, index.upper())


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
