"""Lines of fixed width as values by name, and what in them cannot be read."""

import re
from collections.abc import Iterator
from datetime import date

from acerto.core.text import shown

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

_SIGHT_DAYS = re.compile(r"9999([0-9]{4})")
_END_OF_FILE = "\x1a"
_OLDEST_YEAR, _NEWEST_YEAR = 1900, 2200
_COMMA = re.compile(r"([0-9]+),([0-9]{2})")


def lines_of(*, octets: bytes, width: int) -> Iterator[tuple[int, str]]:
    """The lines that say something, numbered from 1, filled up with blanks to their width.

    Byte-order marks, the old end-of-file sign and either line end are taken away. A line of UTF-8
    counts in characters where its bytes would be too many, else in bytes.
    """
    for number, line in enumerate(_physical(octets), start=1):
        text = _text(line, width=width).rstrip(" \r\n\t" + _END_OF_FILE)
        if text.strip("\x00" + _END_OF_FILE):
            yield number, text.ljust(width)


def read_line(*, table: Record, text: str, line: int) -> tuple[dict[str, Value], list[Problem]]:
    """The values of a line by name (fillers and constants left out), and what could not be read."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    if len(text) > table.width:
        problems.append(
            Problem(
                line,
                table.width + 1,
                "",
                "line_too_long",
                f"A linha tem {len(text)} posições; são {table.width}.",
            )
        )
    for field in table.fields:
        written = text[field.first - 1 : field.last]
        try:
            value = _read(field, written)
        except Unfit as wrong:
            problems.append(problem_of(field, line, wrong.code, wrong.message))
            value = None
        if field.kind not in ("blank", "constant"):
            values[field.name] = value
    return values, problems


def _physical(octets: bytes) -> Iterator[bytes]:
    """The lines between CR LF, LF or CR, one at a time."""
    if octets.startswith(b"\xef\xbb\xbf"):
        octets = octets[3:]
    end = b"\n" if b"\n" in octets else b"\r"
    at = 0
    while at < len(octets):
        found = octets.find(end, at)
        found = len(octets) if found < 0 else found
        yield octets[at:found]
        at = found + 1


def _text(line: bytes, *, width: int) -> str:
    stripped = line.rstrip(b" \r\n\t\x1a")
    if len(stripped) > width and not stripped.isascii():
        try:
            return stripped.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return stripped.decode("latin-1")


def _read(field: Field, written: str) -> Value:
    if field.kind == "blank":
        return None
    if field.kind == "constant":
        if written.strip() != field.constant:
            raise Unfit(
                "constant", f"está “{shown(written.strip())}”, devia estar “{field.constant}”."
            )
        return field.constant
    if field.kind in ("code", "name"):
        return _decoded(written).strip()
    return _read_numeric(field, written)


def _read_numeric(field: Field, written: str) -> Value:
    said = written.strip()
    if not said:
        return "" if field.kind in ("digits", "tax_id") else None
    if field.kind == "tax_id":
        return bare_tax_id(_decoded(said).upper())
    if field.kind == "comma_cents" and (found := _COMMA.fullmatch(said)):
        return int(found[1] + found[2])
    if not (said.isascii() and said.isdigit()):
        raise Unfit("not_numeric", f"“{shown(said)}” devia ter só algarismos.")
    if field.kind == "comma_cents" and said.strip("0"):
        raise Unfit("not_numeric", f"“{shown(said)}” devia ter vírgula antes dos centavos.")
    if field.kind == "digits":
        return said
    if field.kind in ("number", "cents", "comma_cents"):
        if written.endswith(" "):  # read as it stands it would be ten times too small
            raise Unfit("not_numeric", f"“{shown(said)}” não vai até a última posição.")
        return int(said)
    return _read_day(field, said.zfill(field.width))


def bare_tax_id(said: str) -> str:
    """Digits, or the letters and digits of a CNPJ since 2026."""
    if not (said.isascii() and said.isalnum()):
        raise Unfit("not_numeric", f"“{shown(said)}” devia ter só algarismos ou letras.")
    return said


def _read_day(field: Field, digits: str) -> Value:
    if not digits.strip("0"):
        return None
    if field.kind == "due" and (sight := _sight(digits)):
        return sight
    parts = (
        (digits[:4], digits[4:6], digits[6:])
        if field.kind == "yyyymmdd"
        else (digits[4:], digits[2:4], digits[:2])
    )
    try:
        day = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise Unfit("date_invalid", f"“{digits}” não é uma data.") from None
    if not _OLDEST_YEAR <= day.year <= _NEWEST_YEAR:
        raise Unfit("date_invalid", f"o ano de “{digits}” não faz sentido.")
    return day


def _sight(digits: str) -> str:
    """99999999 is due at sight, 9999NNNN so many days after it."""
    if digits == SIGHT_ALWAYS:
        return AT_SIGHT
    found = _SIGHT_DAYS.fullmatch(digits)
    return f"{AT_SIGHT}+{int(found[1])}" if found and found[1].strip("0") else ""


def _decoded(written: str) -> str:
    """Bytes that were sliced as they came, as the text they are."""
    if written.isascii():
        return written
    try:
        octets = written.encode("latin-1")
    except UnicodeEncodeError:
        return written
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
