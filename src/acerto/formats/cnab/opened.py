"""Opening a bank file: what it is, the table it is read by, its header, and the lines that follow."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import BinaryIO

from . import wrong
from .detect import Found, direction_of, found_in, layout_for, require_bank
from .layout import Direction, Layout
from .lines import Lines, full
from .problem import NotCnab, Problem
from .record_reader import RecordReader
from .values import Value

_LOOK_AHEAD = 10
_OTHERWISE = {
    "return": ("not_a_return", "O arquivo é uma remessa (da empresa ao banco), não um retorno."),
    "remittance": ("not_a_remittance", "O arquivo é um retorno do banco, não uma remessa."),
}


class Opened:
    """A file whose first line was read. Raises NotCnab. `stream` stays open.

    `verified` is what stands behind the columns for this bank; a bank without a table of its own is
    read by the standard's, and nothing is verified.
    """

    def __init__(self, stream: BinaryIO, *, wanted: Direction, bank: str | None) -> None:
        lines = Lines(stream)
        found = found_in(lines.first)
        rest = iter(lines)
        ahead = list(islice(rest, _LOOK_AHEAD))
        detail = next((line for line in ahead if _is_detail(line, found.width)), "")
        direction = direction_of(found, detail)
        if direction != wanted:
            raise NotCnab(*_OTHERWISE[wanted])
        if bank is not None:
            require_bank(bank, found=found, direction=direction)
        self.bank = bank or found.bank
        self.layout = layout_for(
            found, full(detail, width=found.width), direction=direction, bank=bank
        )
        if found.width == 240:
            _require_collection(self.layout, detail)
        self.rest: Iterator[str] = chain(ahead, rest)
        self.number = lines.number
        self.has_table = self.layout.bank == self.bank
        self.verified = self.layout.verified if self.has_table else "unverified"
        self.header, self.header_problems = self._read_header(found.header)
        self.header_problems += self._about_bank(found, detail)

    def _about_bank(self, found: Found, detail: str) -> Iterator[Problem]:
        """What does not agree about the bank, or is not known of it."""
        if not self.has_table:
            yield wrong.no_table(line=self.number, bank=self.bank)
        if self.bank != found.bank:
            yield wrong.overruled(line=self.number, header=found.bank, bank=self.bank)
        told = detail[:3]
        if found.width == 240 and told.isdigit() and told not in (found.bank, self.bank):
            yield wrong.two_banks(line=self.number, header=found.bank, detail=told, bank=self.bank)

    def _read_header(self, text: str) -> tuple[Mapping[str, Value], list[Problem]]:
        reader = RecordReader(self.layout.records["file_header"])
        values, problems = reader.salvage(text[: self.layout.width], line=self.number)
        warnings = [problem._replace(level="warning") for problem in problems]
        return dict(zip(reader.names, values, strict=True)), warnings


def _require_collection(layout: Layout, detail: str) -> None:
    """CNAB 240 carries payments, statements and more: only collection is read here."""
    segments = {dict(record.when).get(14, ("",))[0] for record in layout.records.values()}
    if detail[13:14] not in ("", *segments):
        raise NotCnab(
            "not_collection",
            f"O arquivo é CNAB 240, mas não de cobrança: traz registros de segmento {detail[13]}.",
        )


def _is_detail(line: str, width: int) -> bool:
    return line[7:8] == "3" if width == 240 else bool(line.strip())
