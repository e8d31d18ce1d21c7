"""Tables of fixed width: fields, records, and how a problem names its place."""

from collections.abc import Sequence
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

NOT_CENTS = "precisa ser um número inteiro de centavos, maior que zero."
AT_SIGHT = "at_sight"
SIGHT_ALWAYS = "99999999"
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


class Unfit(Exception):
    """A text that is no value of its field, or a value that does not fit it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def problem_of(field: Field, line: int, code: str, message: str) -> Problem:
    """What is wrong with a field, at its column."""
    label = f"{field.label[:1].upper()}{field.label[1:]}"
    return Problem(line, field.first, field.name, code, f"{label}: {message}")


def refusal_of(problems: Sequence[Problem], *, place: str = "linha") -> str:
    """One sentence for problems that keep a file from being written: the first, where, and how many."""
    first = problems[0]
    said = first.message.removesuffix(".")
    return f"{said} ({place} {first.line}; problemas ao todo: {len(problems)})."
