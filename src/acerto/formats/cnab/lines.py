"""The lines of a bank file as text of full width, whatever was done to the file on its way.

Trailing blanks lost or added, CR, LF or both, no line ends at all, a BOM, 0x1A, NULs, UTF-8,
Latin-1, UTF-8 taken for Latin-1: columns stand where the layout says.
"""

import io
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import BinaryIO

from .problem import NotCnab
from .values import reread

_LONGEST_LINE = 1 << 16
_PIECE = 1 << 18
END = " \r\n\t\x00\x1a"
"""What may stand after the last column."""

_LINE_END = "\r\n\x00\x1a"
_BOM = "\xef\xbb\xbf"
_UTF16 = ("\xff\xfe", "\xfe\xff")
_WIDTHS = (240, 400)
_BLANK_LINES = 100


class _Text(io.TextIOWrapper):
    """Text over a stream that belongs to someone else: it is let go of, never closed."""

    def close(self) -> None:
        with suppress(ValueError):
            self.detach()


class Lines:
    """A file's lines. `first` is the first one that is not blank, and `number` its number."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = _Text(stream, encoding="latin-1", newline=None)
        self.number, head = self._head()
        self._blocks = _unbroken(head)
        self._rest = head[self._blocks :] if self._blocks else ""
        self.first = head[: self._blocks] if self._blocks else head

    def __iter__(self) -> Iterator[str]:
        """The lines after the first, as they stand."""
        if not self._blocks:
            return self._in_lines()
        return self._in_blocks(self._blocks)

    def _head(self) -> tuple[int, str]:
        lines = iter(partial(self._text.readline, _LONGEST_LINE), "")
        for number, line in enumerate(islice(lines, _BLANK_LINES), start=1):
            if number == 1:
                if line.startswith(_UTF16):
                    raise NotCnab(
                        "utf16", "O arquivo está em UTF-16: salve-o como texto ANSI ou UTF-8."
                    )
                line = line.removeprefix(_BOM)
            if line.strip(END):
                return number, line
        raise NotCnab("empty", "O arquivo está vazio.")

    def _in_lines(self) -> Iterator[str]:
        """Lines cut from large pieces, which is quicker than reading them one by one."""
        rest = ""
        while piece := self._text.read(_PIECE):
            lines = (rest + piece).split("\n")
            rest = lines.pop()
            yield from lines
            if len(rest) > _LONGEST_LINE:
                yield rest
                rest = ""
        if rest:
            yield rest

    def _in_blocks(self, width: int) -> Iterator[str]:
        """A file without line ends: every `width` characters are a line."""
        rest = self._rest
        piece = "more to come"
        while piece:
            whole = len(rest) - len(rest) % width
            yield from (rest[at : at + width] for at in range(0, whole, width))
            piece = self._text.read(_PIECE)
            rest = rest[whole:] + piece
        yield rest


def _unbroken(head: str) -> int:
    """The width of lines that follow one another without line ends; 0 where they have ends."""
    for width in _WIDTHS:
        following = head[width : width + 8]
        if width == 240 and following[:3] == head[:3] and following[7:8] in ("1", "9"):
            return width
        if width == 400 and head[394:400].isdigit() and following[:1] in ("1", "7", "9"):
            return width
    return 0


def full(line: str, *, width: int) -> str:
    """A line as text at least `width` wide: its end cleaned, its encoding found."""
    text = line.rstrip(END)
    if not text.isascii():
        text = decoded(line.rstrip(_LINE_END), width=width).rstrip(END)
    return text.ljust(width)


def decoded(text: str, *, width: int) -> str:
    """Bytes held as Latin-1, as the text whose columns are right.

    UTF-8 is told by being valid. Where a line is full only when counted in bytes, its columns were
    counted so, and letters are mended field by field.
    """
    once = reread(text)
    if once is None:
        return text.encode("latin-1").decode("cp1252", errors="replace")
    if len(text) == width > len(once):
        return text
    twice = reread(once)
    if twice is not None and len(once) > width >= len(twice):
        return twice
    return once
