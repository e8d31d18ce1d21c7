"""`acerto nfe read`: an NF-e's debt as JSON."""

from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.wire import FILE, answer, as_values, read_octets
from acerto.formats.nfe import MOST_BYTES, InvalidNfe, read_nfe


@click.group(name="nfe", short_help="Lê notas fiscais eletrônicas (XML).")
def command() -> None:
    """Notas fiscais eletrônicas: quem deve, a quem, quanto e quando."""


@command.command(name="read", short_help="Mostra chave, partes e parcelas em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@json_option
def read(*, file: Path, as_json: bool) -> None:
    """Mostra em JSON a chave, as partes, o total e as parcelas de ARQUIVO (XML da NF-e).

    Datas ISO, dinheiro em centavos. O que pede atenção vem em doubts.
    """
    octets = read_octets(file, most=MOST_BYTES)
    try:
        answer(as_values(read_nfe(octets=octets)))
    except InvalidNfe as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
