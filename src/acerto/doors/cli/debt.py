"""`acerto debt`: the calculation of one debt from a small YAML file, line by line, with the law."""

from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from acerto.core.money import format_brl
from acerto.domain.indices.selectors import series_book
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import read_text
from acerto.doors.kit.memory import PAID, ignored_in_words
from acerto.doors.kit.runtime import Needs, Runtime
from acerto.law.calculation import (
    Calculation,
    InvalidRequest,
    Spent,
    calculate,
    prescribed_in_words,
)
from acerto.law.calculation_file import read_request
from acerto.law.calculation_values import values_of
from acerto.law.params import NotInForce
from acerto.law.rules.charges import Line
from acerto.law.rules.debt_types import understood_in_words
from acerto.law.series import BookOnDemand, MonthMissing, SeriesBook

WIDTH = 96
AMOUNT = 20


@click.command(name="debt", short_help="Faz a conta de uma dívida, linha por linha.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="ARQUIVO")
@click.option(
    "--on",
    "on_day",
    type=DAY,
    required=True,
    help="Dia da conta, por exemplo 2026-03-01.",
)
@json_option
@click.pass_obj
def command(runtime: Runtime, *, file: Path, on_day: date, as_json: bool) -> None:
    """Lê termos, datas, valor e pagamentos de ARQUIVO e mostra a conta, com a lei de cada linha."""

    def fetch() -> SeriesBook:
        runtime.boot(needs=Needs.DATABASE, say=output.say)
        return series_book()

    output = Output(as_json=as_json)
    try:
        found = calculate(
            request=read_request(read_text(file)), on=on_day, series=BookOnDemand(fetch)
        )
    except (InvalidRequest, NotInForce, MonthMissing) as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    output.result(values_of(found), text="\n".join(_table(found)))


def _table(found: Calculation) -> list[str]:
    """The calculation for people."""
    lines = [_heading(found), ""]
    for spent in found.spent:
        lines += _payment(spent)
    for line in found.debt.lines:
        lines += _line(line)
    lines += ["", _row(_("Total em %s") % _day(found.on), found.debt.total_cents)]
    lines += _remarks(found)
    return lines


def _heading(found: Calculation) -> str:
    values = {
        "principal": format_brl(found.principal_cents),
        "due": _day(found.due_on),
        "effective": _day(found.effective_due_on),
    }
    if found.effective_due_on != found.due_on:
        text = _(
            "Dívida de %(principal)s vencida em %(due)s, a pagar sem encargos até %(effective)s "
            "(dia útil)."
        )
    else:
        text = _("Dívida de %(principal)s vencida em %(due)s.")
    return text % values


def _payment(spent: Spent) -> list[str]:
    rows = [_row(_("Pagamento de %s") % _day(spent.payment.on), -spent.payment.cents)]
    if spent.allocation is not None:
        parts = [
            f"{name} {format_brl(cents)}"
            for field, name in PAID
            if (cents := getattr(spent.allocation, field))
        ]
        rows.append("    " + _("quita %s") % ", ".join(parts))
    if spent.credit_cents:
        rows.append("    " + _("sobra %s de crédito") % format_brl(spent.credit_cents))
    return rows


def _line(line: Line) -> list[str]:
    cited = [f"    {citation}" for citation in line.citations]
    return [*_wrapped(line.text, line.cents), *cited]


def _remarks(found: Calculation) -> list[str]:
    debt = found.debt
    meant = found.debt_type
    rows = [understood_in_words(meant=meant)] if meant is not None and meant.known else []
    if debt.adjusted_until is not None:
        rows.append(_("Correção até %s, o último mês usado.") % f"{debt.adjusted_until:%m/%Y}")
    rows += [f"{notice.text} {notice.citation}." for notice in debt.notices]
    if found.prescribed is not None:
        rows.append(prescribed_in_words(found.prescribed, interruption=found.interruption))
    if found.ignored:
        rows.append(ignored_in_words(found))
    return ["", *rows] if rows else []


def _wrapped(text: str, cents: int) -> list[str]:
    """Text on the left, broken between words, and the amount at the end of the last row."""
    room = WIDTH - AMOUNT
    rows, current = [], ""
    for word in text.split():
        if current and len(current) + 1 + len(word) > room:
            rows.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*rows, _row(current, cents)]


def _row(text: str, cents: int) -> str:
    return f"{text:<{WIDTH - AMOUNT}}{format_brl(cents):>{AMOUNT}}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
