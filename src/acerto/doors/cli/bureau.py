"""`acerto bureau`: files to and from Serasa (PEFIN, REFIN), as JSON."""

from pathlib import Path

import click

from acerto.doors.kit.console import json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.speech import gettext as _
from acerto.doors.kit.wire import (
    FILE,
    answer,
    as_values,
    place_option,
    read_json,
    read_octets,
    write_octets,
)
from acerto.formats.bureau.reader import MOST_BYTES, read_bureau
from acerto.formats.bureau.table import LAYOUTS, NO_TABLES, CodeTables, layout, load_codes
from acerto.formats.bureau.types import Entry, InvalidBureau
from acerto.formats.fixed_width import Record, Value
from acerto.formats.fixed_width_plain import typed

MOST_JSON = 256 << 20
MOST_CODES = 1 << 20
_NOT_WRITTEN = frozenset(["line", "accepted", "refusals", "sequence", "error_codes"])

codes_option = click.option(
    "--codes",
    "codes_file",
    type=FILE,
    metavar="TABELA",
    help="Tabelas de códigos da Serasa, em JSON: vêm com o contrato, não com o Acerto.",
)


@click.group(name="bureau", short_help="Lê e escreve arquivos da Serasa (PEFIN).")
def command() -> None:
    """Arquivos de inclusão e exclusão da Serasa: PEFIN e, sem confirmação, REFIN."""


@command.command(name="read", short_help="Mostra os registros em JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@codes_option
@json_option
def read(*, file: Path, codes_file: Path | None, as_json: bool) -> None:
    """Mostra em JSON os registros de ARQUIVO, enviado ou devolvido, e em problems o que não confere."""
    octets = read_octets(file, most=MOST_BYTES)
    try:
        found = read_bureau(octets=octets, codes=_codes(codes_file))
    except InvalidBureau as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    answer({**as_values(found), "entries": [_entry(one) for one in found.entries]})


@command.command(name="write", short_help="Escreve uma remessa a partir de JSON.")
@click.argument("file", type=FILE, metavar="ARQUIVO")
@codes_option
@place_option
@json_option
def write(*, file: Path, codes_file: Path | None, out: Path, replace: bool, as_json: bool) -> None:
    """Lê de ARQUIVO (JSON: layout, header, entries) e escreve a remessa de 600 posições."""
    from acerto.formats.bureau.writer import write_bureau

    raw = read_json(file, most=MOST_JSON)
    name = raw.get("layout", "pefin")
    if name not in LAYOUTS:
        raise AcertoError(_("O campo layout precisa ser pefin ou refin."), code="layout")
    header, entries = raw.get("header"), raw.get("entries")
    if not isinstance(header, dict) or not isinstance(entries, list):
        raise AcertoError(_("Faltam header e entries no arquivo."), code="missing")
    found = layout(name)
    try:
        octets = write_bureau(
            header=_values(found.header, header, 0),
            entries=[_values(found.entry, one, at) for at, one in enumerate(entries, start=1)],
            codes=_codes(codes_file),
            name=name,
        )
    except InvalidBureau as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    write_octets(out, octets, replace=replace)
    answer({"file": str(out), "layout": name, "status": found.status, "entries": len(entries)})


def _codes(file: Path | None) -> CodeTables:
    if file is None:
        return NO_TABLES
    try:
        return load_codes(text=read_octets(file, most=MOST_CODES).decode("utf-8"))
    except UnicodeDecodeError:
        text = _("O arquivo %s não pode ser lido: salve-o como texto UTF-8.") % file
        raise AcertoError(text, code="unreadable") from None
    except InvalidBureau as problem:
        raise AcertoError(problem.message, code=problem.code) from problem


def _entry(one: Entry) -> dict[str, object]:
    rest = {name: value for name, value in as_values(one).items() if name != "values"}
    return {**rest, **one.values}


def _values(table: Record, plain: object, place: int) -> dict[str, Value]:
    if not isinstance(plain, dict):
        raise AcertoError(_("Cada registro precisa ser um objeto JSON."), code="missing")
    kept = {name: value for name, value in plain.items() if name not in _NOT_WRITTEN}
    values, problems = typed(table=table, plain=kept, line=place)
    if problems:
        raise AcertoError(problems[0].message, code=problems[0].code)
    return values
