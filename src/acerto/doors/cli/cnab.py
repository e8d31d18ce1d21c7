"""`acerto cnab read`: what a bank says of titles in collection, as JSON, at any size of file."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError, system_reason
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import FILE
from acerto.formats.cnab import NotCnab, Problem, ReturnFile, Title


@click.group(name="cnab", short_help="Lê retornos de bancos em CNAB 240 e 400.")
def command() -> None:
    """Arquivos de cobrança dos bancos em CNAB 240 e 400."""


@command.command(name="read", short_help="Mostra os títulos de um retorno em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option("--lines", "by_lines", is_flag=True, help="Um JSON por linha, para arquivos grandes.")
@click.option("--bank", metavar="CÓDIGO", help="Banco, quando o cabeçalho traz outro.")
@json_option
def read(*, file: Path, by_lines: bool, bank: str | None, as_json: bool) -> None:
    """Mostra em JSON os títulos do retorno ARQUIVO: datas ISO, dinheiro em centavos.

    O que não pôde ser lido, ou não confere, vem em errors, com linha e coluna; o resto é lido.
    """
    with _opened(file) as stream:
        try:
            returned = ReturnFile(stream, bank=bank)
        except NotCnab as problem:
            raise AcertoError(problem.message, code=problem.code) from problem
        (_say_lines if by_lines else _say_whole)(returned)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as problem:
        values = {"file": file, "why": system_reason(problem)}
        text = _("Não foi possível ler %(file)s: %(why)s.") % values
        raise AcertoError(text, code="unreadable") from problem
    with stream:
        yield stream


def _about(returned: ReturnFile) -> dict[str, object]:
    layout = returned.layout
    return {
        "bank": returned.bank,
        "bank_name": layout.bank_name,
        "layout": layout.name,
        "variant": layout.variant or None,
        "verified": layout.verified,
        "header": returned.header,
    }


def _say_whole(returned: ReturnFile) -> None:
    """One JSON object, written as it is read; problems are kept for its end."""
    write = sys.stdout.write
    problems = []
    write(_dumps(_about(returned))[:-1] + ', "titles": [')
    between = "\n"
    for item in returned:
        if isinstance(item, Problem):
            problems.append(item._asdict())
        else:
            write(between + _dumps(_title(item)))
            between = ",\n"
    write(f'\n], "errors": {_dumps(problems)}}}\n')


def _say_lines(returned: ReturnFile) -> None:
    """JSON Lines: `file` first, then `title` and `error` as they come."""
    write = sys.stdout.write
    write(_dumps({"type": "file", **_about(returned)}) + "\n")
    for item in returned:
        if isinstance(item, Problem):
            write(_dumps({"type": "error", **item._asdict()}) + "\n")
        else:
            write(_dumps({"type": "title", **_title(item)}) + "\n")


def _title(title: Title) -> dict[str, object]:
    said = title._asdict()
    said["reasons"] = [reason._asdict() for reason in title.reasons]
    return said


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
