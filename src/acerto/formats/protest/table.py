"""The layout's columns and codes, from the data beside this file."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from acerto.formats.fixed_width import Record, record

from .types import FileKind, Irregularity

WIDTH = 600
LAYOUT_VERSION = "043"
CNPJ, CPF = "001", "002"
"""Kinds of a debtor's tax id."""
_NONE = "00"


@dataclass(frozen=True, slots=True)
class Table:
    """The three records, and what sender, recipient and transaction say in each kind of file."""

    header: Record
    title: Record
    trailer: Record
    transactions: dict[FileKind, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Codes:
    """The annexes."""

    species: dict[str, str]
    indications: frozenset[str]
    endorsements: frozenset[str]
    acceptances: frozenset[str]
    declarations: frozenset[str]
    occurrences: dict[str, tuple[str, str]]
    irregularities: dict[str, str]

    def meaning(self, *, occurrence: str, kind: FileKind) -> tuple[str, str]:
        """What became of a title, in one word and in one sentence."""
        if occurrence in self.occurrences:
            return self.occurrences[occurrence]
        if occurrence:
            return "unknown", ""
        return ("accepted", "Aceito pelo cartório") if kind == "confirmation" else ("", "")

    def explained(self, *, first: str, more: str, returned: bool) -> tuple[Irregularity, ...]:
        """The irregularities of a title: one code, then up to four in a row. Zeros are none, but for
        the code 00 of a title that did come back.
        """
        pairs = [more[at : at + 2].strip() for at in range(0, len(more), 2)]
        given = [one for one in pairs if one and one != _NONE]
        if first and (first != _NONE or returned):
            given.insert(0, first)
        return tuple(Irregularity(one, self.irregularities.get(one)) for one in given)


@cache
def table() -> Table:
    """The columns of Layout Único 4.3."""
    raw = _raw("layout_4_3.json")
    made = {
        name: record(name=name, width=WIDTH, rows=rows) for name, rows in raw["records"].items()
    }
    said = {kind: tuple(words) for kind, words in raw["transactions"].items()}
    return Table(made["header"], made["title"], made["trailer"], said)


@cache
def codes() -> Codes:
    """The codes of the annexes."""
    raw = _raw("codes.json")
    return Codes(
        species=raw["species"],
        indications=frozenset(raw["indications"]),
        endorsements=frozenset(raw["endorsements"]),
        acceptances=frozenset(raw["acceptances"]),
        declarations=frozenset(raw["declarations"]),
        occurrences={code: (kind, text) for code, (kind, text) in raw["occurrences"].items()},
        irregularities=raw["irregularities"],
    )


def _raw(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return found
