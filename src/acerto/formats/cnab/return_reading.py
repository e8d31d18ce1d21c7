"""One pass over the lines of a return file: lines become titles, and what is wrong is told."""

from collections.abc import Iterable, Iterator

from . import wrong
from .assembly import Assembly, Pending
from .codes import Codes
from .layout import Layout
from .lines import END, full
from .problem import Problem
from .record_reader import RecordReader
from .title import READ, Title
from .totals import Totals
from .values import Value

_OF_TITLES = frozenset(
    (*READ, "sequence", "occurrence", "reasons", "reason_text", "payer_tax_kind")
)

_WANTED = {"segment_u": _OF_TITLES - {"occurrence"}, "batch_header": frozenset[str]()}
_FIRST = ("detail", "segment_t")
_KEYS = {240: [8, 14], 400: [1]}
_KEY_COLUMNS = {240: slice(7, 14, 6), 400: slice(0, 1)}


class ReturnReading:
    """Feeds lines to the readers of their records and keeps the title that is still coming.

    The records of titles are most of a file: well-formed ones take the short way in `over`.
    """

    def __init__(self, layout: Layout, codes: Codes) -> None:
        self._width = layout.width
        self._readers = [
            RecordReader(record, names=names_read(name)) for name, record in layout.records.items()
        ]
        self._readers.sort(key=lambda reader: len(reader.record.when), reverse=True)
        self._second = next((one for one in self._readers if one.record.name == "segment_u"), None)
        self._assemblies = {
            reader: Assembly(first=reader, second=self._second, codes=codes)
            for reader in self._readers
            if _is_first(reader.record.name)
        }
        self._follows_at = {
            reader: reader.names.index("sequence")
            for reader in (*self._assemblies, self._second)
            if reader is not None
        }
        self._at_sight = self._told_at_sight()
        self._most = 99_999 if layout.width == 240 else 999_999
        self._sequence = 1 if layout.width == 400 else 0
        self._begun_at = self._blank = 0
        self._pending: Pending | None = None
        self._totals = Totals(lines=1)
        self._out: list[Title | Problem] = []

    def over(self, lines: Iterable[str], *, begun_at: int) -> Iterator[Title | Problem]:
        """The titles and problems of the lines that follow the line numbered `begun_at`."""
        self._begun_at = number = begun_at
        width, key, at_sight, out = (
            self._width,
            _KEY_COLUMNS[self._width],
            self._at_sight,
            self._out,
        )
        for number, line in enumerate(lines, start=begun_at + 1):
            text = line.rstrip(END).ljust(width)
            reader = at_sight.get(text[key])
            values = reader.read(text) if reader is not None and len(text) == width else None
            if reader is None or values is None:
                self._any(full(line, width=width), number)
            else:
                self._of_title(reader, values, number)
            if out:
                yield from out
                out.clear()
        self._finish()
        if not self._totals.ended:
            out.append(wrong.cut_short(line=number))
        yield from out

    def _any(self, text: str, number: int) -> None:
        """A line that is not a well-formed record of a title."""
        if text.isspace():
            self._blank += 1
            return
        if len(text) > self._width:
            self._out.append(wrong.too_long(line=number, width=self._width))
            text = text[: self._width]
        reader = next((one for one in self._readers if one.record.matches(text)), None)
        if reader is None:
            self._unknown(text, number)
            return
        values = reader.read(text)
        if values is None:
            values, problems = reader.salvage(text, line=number)
            self._out.extend(problems)
        if reader in self._follows_at:
            self._of_title(reader, values, number)
        else:
            self._totals.lines = number - self._begun_at + 1 - self._blank
            self._other(reader, values, number)

    def _unknown(self, text: str, number: int) -> None:
        """A record without a table: an optional one of a title counts in its sequence."""
        optional = _optional(text, self._width)
        if optional is None:
            self._out.append(wrong.strange(line=number))
            return
        self._sequence += 1
        self._out.append(wrong.unread(line=number, what=optional))

    def _of_title(self, reader: RecordReader, values: list[Value], number: int) -> None:
        """A record that begins a title, or the second of one."""
        told = values[self._follows_at[reader]]
        expected = self._sequence + 1
        if told == expected:
            self._sequence = expected
        else:
            self._gap(told, expected, number)
        pending = self._pending
        if reader is not self._second:
            if pending is not None:
                self._finish()
            self._pending = Pending(number, values, self._assemblies[reader])
        elif pending is None or pending.joined:
            self._out.append(wrong.no_first(line=number))
        else:
            pending.joined = True
            pending.values += values

    def _gap(self, told: Value, expected: int, number: int) -> None:
        """Numbers of lines follow one another; a gap means that lines were lost.

        In more lines than the field counts, numbers begin anew.
        """
        if isinstance(told, int) and not (expected > self._most and told in (0, 1)):
            self._out.append(wrong.gap(line=number, told=told, expected=expected))
        self._sequence = told if isinstance(told, int) else expected

    def _finish(self) -> None:
        pending, self._pending = self._pending, None
        if pending is None:
            return
        self._totals.titles += 1
        if self._second is not None and not pending.joined:
            self._out.append(wrong.no_second(line=pending.line))
        self._out.append(pending.assembly.title(pending))

    def _other(self, reader: RecordReader, values: list[Value], number: int) -> None:
        """Headers, trailers, and records that say more of the title before them."""
        name = reader.record.name
        told = dict(zip(reader.names, values, strict=True))
        if name not in ("batch_header", "batch_trailer", "file_trailer"):
            self._sequence += 1
            if self._pending is not None:
                self._pending.extra = {**(self._pending.extra or {}), **told}
            return
        self._finish()
        if name == "batch_header":
            self._totals.begin_batch()
            self._sequence = 0
        elif name == "batch_trailer":
            self._out.extend(self._totals.end_batch(told, line=number))
        else:
            self._out.extend(self._totals.end_file(told, line=number))

    def _told_at_sight(self) -> dict[str, RecordReader]:
        """The records of titles that two columns are enough to tell."""
        found: dict[str, RecordReader] = {}
        for reader in self._follows_at:
            when = reader.record.when
            rivals = [one for one in self._readers if one.record.when[: len(when)] == when]
            if len(rivals) == 1 and [first for first, _ in when] == _KEYS[self._width]:
                found["".join(literals[0] for _, literals in when)] = reader
        return found


def names_read(record: str) -> frozenset[str] | None:
    """The fields of a record that titles are made of, of more that tables name; None for all."""
    return _OF_TITLES if _is_first(record) else _WANTED.get(record)


def _optional(text: str, width: int) -> str | None:
    """What an optional record is called; None for what cannot be one."""
    if width == 240:
        return f"de segmento {text[13]}" if text[7] == "3" and text[13].isalpha() else None
    return f"de tipo {text[0]}" if text[0] in "2345678" else None


def _is_first(name: str) -> bool:
    """Whether a record begins a title; some layouts have several that do."""
    return name.startswith(_FIRST)
