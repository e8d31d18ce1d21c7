"""The terms of a debt in words: the choices of a form, and what was chosen, told back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acerto.core.money import format_brl
from acerto.law import catalogue, params
from acerto.law.calculation import Request
from acerto.law.rules.agreed import index_names
from acerto.law.rules.debt_types import understood
from acerto.law.rules.lines import percent
from acerto.law.rules.prescription import WRITTEN, kinds
from acerto.law.series import SERIES_NAMES

PARTIES = {
    "consumer": gettext_lazy("Consumidor"),
    "business": gettext_lazy("Empresa"),
}
MODES = {
    "contract": gettext_lazy("Taxa do contrato"),
    "legal": gettext_lazy("Sem taxa combinada: juros da lei"),
    "court": gettext_lazy("Sem taxa combinada: modo antigo dos tribunais"),
    "court_months": gettext_lazy("Taxa fixada pelo juiz, por mês de calendário"),
}
TABLES = {
    "tjdft": gettext_lazy("Tabela do TJDFT"),
    "tjsp": gettext_lazy("Tabela prática do TJSP"),
}
# Kinds of debt that no rule of the catalogue names.
OTHER_KINDS = {
    "private_loan": gettext_lazy("empréstimo entre pessoas"),
    "invoice": gettext_lazy("fatura"),
}


def debt_types() -> list[tuple[str, str]]:
    """The kinds of debt with charges or terms of their own, the plain one first, then by name."""
    groups = params.latest("charges.debt_types").value
    assert isinstance(groups, dict)
    known = {word: word for word in (*kinds(), *groups)}
    named = {kind: _kind_name(kind) for kind in known if _kind_name(kind)}
    rest = sorted(((kind, name) for kind, name in named.items() if kind != WRITTEN), key=_by_name)
    return [(WRITTEN, named[WRITTEN]), *rest]


def debt_type_name(kind: str) -> str:
    """A kind of debt in Portuguese; a word of the creditor's own as it came."""
    return _kind_name(kind) or kind


def debt_type_meaning(kind: str) -> str:
    """How a word of the creditor's own was understood; "" where that is what it says, or plain."""
    meant = understood(debt_type=kind)
    if not meant.known:
        return _("tipo não reconhecido: vale a regra geral")
    if meant.kind == WRITTEN or debt_type_name(kind) == meant.name:
        return ""
    return _("entendido como %s") % meant.name


def indexes() -> list[tuple[str, str]]:
    """The indices and tables that a contract may name."""
    return [(name, str(TABLES.get(name) or SERIES_NAMES[name])) for name in index_names()]


def terms_in_words(*, request: Request, debt_type: str, on: date) -> list[tuple[str, str]]:
    """What was told of the debt, each with its name, for who does the calculation again."""
    return list(_told(request, debt_type, on))


def _told(request: Request, debt_type: str, on: date) -> Iterator[tuple[str, str]]:
    terms = request.terms
    yield _("Valor da dívida"), format_brl(request.principal_cents)
    yield _("Vencimento"), _day(request.due_on)
    yield _("Data da conta"), _day(on)
    yield _("Tipo de dívida"), _kind_name(debt_type) or debt_type
    yield _("Devedor"), str(PARTIES[terms.party_kind])
    yield _("Juros"), str(MODES[terms.interest_mode])
    yield from _rates(request)
    if terms.correction_index:
        yield _("Índice de correção"), dict(indexes())[terms.correction_index]
    if request.state:
        yield _("Feriados do estado"), request.state
    if request.interest_from:
        yield _("Juros desde"), _day(request.interest_from)
    if request.correct_until:
        yield _("Corrigir até o mês"), f"{request.correct_until:%m/%Y}"


def _rates(request: Request) -> Iterator[tuple[str, str]]:
    terms = request.terms
    if terms.interest_month_rate is not None:
        yield _("Taxa de juros ao mês"), percent(terms.interest_month_rate)
    yield _("Multa"), _rate(terms.fine_rate)
    if terms.discount_rate is not None:
        days = _("%(rate)s até %(days)s dias antes do vencimento")
        yield (
            _("Desconto por pontualidade"),
            days % {"rate": percent(terms.discount_rate), "days": terms.discount_days},
        )
    if terms.payoff_month_rate is not None:
        yield _("Taxa do contrato, para pagar antes"), percent(terms.payoff_month_rate)


def _rate(rate: Decimal | None) -> str:
    return _("não combinada") if rate is None else percent(rate)


def _kind_name(kind: str) -> str:
    return str(OTHER_KINDS.get(kind) or catalogue.words()["debt_types"].get(kind, ""))


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
