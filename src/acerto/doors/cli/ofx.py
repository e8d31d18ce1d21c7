"""`acerto ofx read`: a bank's OFX statement as JSON."""

from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.wire import FILE, read_octets
from acerto.formats.statement.ofx import MOST_BYTES, read_ofx
from acerto.formats.statement.types import InvalidStatement

from .statement_answer import answer_statement


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
