"""What a protest file says: lots, one a municipality, each with its titles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from acerto.formats.fixed_width import Problem, Value

FileKind = Literal["remittance", "confirmation", "return"]


class InvalidProtest(ValueError):
    """A file that is none of the layout, or values that make none. `problems` has every reason."""

    def __init__(self, code: str, message: str, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Why a notary gave a title back; `text` is None for a code that is not published."""

    code: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Title:
    """One record of a title, or of a further debtor of it (`debtor_number` above 1).

    `values` has the fields of the table by name. `outcome` is what became of it, in one word for all
    files: accepted in a confirmation without occurrence; "" in a remittance; unknown for a code that
    is not published.
    """

    line: int
    values: Mapping[str, Value]
    outcome: str
    outcome_text: str
    irregularities: tuple[Irregularity, ...]


@dataclass(slots=True)
class Lot:
    """What is sent to, or comes from, one municipality (IBGE code)."""

    presenter_code: str
    presenter_name: str
    moved_on: date | None
    remittance_number: int | None
    agency: str
    municipality_code: str
    titles: list[Title] = field(default_factory=list)


@dataclass(slots=True)
class ProtestFile:
    """A file as read: its kind, its lots, what was wrong with it."""

    kind: FileKind
    lots: list[Lot]
    problems: list[Problem]
