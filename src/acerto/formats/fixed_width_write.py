"""Values by name as lines of fixed width, and what does not fit."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from acerto.core.text import shown

from .fixed_width_read import bare_tax_id
from .fixed_width_table import (
    AT_SIGHT,
    SIGHT_ALWAYS,
    Field,
    Problem,
    Record,
    Unfit,
    Value,
    problem_of,
)

_DASHES = str.maketrans("–—", "--")
_MARKS = re.compile(r"[ ()./-]")
"""What people put between the digits of a CEP, a phone, a CPF."""


def write_line(
    *, table: Record, values: Mapping[str, Value], line: int
) -> tuple[str, list[Problem]]:
    """The line of values by name, in capitals without accents; a missing one is zeros or blanks.

    With problems the line is not fit to be sent.
    """
    parts, problems = [], []
    for field in table.fields:
        try:
            parts.append(_write(field, values.get(field.name)))
        except Unfit as wrong:
            problems.append(problem_of(field, line, wrong.code, wrong.message))
            parts.append(" " * field.width)
    names = {field.name for field in table.fields}
    problems += [
        Problem(
            line, 0, name, "unknown_field", f"O campo “{shown(name)}” não existe neste registro."
        )
        for name in values
        if name not in names
    ]
    return "".join(parts), problems


def _write(field: Field, value: Value) -> str:
    if field.kind == "blank":
        return " " * field.width
    if field.kind == "constant":
        return _filled(field, field.constant)
    if value is None or value == "":
        if field.required:
            raise Unfit("missing", "falta preencher.")
        return _filled(field, "")
    if isinstance(value, date):
        return _written_day(field, value)
    if isinstance(value, int):
        return _written_number(field, value)
    if field.kind == "due" and value.startswith(AT_SIGHT):
        return _written_sight(field, value)
    return _written_text(field, value)


def _filled(field: Field, text: str) -> str:
    return text.zfill(field.width) if field.numeric else text.ljust(field.width)


def _written_day(field: Field, value: date) -> str:
    if field.kind == "yyyymmdd":
        return f"{value:%Y%m%d}".zfill(field.width)
    if field.kind in ("ddmmyyyy", "due"):
        return f"{value:%d%m}{value.year:04d}"
    raise Unfit("not_a_date", "não é um campo de data.")


def _written_number(field: Field, value: int) -> str:
    if field.kind not in ("number", "cents", "comma_cents", "digits") or isinstance(value, bool):
        raise Unfit("wrong_type", "não é um campo de número.")
    said = f"{value // 100},{value % 100:02d}" if field.kind == "comma_cents" else str(value)
    if value < 0 or len(said) > field.width:
        raise Unfit("too_large", f"{value} não cabe em {field.width} posições.")
    return said.zfill(field.width)


def _written_sight(field: Field, value: str) -> str:
    days = value.removeprefix(AT_SIGHT)
    if not days:
        return SIGHT_ALWAYS
    if not re.fullmatch(r"\+[0-9]{1,4}", days) or not 1 <= int(days) < 9999:
        raise Unfit("date_invalid", f"“{shown(value)}” não é um vencimento.")
    return f"9999{int(days):04d}"


def _written_text(field: Field, value: str) -> str:
    plain = plain_text(value)
    if value.strip() and not plain:
        raise Unfit(
            "not_ascii", f"“{shown(value)}” não tem letra nem algarismo que o arquivo leve."
        )
    if field.kind != "name" and (_loses(value) or (field.kind == "digits" and not value.isascii())):
        raise Unfit("not_ascii", f"“{shown(value)}” tem um caractere que o arquivo não leva.")
    if field.kind == "tax_id":
        plain = bare_tax_id(_MARKS.sub("", plain))
    if field.kind == "digits":
        plain = _MARKS.sub("", plain)
    if field.kind == "digits" and not plain.isdigit():
        raise Unfit("not_numeric", f"“{shown(value)}” devia ter só algarismos.")
    if field.kind not in ("code", "name", "digits", "tax_id"):
        raise Unfit("wrong_type", f"“{shown(value)}” não serve aqui.")
    if len(plain) > field.width and field.kind != "name":
        raise Unfit("too_long", f"“{shown(value)}” passa de {field.width} posições.")
    return _filled(field, plain[: field.width])


def _loses(text: str) -> bool:
    """Whether something of a code would fall away, beyond accents and case."""
    bare = unicodedata.normalize("NFKD", text.translate(_DASHES))
    return any(not (" " <= char <= "~" or unicodedata.combining(char)) for char in bare)


def plain_text(text: str) -> str:
    """Capitals without accents, single spaces, printable ASCII: what these files may hold."""
    bare = unicodedata.normalize("NFKD", text.translate(_DASHES))
    kept = "".join(
        char if " " <= char <= "~" else " " for char in bare if not unicodedata.combining(char)
    )
    return " ".join(kept.split()).upper()
