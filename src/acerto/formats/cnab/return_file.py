"""Reading a return file: titles and problems, one after the other, at flat memory."""

from collections.abc import Iterator
from typing import BinaryIO

from .codes import codes_named
from .opened import Opened
from .problem import Problem
from .return_reading import ReturnReading
from .title import Title


class ReturnFile:
    """A return file: iterate once over its titles and problems, in the order of its lines.

    `header` holds the fields of the first line, `layout` the table it is read by. `bank` overrides
    the code in the header. Raises NotCnab. `stream` stays open.
    """

    def __init__(self, stream: BinaryIO, *, bank: str | None = None) -> None:
        self._opened = Opened(stream, wanted="return", bank=bank)
        self.bank = self._opened.bank
        self.layout = self._opened.layout
        self.header = self._opened.header

    def __iter__(self) -> Iterator[Title | Problem]:
        yield from self._opened.header_problems
        reading = ReturnReading(self.layout, codes_named(self.layout.codes))
        yield from reading.over(self._opened.rest, begun_at=self._opened.number)
