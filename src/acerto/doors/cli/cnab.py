"""`acerto cnab`: what a bank says of titles in collection, as JSON; and JSON as what it is asked."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError, system_reason
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import FILE, read_octets, write_octets
from acerto.formats.cnab import (
    InvalidOrder,
    NotCnab,
    Problem,
    RemittanceFile,
    ReturnFile,
    SentOrder,
    Title,
)
from acerto.formats.cnab.request import remittance_from

MOST_BYTES = 64 << 20


@click.group(name="cnab", short_help="Lê e escreve arquivos de bancos em CNAB 240 e 400.")
def command() -> None:
    """Arquivos de cobrança dos bancos em CNAB 240 e 400."""


@command.command(name="read", short_help="Mostra os títulos de um retorno em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option("--lines", "by_lines", is_flag=True, help="Um JSON por linha, para arquivos grandes.")
@click.option(
    "--bank",
    metavar="CÓDIGO",
    help="Banco, se o cabeçalho traz um código que não é o dele.",
)
@json_option
def read(*, file: Path, by_lines: bool, bank: str | None, as_json: bool) -> None:
    """Mostra em JSON os títulos do retorno ARQUIVO: datas ISO, dinheiro em centavos.

    De uma remessa, mostra os pedidos (orders). O que não pôde ser lido, ou não confere, vem em errors,
    com linha e coluna; o resto é lido.
    """
    with _opened(file) as stream:
        try:
            opened = _understood(stream, bank=bank)
        except NotCnab as problem:
            raise AcertoError(problem.message, code=problem.code) from problem
        (_say_lines if by_lines else _say_whole)(opened)


@command.command(name="write", short_help="Escreve uma remessa a partir de um JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@click.option("--out", type=FILE, metavar="REMESSA", help="Onde gravar. Padrão: a saída.")
@click.option("--replace", is_flag=True, help="Substitui o arquivo se já existir.")
@json_option
def write(*, file: Path, out: Path | None, replace: bool, as_json: bool) -> None:
    """Escreve a remessa que ARQUIVO pede: um JSON com bank, layout, company, file_number, written_on e
    orders, cada um com sua action. Os campos de cada banco estão em docs/formats/cnab.md.
    """
    try:
        told = json.loads(read_octets(file, most=MOST_BYTES).decode("utf-8-sig"))
        text = "".join(remittance_from(told))
    except InvalidOrder as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    except (ValueError, RecursionError):
        message = _("O arquivo %s não é um JSON em UTF-8.") % file
        raise AcertoError(message, code="not_json") from None
    if out is None:
        click.echo(text, nl=False)
        return
    write_octets(out, text.encode("ascii"), replace=replace)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        stream = file.open("rb")
    except (OSError, ValueError) as problem:
        why = system_reason(problem) if isinstance(problem, OSError) else _("o nome não serve")
        text = _("Não foi possível ler %(file)s: %(why)s.") % {"file": file, "why": why}
        raise AcertoError(text, code="unreadable") from problem
    with stream:
        yield stream


def _understood(stream: BinaryIO, *, bank: str | None) -> ReturnFile | RemittanceFile:
    try:
        return ReturnFile(stream, bank=bank)
    except NotCnab as problem:
        if problem.code != "not_a_return" or not stream.seekable():
            raise
    stream.seek(0)
    return RemittanceFile(stream, bank=bank)


def _about(opened: ReturnFile | RemittanceFile) -> dict[str, object]:
    layout = opened.layout
    return {
        "bank": opened.bank,
        "bank_name": layout.bank_name if opened.has_table else None,
        "layout": layout.name,
        "direction": layout.direction,
        "variant": layout.variant or None,
        "verified": opened.verified,
        "codes_verified": opened.codes_verified,
        "header": opened.header,
    }


def _say_whole(opened: ReturnFile | RemittanceFile) -> None:
    """One JSON object, written as it is read; problems are kept for its end."""
    problems = []
    name = "titles" if isinstance(opened, ReturnFile) else "orders"
    say = sys.stdout.write
    say(_dumps(_about(opened))[:-1] + f', "{name}": [')
    between = "\n"
    for item in _items(opened):
        if isinstance(item, Problem):
            problems.append(item._asdict())
        else:
            say(between + _dumps(_said(item)))
            between = ",\n"
    say(f'\n], "errors": {_dumps(problems)}}}\n')


def _say_lines(opened: ReturnFile | RemittanceFile) -> None:
    """JSON Lines: `file` first, then `title` (or `order`) and `error` as they come."""
    say = sys.stdout.write
    say(_dumps({"type": "file", **_about(opened)}) + "\n")
    name = "title" if isinstance(opened, ReturnFile) else "order"
    for item in _items(opened):
        if isinstance(item, Problem):
            say(_dumps({"type": "error", **item._asdict()}) + "\n")
        else:
            say(_dumps({"type": name, **_said(item)}) + "\n")


def _items(opened: ReturnFile | RemittanceFile) -> Iterable[Title | SentOrder | Problem]:
    return iter(opened)


def _said(item: Title | SentOrder) -> Mapping[str, object]:
    """What stands in the file; blank text is null."""
    if isinstance(item, SentOrder):
        return {
            "line": item.line,
            "action": item.action,
            "occurrence": item.occurrence,
            "values": {name: value for name, value in item.values.items() if value != ""},
        }
    said = {name: None if value == "" else value for name, value in item._asdict().items()}
    said["occurrence"] = item.occurrence
    said["reasons"] = [reason._asdict() for reason in item.reasons]
    return said


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
