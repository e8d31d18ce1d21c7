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

    `header` holds the fields of the first line, `layout` the table it is read by. `verified` and
    `codes_verified` say what stands behind columns and occurrence codes, for this bank. `bank` is
    for headers with a code that is not the bank's own. Raises NotCnab. `stream` stays open.
    """

    def __init__(self, stream: BinaryIO, *, bank: str | None = None) -> None:
        self._opened = Opened(stream, wanted="return", bank=bank)
        self.bank = self._opened.bank
        self.layout = self._opened.layout
        self.header = self._opened.header
        self.has_table = self._opened.has_table
        self.verified = self._opened.verified
        self._codes = codes_named(self.layout.codes)
        self.codes_verified = self._codes.verified if self.has_table else "unverified"

    def __iter__(self) -> Iterator[Title | Problem]:
        yield from self._opened.header_problems
        reading = ReturnReading(self.layout, self._codes)
        yield from reading.over(self._opened.rest, begun_at=self._opened.number)
