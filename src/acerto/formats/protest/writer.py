"""Lots of titles as a file of the layout: counts, sums and sequences are made here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from acerto.formats.fixed_width import Problem, Record, Value, problem_of, refusal_of, write_line

from .rules import Fault, faults, lot_faults
from .table import LAYOUT_VERSION, table
from .totals import totals_of
from .types import FileKind, InvalidProtest

_LETTERS: dict[FileKind, str] = {"remittance": "B", "confirmation": "C", "return": "R"}
_END = "\r\n"
_REAL = "001"
MOST_RECORDS = 9997
"""Titles of a lot: header and trailer are numbered with them, in four digits."""


@dataclass(frozen=True, slots=True)
class LotToWrite:
    """What goes to one municipality; `titles` have the fields of the table by name."""

    presenter_code: str
    presenter_name: str
    moved_on: date
    remittance_number: int
    municipality_code: str
    titles: Sequence[Mapping[str, Value]]
    agency: str = ""


def write_protest(*, lots: Sequence[LotToWrite], kind: FileKind = "remittance") -> bytes:
    """The file, ASCII, 600 columns and CR LF a line.

    A remittance is checked for what notaries give titles back for. Raises InvalidProtest with every
    problem, its line being that in the file; then nothing is written.
    """
    writer = _Writer(kind)
    for lot in lots:
        writer.lot(lot)
    if not lots or not any(lot.titles for lot in lots):
        raise InvalidProtest("no_titles", "Não há títulos a escrever.")
    if writer.problems:
        raise InvalidProtest(
            writer.problems[0].code,
            refusal_of(writer.problems),
            problems=tuple(writer.problems),
        )
    return "".join(writer.lines).encode("ascii")


def file_name(*, kind: FileKind, presenter_code: str, on: date, sequence: int) -> str:
    """The name that the layout gives to a file: "B3412401.141". Raises InvalidProtest above 9 a day."""
    if not 1 <= sequence <= 9:
        raise InvalidProtest("too_many_files", "São no máximo 9 remessas por dia.")
    return f"{_LETTERS[kind]}{presenter_code}{on:%d%m.%y}{sequence}"


class _Writer:
    def __init__(self, kind: FileKind) -> None:
        self.lines: list[str] = []
        self.problems: list[Problem] = []
        self._kind = kind
        self._table = table()

    def lot(self, lot: LotToWrite) -> None:
        """Header, titles and trailer of one municipality."""
        if len(lot.titles) > MOST_RECORDS:
            message = f"O lote tem mais de {MOST_RECORDS} registros: divida-o."
            self.problems.append(Problem(len(self.lines) + 1, 0, "", "too_many", message))
            return
        titles = [_completed(one, lot) for one in lot.titles]
        totals = totals_of(titles=titles)
        sender, recipient, transaction = self._table.transactions[self._kind]
        common: dict[str, Value] = {
            "presenter_code": lot.presenter_code,
            "presenter_name": lot.presenter_name,
            "moved_on": lot.moved_on,
        }
        header: dict[str, Value] = {
            "sender": sender,
            "recipient": recipient,
            "transaction": transaction,
            "remittance_number": lot.remittance_number,
            "record_count": totals.records,
            "title_count": totals.titles,
            "indication_count": totals.indications,
            "original_count": totals.originals,
            "agency": lot.agency,
            "layout_version": LAYOUT_VERSION,
            "municipality_code": lot.municipality_code,
        }
        self._tell(self._table.header, lot_faults(header={**common, **header}))
        self._write(self._table.header, {**common, **header}, 1)
        for sequence, values in enumerate(titles, start=2):
            if self._kind == "remittance":
                self._tell(self._table.title, faults(values=values, moved_on=lot.moved_on))
            self._write(self._table.title, values, sequence)
        trailer: dict[str, Value] = {
            "check_count": totals.check_count(kind=self._kind),
            "check_cents": totals.balance_cents,
        }
        self._write(self._table.trailer, {**common, **trailer}, len(titles) + 2)

    def _tell(self, record: Record, found: Iterable[Fault]) -> None:
        line = len(self.lines) + 1
        self.problems += [
            problem_of(record.field(one.field), line, one.code, one.message) for one in found
        ]

    def _write(self, record: Record, values: Mapping[str, Value], sequence: int) -> None:
        line = len(self.lines) + 1
        text, problems = write_line(
            table=record, values={**values, "sequence": sequence}, line=line
        )
        self.problems += problems
        self.lines.append(text + _END)


def _completed(values: Mapping[str, Value], lot: LotToWrite) -> dict[str, Value]:
    """A title with what follows from the rest: the currency, the drawer where it is the assignor."""
    full = {"presenter_code": lot.presenter_code, "currency": _REAL, "debtor_number": 1, **values}
    full.setdefault("drawer_name", full.get("assignor_name"))
    full.setdefault("balance_cents", full.get("face_cents"))
    drawer = full.get("drawer_tax_id")
    if isinstance(drawer, str):
        full["drawer_tax_id"] = re.sub(r"[ ./-]", "", drawer)
    return full
