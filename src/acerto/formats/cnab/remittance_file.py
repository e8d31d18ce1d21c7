"""Reading a remittance: the orders that a company wrote, to check them before or after sending."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from . import wrong
from .lines import full
from .opened import Opened
from .order import Action
from .problem import Problem
from .record_reader import RecordReader
from .totals import Totals
from .values import Value


@dataclass(frozen=True, slots=True)
class SentOrder:
    """One order as it stands in a file: the fields of all its records, fillers left out.

    `action` is None where the table does not know the bank's code, which `occurrence` keeps.
    """

    line: int
    action: Action | None
    occurrence: str
    values: Mapping[str, Value]


class RemittanceFile:
    """A remittance: iterate once over its orders and problems. Raises NotCnab."""

    def __init__(self, stream: BinaryIO, *, bank: str | None = None) -> None:
        self._opened = Opened(stream, wanted="remittance", bank=bank)
        self.bank = self._opened.bank
        self.layout = self._opened.layout
        self.header = self._opened.header
        self.has_table = self._opened.has_table
        self.verified = self._opened.verified
        self.codes_verified = None  # the codes of orders stand in the table itself
        movements: Mapping[str, str] = self.layout.options["movements"]
        self._actions = {code: Action(name) for name, code in movements.items()}
        self._readers = [RecordReader(record) for record in self.layout.records.values()]

    def __iter__(self) -> Iterator[SentOrder | Problem]:
        yield from self._opened.header_problems
        totals = Totals(lines=1)
        order: dict[str, Value] = {}
        first = began = number = self._opened.number
        for number, line in enumerate(self._opened.rest, start=first + 1):
            text = full(line, width=self.layout.width)
            if text.isspace():
                continue
            totals.lines += 1
            reader = next((one for one in self._readers if one.record.matches(text)), None)
            if reader is None:
                yield wrong.strange(line=number)
                continue
            values, problems = reader.salvage(text[: self.layout.width], line=number)
            yield from problems
            told = dict(zip(reader.names, values, strict=True))
            name = reader.record.name
            begins = name == self.layout.options["order"][0]
            if order and (begins or name.endswith("trailer")):
                yield self._sent(order, began)
                order = {}
            if begins:
                began = number
            if name == "batch_header":
                totals.begin_batch()
            elif name == "batch_trailer":
                yield from totals.end_batch(told, line=number)
            elif name == "file_trailer":
                yield from totals.end_file(told, line=number)
            else:
                order = {**told, **order}
        if not totals.ended:
            yield wrong.cut_short(line=number)

    def _sent(self, values: dict[str, Value], line: int) -> SentOrder:
        occurrence = str(values.get("occurrence") or "")
        return SentOrder(line, self._actions.get(occurrence), occurrence, values)
