"""`acerto ofx read`: a bank's OFX statement as JSON."""

from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import FILE, answer, read_octets
from acerto.formats.statement.ofx import MOST_BYTES, read_ofx
from acerto.formats.statement.types import InvalidStatement, Statement


@click.group(name="ofx", short_help="Lê extratos bancários em OFX.")
def command() -> None:
    """Extratos bancários em OFX, como os bancos brasileiros os escrevem."""


@command.command(name="read", short_help="Mostra contas e lançamentos em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@json_option
def read(*, file: Path, as_json: bool) -> None:
    """Mostra em JSON as contas e os lançamentos de ARQUIVO: datas ISO, dinheiro em centavos.

    O que não pôde ser lido vem em problems, com a linha.
    """
    octets = read_octets(file, most=MOST_BYTES)
    try:
        answer_statement(read_ofx(octets=octets))
    except InvalidStatement as problem:
        raise AcertoError(problem.message, code=problem.code) from problem


def answer_statement(statement: Statement) -> None:
    """Say a statement. Raises AcertoError when nothing of it could be read, saying the first reason."""
    errors = statement.errors
    found = sum(len(one.transactions) + len(one.balance_lines) for one in statement.accounts)
    if errors and not found:
        values = {"line": errors[0].line, "why": errors[0].message}
        text = _("Nenhum lançamento pôde ser lido. Linha %(line)d: %(why)s") % values
        raise AcertoError(text, code=errors[0].code)
    answer({"accounts": statement.accounts, "problems": statement.problems})
    if errors:
        click.echo(_("Lançamentos que ficaram de fora: %d. Veja problems.") % len(errors), err=True)
