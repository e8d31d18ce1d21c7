"""What the commands over one file of money share: its bytes in, JSON out, and neither Django nor engine."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from acerto.core.text import shown

from .errors import AcertoError, system_reason
from .speech import gettext as _

FILE = click.Path(path_type=Path)


_WHOLE = re.compile(r"-?[0-9]{1,15}")


class Cents(click.ParamType):
    """A whole number of centavos, in the digits 0 to 9 alone."""

    name = "centavos"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        if not _WHOLE.fullmatch(value):
            text = _("“%s” não é um número inteiro de centavos, como 1050 para R$ 10,50.")
            self.fail(text % shown(value), param, ctx)
        return int(value)


CENTS = Cents()


def read_octets(file: Path, *, most: int) -> bytes:
    """The bytes of a file, at most so many. Raises AcertoError (no_file, unreadable, too_large)."""
    try:
        with file.open("rb") as opened:
            octets = opened.read(most + 1)
    except FileNotFoundError:
        raise AcertoError(_("O arquivo %s não existe.") % file, code="no_file") from None
    except (OSError, ValueError) as problem:
        why = system_reason(problem) if isinstance(problem, OSError) else _("o nome não serve")
        values = {"file": file, "why": why}
        text = _("Não foi possível ler %(file)s: %(why)s.") % values
        raise AcertoError(text, code="unreadable") from None
    if len(octets) > most:
        text = _("O arquivo %(file)s passa de %(most)d MB: divida-o em partes menores.")
        raise AcertoError(text % {"file": file, "most": most >> 20}, code="too_large")
    return octets


def read_json(file: Path, *, most: int) -> dict[str, Any]:
    """The JSON object in a file. Raises AcertoError (no_file, unreadable, too_large, not_json)."""
    try:
        found = json.loads(read_octets(file, most=most))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise AcertoError(_("O arquivo %s não é um objeto JSON.") % file, code="not_json")
    return found


def place_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--out and --replace: where a command writes a file."""
    command = click.option(
        "--out", type=FILE, required=True, metavar="SAÍDA", help="Arquivo a escrever."
    )(command)
    return click.option("--replace", is_flag=True, help="Troca o arquivo, se já existe.")(command)


def write_octets(file: Path, octets: bytes, *, replace: bool) -> None:
    """Write a file whole or not at all. Raises AcertoError (file_exists, file_not_written…)."""
    from .files import not_written, require_place_for

    require_place_for(file, replace=replace)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(octets)
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise not_written(problem, file=file) from problem


def answer(values: Mapping[str, object]) -> None:
    """One line of JSON on stdout: dates ISO, money as it is (centavos).

    Bytes of a file's name that are no text become JSON's own escapes.
    """
    text = json.dumps(values, ensure_ascii=False, default=_plain)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def as_values(record: object) -> dict[str, object]:
    """The fields of a record by name, in their order."""
    assert is_dataclass(record)
    return {one.name: getattr(record, one.name) for one in fields(record)}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return as_values(value)
