"""`acerto statement`: a bank's statement as JSON, whatever file it came in."""

from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import FILE, answer, as_values, read_octets
from acerto.formats.statement.csv import MOST_BYTES, guess_mapping, read_csv
from acerto.formats.statement.csv_mapping import (
    InvalidMapping,
    StatementMapping,
    dump_mapping,
    load_mapping,
)
from acerto.formats.statement.ofx import is_ofx, read_ofx
from acerto.formats.statement.types import InvalidStatement

from .statement_answer import answer_statement

MOST_MAPPING = 1 << 20


@click.group(name="statement", short_help="Lê extratos bancários em CSV ou OFX.")
def command() -> None:
    """Extratos bancários em CSV, com um mapeamento ou sem, e em OFX."""


@command.command(name="read", short_help="Mostra contas e lançamentos em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option(
    "--mapping",
    "mapping_file",
    type=FILE,
    metavar="MAPA",
    help="Que coluna é o quê (acerto statement guess mostra um). Sem ele, o Acerto adivinha.",
)
@json_option
def read(*, file: Path, mapping_file: Path | None, as_json: bool) -> None:
    """Mostra em JSON os lançamentos de ARQUIVO: datas ISO, dinheiro em centavos.

    O que não pôde ser lido vem em problems, com a linha.
    """
    octets = read_octets(file, most=MOST_BYTES)
    mapping = _mapping(mapping_file) if mapping_file else None
    try:
        if mapping is None and is_ofx(octets=octets):
            answer_statement(read_ofx(octets=octets))
        else:
            answer_statement(read_csv(octets=octets, mapping=mapping))
    except InvalidStatement as problem:
        raise AcertoError(problem.message, code=problem.code) from problem


@command.command(name="guess", short_help="Mostra o mapeamento que um CSV parece ter.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@json_option
def guess(*, file: Path, as_json: bool) -> None:
    """Mostra em YAML o mapeamento que ARQUIVO parece ter: confira, corrija e guarde."""
    octets = read_octets(file, most=MOST_BYTES)
    try:
        found = guess_mapping(octets=octets)
    except InvalidStatement as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    if as_json:
        answer(as_values(found))
    else:
        click.echo(dump_mapping(found), nl=False)


def _mapping(file: Path) -> StatementMapping:
    try:
        return load_mapping(text=read_octets(file, most=MOST_MAPPING).decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = _("O arquivo %s não pode ser lido: salve-o como texto UTF-8.") % file
        raise AcertoError(text, code="unreadable") from None
    except InvalidMapping as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
