"""The memory of a calculation as a PDF fit to be attached to a petition."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.core.money import format_brl
from acerto.formats.document import typeset
from acerto.law import params
from acerto.law.version import law_version

from .memory import KINDS, Imputed, Memory, Month, Remark, Row

Pairs = Sequence[tuple[str, str]]


def memory_pdf(
    *, memory: Memory, parameters: Pairs, facts: Pairs, now: datetime, named: str = ""
) -> bytes:
    """The PDF. `parameters` is what was told of the debt, `facts` whose it is, `named` who made it."""
    on = f"{memory.on:%d/%m/%Y}"
    data = {
        "title": _("Memória de cálculo em %s") % on,
        "law_version": law_version(),
        "footer": _footer(now, named),
        "facts": facts,
        "payments": [_payment(one) for one in memory.imputed],
        "result_title": _("Conta em %s") % on,
        "rows": [_row(row) for row in memory.rows],
        "sum": (_("Total em %s") % on, _brl(memory.total_cents)),
        "sums": [(name, _brl(cents)) for name, cents in memory.sums],
        "remarks": _remarks(memory),
        "parameters": parameters,
        "series": [
            {
                "name": one.name[:1].upper() + one.name[1:],
                "multiplied": bool(one.months[0].product),
                "months": [_month(month) for month in one.months],
            }
            for one in memory.series
        ],
        "method": _method(memory),
    }
    return typeset(template=_template(), data=data, made_at=now)


@cache
def _template() -> str:
    return files("acerto.doors.kit").joinpath("documents", "memory.typ").read_text("utf-8")


def _payment(one: Imputed) -> dict[str, object]:
    on = f"{one.on:%d/%m/%Y}"
    return {
        "title": _("Até o pagamento de %s") % on,
        "rows": [_row(row) for row in one.rows],
        "sum": (_("Devido em %s") % on, _brl(one.owed_cents)),
        "told": payment_in_words(one),
    }


def payment_in_words(one: Imputed) -> str:
    """How a payment was spent, and what stayed."""
    paid = ", ".join(f"{name} {_brl(cents)}" for name, cents in one.parts) or _("nada")
    text = _("Pagamento de %(amount)s em %(on)s: quita %(paid)s.") % {
        "amount": _brl(one.cents),
        "on": f"{one.on:%d/%m/%Y}",
        "paid": paid,
    }
    if one.discount_cents:
        text += " " + _("Leva desconto de %s.") % _brl(one.discount_cents)
    if one.credit_cents:
        text += " " + _("Sobra %s de crédito.") % _brl(one.credit_cents)
    return text + " " + _("Fica em aberto %s.") % _brl(one.left_cents)


def _row(row: Row) -> dict[str, str]:
    return {
        "name": row.name,
        "text": row.text,
        "count": _count(row),
        "law": "; ".join(law.citation for law in row.laws),
        "amount": _brl(row.cents),
    }


def _count(row: Row) -> str:
    parts = []
    if row.base_cents is not None and row.factor:
        base = _brl(row.base_cents)
        parts.append(_("base %(base)s × fator %(factor)s") % {"base": base, "factor": row.factor})
    if row.period:
        parts.append(row.period)
    return " · ".join(parts)


def _remarks(memory: Memory) -> list[str]:
    told = [_remark(one) for one in memory.warnings]
    if memory.adjusted_until is not None:
        text = _("Correção até %s, o último mês usado.")
        told.insert(0, text % f"{memory.adjusted_until:%m/%Y}")
    return told


def _remark(one: Remark) -> str:
    return f"{one.text} {one.citation}.".replace(" .", "") if one.citation else one.text


def _month(month: Month) -> tuple[str, str, str, str]:
    return f"{month.month:%m/%Y}", month.percent, month.product, month.source


def _method(memory: Memory) -> str:
    order = params.words("payments.imputation_order", on=memory.on)
    return _(
        "Cada linha é base × fator, arredondada ao centavo, metade para cima; o total é a soma das linhas "
        "arredondadas. Juros simples. A correção usa meses inteiros, do mês do vencimento ao último mês "
        "usado. Pagamentos quitam, nesta ordem: %(order)s. Conta feita pelo Acerto, versão da lei "
        "%(version)s; nenhum advogado reviu os parâmetros: confira-os antes de juntar este documento."
    ) % {
        "order": ", ".join(str(KINDS[part]).lower() for part in order),
        "version": law_version(),
    }


def _brl(cents: int) -> str:
    """An amount that no line end cuts."""
    return format_brl(cents).replace(" ", "\u00a0")


def _footer(now: datetime, named: str) -> str:
    local = now.astimezone(SAO_PAULO)
    text = _("Acerto %(version)s · feita em %(at)s") % {
        "version": law_version(),
        "at": f"{local:%d/%m/%Y %H:%M}",
    }
    return f"{text} · {named}" if named else text
