"""Reading a return file: titles and problems, one after the other, at flat memory."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import BinaryIO

from .codes import codes_named
from .detect import direction_of, found_in, layout_for
from .lines import Lines, full
from .problem import NotCnab, Problem
from .record_reader import RecordReader
from .return_reading import ReturnReading
from .title import Title
from .values import Value

_LOOK_AHEAD = 10


class ReturnFile:
    """A return file: iterate once over its titles and problems, in the order of its lines.

    `header` holds the fields of the first line, `layout` the table it is read by. `bank` overrides
    the code in the header. Raises NotCnab. `stream` stays open.
    """

    def __init__(self, stream: BinaryIO, *, bank: str | None = None) -> None:
        self._lines = Lines(stream)
        found = found_in(self._lines.first)
        rest = iter(self._lines)
        ahead = list(islice(rest, _LOOK_AHEAD))
        self._rest = chain(ahead, rest)
        detail = next((line for line in ahead if _is_detail(line, found.width)), "")
        direction = direction_of(found, detail)
        if direction != "return":
            raise NotCnab(
                "not_a_return", "O arquivo é uma remessa (da empresa ao banco), não um retorno."
            )
        self.bank = bank or found.bank
        self.layout = layout_for(
            found, full(detail, width=found.width), direction=direction, bank=bank
        )
        self.header, self._header_problems = self._read_header(found.header)

    def __iter__(self) -> Iterator[Title | Problem]:
        yield from self._header_problems
        reading = ReturnReading(self.layout, codes_named(self.layout.codes))
        yield from reading.over(self._rest, begun_at=self._lines.number)

    def _read_header(self, text: str) -> tuple[Mapping[str, Value], list[Problem]]:
        reader = RecordReader(self.layout.records["file_header"])
        values, problems = reader.salvage(text[: self.layout.width], line=self._lines.number)
        warnings = [problem._replace(level="warning") for problem in problems]
        return dict(zip(reader.names, values, strict=True)), warnings


def _is_detail(line: str, width: int) -> bool:
    return line[7:8] == "3" if width == 240 else bool(line.strip())
