"""What a bureau's file says: who is to be listed or delisted, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from acerto.formats.fixed_width import Problem, Value

LayoutName = Literal["pefin", "refin"]
SENT, RETURNED = "E", "R"
INCLUDE, EXCLUDE, SPECIAL = "I", "E", "C"
OPERATIONS = frozenset([INCLUDE, EXCLUDE, SPECIAL])


class InvalidBureau(ValueError):
    """A file that is none of the layouts, or values that make none. `problems` has every reason."""

    def __init__(self, code: str, message: str, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason for which the bureau refused a record; `text` is None without the contract's table."""

    code: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One debtor. `accepted` is None in a file that was sent, and where header or trailer was refused."""

    line: int
    values: Mapping[str, Value]
    accepted: bool | None
    refusals: tuple[Refusal, ...]


@dataclass(slots=True)
class BureauFile:
    """A file as read. `status` says how far its layout is confirmed: restated or unverified."""

    layout: LayoutName
    status: str
    header: Mapping[str, Value]
    header_refusals: tuple[Refusal, ...]
    entries: list[Entry]
    problems: list[Problem]

    @property
    def returned(self) -> bool:
        """Whether the bureau sent it."""
        return self.header.get("direction") == RETURNED
