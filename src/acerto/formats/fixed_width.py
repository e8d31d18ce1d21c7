"""Records of fixed width as tables: a line as values by name, values as a line, and what is wrong where.

A table lists fields with their columns (from 1, both ends in). Lines lose trailing blanks on their way
and are filled up again; what cannot be read is a problem with its column, and its value is None.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Value = str | int | date | None
Kind = Literal[
    "constant",
    "code",
    "name",
    "digits",
    "tax_id",
    "number",
    "cents",
    "comma_cents",
    "ddmmyyyy",
    "yyyymmdd",
    "due",
    "blank",
]
"""constant: the same in every line. code: text that must not be cut. name: text that may be cut to its
columns. digits: numbers whose zeros count (kept as text). tax_id: CPF or CNPJ, letters included.
number, cents: whole numbers. comma_cents: centavos behind a comma. ddmmyyyy, yyyymmdd: days, zeros for
none. due: ddmmyyyy, or AT_SIGHT. blank: filler, read by nobody."""

AT_SIGHT = "at_sight"
_SIGHT_ALWAYS = "99999999"
_SIGHT_DAYS = re.compile(r"9999([0-9]{4})")
_END_OF_FILE = "\x1a"
_OLDEST_YEAR, _NEWEST_YEAR = 1900, 2200
_COMMA = re.compile(r"([0-9]+),([0-9]{2})")
_NUMERIC = frozenset(
    ["digits", "tax_id", "number", "cents", "comma_cents", "ddmmyyyy", "yyyymmdd", "due"]
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where, and what to do. `line` and `column` count from 1; 0 is the whole."""

    line: int
    column: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Field:
    """Columns `first` to `last` of a record. `label` is what people call it."""

    name: str
    first: int
    last: int
    kind: Kind
    label: str
    constant: str = ""
    required: bool = False

    @property
    def width(self) -> int:
        return self.last - self.first + 1

    @property
    def numeric(self) -> bool:
        """Whether it is filled with zeros on the left."""
        return self.kind in _NUMERIC or (self.kind == "constant" and self.constant.isdigit())


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of line: its fields cover every column."""

    name: str
    width: int
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """A field by its name. Raises KeyError."""
        found = next((one for one in self.fields if one.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


def record(*, name: str, width: int, rows: Sequence[Sequence[str | int]]) -> Record:
    """A record from rows (first, last, name, kind, label); kind "=X" is the constant X, "!" behind a
    kind makes it required. Raises ValueError unless the fields follow one another to the width.
    """
    fields, at = [], 1
    for first, last, field_name, kind, label in rows:
        said = str(kind)
        constant = said[1:] if said.startswith("=") else ""
        plain = "constant" if said.startswith("=") else said.rstrip("!")
        field = Field(
            name=str(field_name),
            first=int(first),
            last=int(last),
            kind=plain,  # type: ignore[arg-type]
            label=str(label),
            constant=constant,
            required=said.endswith("!"),
        )
        if field.first != at or field.last < field.first:
            raise ValueError(f"{name}: {field.name} begins at {field.first}, not at {at}")
        at = field.last + 1
        fields.append(field)
    if at != width + 1:
        raise ValueError(f"{name}: ends at {at - 1}, not at {width}")
    return Record(name, width, tuple(fields))


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
        except _Unreadable as wrong:
            problems.append(_problem(field, line, wrong.code, wrong.message))
            value = None
        if field.kind not in ("blank", "constant"):
            values[field.name] = value
    return values, problems


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
        except _Unreadable as wrong:
            problems.append(_problem(field, line, wrong.code, wrong.message))
            parts.append(" " * field.width)
    names = {field.name for field in table.fields}
    problems += [
        Problem(line, 0, name, "unknown_field", f"O campo “{name}” não existe neste registro.")
        for name in values
        if name not in names
    ]
    return "".join(parts), problems


class _Unreadable(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _problem(field: Field, line: int, code: str, message: str) -> Problem:
    return Problem(line, field.first, field.name, code, f"{field.label}: {message}")


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
            raise _Unreadable(
                "constant", f"está “{written.strip()[:20]}”, devia estar “{field.constant}”."
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
        return _tax_id(_decoded(said).upper())
    if field.kind == "comma_cents" and (found := _COMMA.fullmatch(said)):
        return int(found[1] + found[2])
    if not (said.isascii() and said.isdigit()):
        raise _Unreadable("not_numeric", f"“{said[:20]}” devia ter só algarismos.")
    if field.kind == "comma_cents" and said.strip("0"):
        raise _Unreadable("not_numeric", f"“{said[:20]}” devia ter vírgula antes dos centavos.")
    if field.kind == "digits":
        return said
    if field.kind in ("number", "cents", "comma_cents"):
        if written.endswith(" "):  # read as it stands it would be ten times too small
            raise _Unreadable("not_numeric", f"“{said[:20]}” não vai até a última posição.")
        return int(said)
    return _read_day(field, said.zfill(field.width))


def _tax_id(said: str) -> str:
    """Digits, or the letters and digits of a CNPJ since 2026."""
    if not (said.isascii() and said.isalnum()):
        raise _Unreadable("not_numeric", f"“{said[:20]}” devia ter só algarismos ou letras.")
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
        raise _Unreadable("date_invalid", f"“{digits}” não é uma data.") from None
    if not _OLDEST_YEAR <= day.year <= _NEWEST_YEAR:
        raise _Unreadable("date_invalid", f"o ano de “{digits}” não faz sentido.")
    return day


def _sight(digits: str) -> str:
    """99999999 is due at sight, 9999NNNN so many days after it."""
    if digits == _SIGHT_ALWAYS:
        return AT_SIGHT
    found = _SIGHT_DAYS.fullmatch(digits)
    return f"{AT_SIGHT}+{int(found[1])}" if found else ""


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


def _write(field: Field, value: Value) -> str:
    if field.kind == "blank":
        return " " * field.width
    if field.kind == "constant":
        return _filled(field, field.constant)
    if value is None or value == "":
        if field.required:
            raise _Unreadable("missing", "falta preencher.")
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
    raise _Unreadable("not_a_date", "não é um campo de data.")


def _written_number(field: Field, value: int) -> str:
    if field.kind not in ("number", "cents", "comma_cents", "digits") or isinstance(value, bool):
        raise _Unreadable("wrong_type", "não é um campo de número.")
    said = f"{value // 100},{value % 100:02d}" if field.kind == "comma_cents" else str(value)
    if value < 0 or len(said) > field.width:
        raise _Unreadable("too_large", f"{value} não cabe em {field.width} posições.")
    return said.zfill(field.width)


def _written_sight(field: Field, value: str) -> str:
    days = value.removeprefix(AT_SIGHT)
    if not days:
        return _SIGHT_ALWAYS
    if not re.fullmatch(r"\+[0-9]{1,4}", days) or int(days) >= 9999:
        raise _Unreadable("date_invalid", f"“{value[:20]}” não é um vencimento.")
    return f"9999{int(days):04d}"


def _written_text(field: Field, value: str) -> str:
    plain = plain_text(value)
    if field.kind == "tax_id":
        plain = _tax_id(re.sub(r"[ ./-]", "", plain))
    if field.kind == "digits" and not plain.isdigit():
        raise _Unreadable("not_numeric", f"“{value[:20]}” devia ter só algarismos.")
    if field.kind not in ("code", "name", "digits", "tax_id"):
        raise _Unreadable("wrong_type", f"“{value[:20]}” não serve aqui.")
    if len(plain) > field.width and field.kind != "name":
        raise _Unreadable("too_long", f"“{value[:30]}” passa de {field.width} posições.")
    return _filled(field, plain[: field.width])


def plain_text(text: str) -> str:
    """Capitals without accents, single spaces, printable ASCII: what these files may hold."""
    bare = unicodedata.normalize("NFKD", text.replace("–", "-").replace("—", "-"))
    kept = "".join(
        char if " " <= char <= "~" else " " for char in bare if not unicodedata.combining(char)
    )
    return " ".join(kept.split()).upper()
