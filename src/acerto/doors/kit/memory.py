"""The memory of a calculation as people read it: on the screen and on paper alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acerto.law.calculation import Calculation, Spent, prescribed_in_words
from acerto.law.rules.charges import Debt, Line
from acerto.law.rules.lines import percent
from acerto.law.series import SERIES_NAMES, UsedMonth, months_between

KINDS = {
    "principal": gettext_lazy("Principal"),
    "correction": gettext_lazy("Correção"),
    "interest": gettext_lazy("Juros"),
    "fine": gettext_lazy("Multa"),
    "discount": gettext_lazy("Desconto"),
}
PAID = (
    ("to_interest_cents", gettext_lazy("juros")),
    ("to_correction_cents", gettext_lazy("correção")),
    ("to_principal_cents", gettext_lazy("principal")),
    ("to_fine_cents", gettext_lazy("multa")),
)
# Series whose months are multiplied; the months of the others are added, day by day.
MULTIPLIED = frozenset({"ipca", "ipca15", "inpc", "igpm", "igpdi"})


@dataclass(frozen=True, slots=True)
class Law:
    """A citation and the rule of the catalogue behind it."""

    citation: str
    rule: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the memory: base × factor = centavos; "" where there is none to tell."""

    kind: str
    name: str
    text: str
    cents: int
    base_cents: int | None
    factor: str
    period: str
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True)
class Imputed:
    """A payment: what was owed on its day, what it paid, and what stayed."""

    on: date
    cents: int
    rows: tuple[Row, ...]
    owed_cents: int
    parts: tuple[tuple[str, int], ...]
    discount_cents: int
    credit_cents: int
    left_cents: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a series as it entered."""

    month: date
    percent: str
    product: str
    source: str


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """The months of one official series that entered the calculation."""

    name: str
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reader should know beside the figures."""

    text: str
    citation: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """A calculation from the amount told to the total, ready to be read."""

    on: date
    due_on: date
    effective_due_on: date
    principal_cents: int
    imputed: tuple[Imputed, ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, int], ...]
    total_cents: int
    adjusted_until: date | None
    warnings: tuple[Remark, ...]
    series: tuple[SeriesTable, ...]


def memory_of(found: Calculation) -> Memory:
    """The memory of a calculation."""
    return Memory(
        on=found.on,
        due_on=found.due_on,
        effective_due_on=found.effective_due_on,
        principal_cents=found.principal_cents,
        imputed=tuple(_imputed(spent) for spent in found.spent),
        rows=_rows(found.debt),
        sums=_sums(found.debt),
        total_cents=found.debt.total_cents,
        adjusted_until=found.debt.adjusted_until,
        warnings=tuple(_warnings(found)),
        series=tuple(_tables(found.used)),
    )


def _imputed(spent: Spent) -> Imputed:
    allocation = spent.allocation
    parts = [(str(name), getattr(allocation, field, 0)) for field, name in PAID]
    return Imputed(
        on=spent.payment.on,
        cents=spent.payment.cents,
        rows=_rows(spent.debt),
        owed_cents=spent.debt.total_cents,
        parts=tuple((name, cents) for name, cents in parts if cents),
        discount_cents=allocation.discount_cents if allocation else 0,
        credit_cents=spent.credit_cents,
        left_cents=spent.left_cents,
    )


def _rows(debt: Debt) -> tuple[Row, ...]:
    return tuple(_row(line) for line in debt.lines)


def _row(line: Line) -> Row:
    return Row(
        kind=line.kind,
        name=str(KINDS[line.kind]),
        text=line.text,
        cents=line.cents,
        base_cents=line.base_cents,
        factor=_factor(line.factor),
        period=_period(line),
        laws=tuple(map(Law, line.citations, line.rules)),
    )


def _factor(factor: Decimal | None) -> str:
    """All the digits that count: 0.015333333333333333 is "0,015333333333333333"."""
    if factor is None:
        return ""
    return f"{factor:f}".rstrip("0").rstrip(".").replace(".", ",") or "0"


def _period(line: Line) -> str:
    if line.months:
        first, last = line.months
        count = len(months_between(first, last))
        text = ngettext("%(count)d mês, %(first)s", "%(count)d meses, %(first)s a %(last)s", count)
        return text % {"count": count, "first": f"{first:%m/%Y}", "last": f"{last:%m/%Y}"}
    if line.since and line.until:
        count = (line.until - line.since).days
        text = ngettext(
            "%(count)d dia, %(first)s a %(last)s", "%(count)d dias, %(first)s a %(last)s", count
        )
        return text % {
            "count": count,
            "first": f"{line.since:%d/%m/%Y}",
            "last": f"{line.until:%d/%m/%Y}",
        }
    return ""


def _sums(debt: Debt) -> tuple[tuple[str, int], ...]:
    """Each kind of amount there is, the principal always."""
    amounts = {
        "principal": debt.principal_cents,
        "correction": debt.correction_cents,
        "interest": debt.interest_cents,
        "fine": debt.fine_cents,
        "discount": debt.discount_cents,
    }
    return tuple(
        (str(KINDS[kind]), cents) for kind, cents in amounts.items() if cents or kind == "principal"
    )


def _warnings(found: Calculation) -> Iterator[Remark]:
    for notice in found.debt.notices:
        yield Remark(notice.text, notice.citation, notice.rule)
    if found.prescribed is not None:
        told = prescribed_in_words(found.prescribed, interruption=found.interruption)
        yield Remark(told, rule=found.prescribed.rule)
    if found.ignored:
        yield Remark(ignored_in_words(found))
    if found.effective_due_on != found.due_on:
        text = _("O vencimento não caiu em dia útil: pagava-se sem encargos até %s.")
        yield Remark(text % f"{found.effective_due_on:%d/%m/%Y}")


def ignored_in_words(found: Calculation) -> str:
    """How many payments came after the day, and were left out."""
    count = len(found.ignored)
    text = ngettext(
        "%(count)d pagamento depois de %(on)s não entrou na conta.",
        "%(count)d pagamentos depois de %(on)s não entraram na conta.",
        count,
    )
    return text % {"count": count, "on": f"{found.on:%d/%m/%Y}"}


def _tables(used: tuple[UsedMonth, ...]) -> Iterator[SeriesTable]:
    for series, months in groupby(used, key=lambda one: one.series):
        name = SERIES_NAMES.get(series, series)
        yield SeriesTable(name, tuple(_months(months, multiplied=series in MULTIPLIED)))


def _months(used: Iterator[UsedMonth], *, multiplied: bool) -> Iterator[Month]:
    product = Decimal(1)
    for one in used:
        product *= 1 + one.value.rate
        shown = f"{product:.8f}".replace(".", ",") if multiplied else ""
        yield Month(one.month, percent(one.value.rate), shown, one.value.source)
