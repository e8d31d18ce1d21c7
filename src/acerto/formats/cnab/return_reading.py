"""One pass over the lines of a return file: lines become titles, and what is wrong is told."""

from collections.abc import Iterable, Iterator

from . import wrong
from .assembly import Assembly, Pending
from .codes import Codes
from .layout import Layout
from .lines import full
from .problem import Problem
from .record_reader import RecordReader
from .title import READ, Title
from .totals import Totals
from .values import Value

_READ = frozenset((*READ, "sequence", "occurrence", "reasons", "reason_text", "payer_tax_kind"))
_WANTED = {"segment_u": _READ, "batch_header": frozenset[str]()}
_FIRST = ("detail", "segment_t")


class ReturnReading:
    """Feeds lines to the readers of their records and keeps the title that is still coming."""

    def __init__(self, layout: Layout, codes: Codes) -> None:
        self._width = layout.width
        readers = [
            RecordReader(record, names=_READ if _is_first(name) else _WANTED.get(name))
            for name, record in layout.records.items()
        ]
        readers.sort(key=lambda reader: len(reader.record.when), reverse=True)
        self._by_key: dict[str, list[RecordReader]] = {}
        for reader in readers:
            self._by_key.setdefault(_key(reader, layout.width), []).append(reader)
        self._second = next((one for one in readers if one.record.name == "segment_u"), None)
        self._assemblies = {
            reader: Assembly(first=reader, second=self._second, codes=codes)
            for reader in readers
            if _is_first(reader.record.name)
        }
        self._sequence_at = 0 if layout.width == 240 else -1
        self._sequence = 1 if layout.width == 400 else 0
        self._pending: Pending | None = None
        self._totals = Totals(lines=1)
        self._out: list[Title | Problem] = []

    def over(self, lines: Iterable[str], *, begun_at: int) -> Iterator[Title | Problem]:
        """The titles and problems of the lines that follow the line numbered `begun_at`."""
        number = begun_at
        out = self._out
        for number, line in enumerate(lines, start=begun_at + 1):
            self._line(full(line, width=self._width), number)
            if out:
                yield from out
                out.clear()
        self._finish()
        if not self._totals.ended:
            out.append(wrong.cut_short(line=number))
        yield from out

    def _line(self, text: str, number: int) -> None:
        if text.isspace():
            return
        self._totals.lines += 1
        if len(text) > self._width:
            self._out.append(wrong.too_long(line=number, width=self._width))
            text = text[: self._width]
        reader = self._reader_of(text)
        if reader is None:
            self._out.append(wrong.strange(line=number))
            return
        values = reader.read(text)
        if values is None:
            values, problems = reader.salvage(text, line=number)
            self._out.extend(problems)
        assembly = self._assemblies.get(reader)
        if assembly is not None:
            self._finish()
            self._follow(values[self._sequence_at], number)
            self._pending = Pending(number, values, assembly)
        elif reader is self._second:
            self._follow(values[0], number)
            self._join(values, number)
        else:
            self._other(reader, values, number)

    def _reader_of(self, text: str) -> RecordReader | None:
        key = text[0]
        if self._width == 240:
            key = text[7] if text[7] != "3" else text[7] + text[13]
        found = self._by_key.get(key, ())
        if len(found) == 1 and found[0].told_by_key:
            return found[0]
        return next((reader for reader in found if reader.record.matches(text)), None)

    def _follow(self, told: Value, number: int) -> None:
        """Numbers of lines follow one another; a gap means that lines were lost."""
        expected = self._sequence + 1
        if told != expected and isinstance(told, int):
            self._out.append(wrong.gap(line=number, told=told, expected=expected))
        self._sequence = told if isinstance(told, int) else expected

    def _join(self, values: list[Value], number: int) -> None:
        pending = self._pending
        if pending is None or pending.joined:
            self._out.append(wrong.no_first(line=number))
            return
        pending.joined = True
        pending.values.extend(values)

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
                self._pending.extra.update(told)
            return
        self._finish()
        if name == "batch_header":
            self._totals.begin_batch()
            self._sequence = 0
        elif name == "batch_trailer":
            self._out.extend(self._totals.end_batch(told, line=number))
        else:
            self._out.extend(self._totals.end_file(told, line=number))


def _key(reader: RecordReader, width: int) -> str:
    """The columns by which lines are told apart at first sight."""
    when = {first: literals[0] for first, literals in reader.record.when}
    if width == 400:
        return when[1]
    return when[8] + when.get(14, "") if 8 in when else when[4][4]


def _is_first(name: str) -> bool:
    """Whether a record begins a title; some layouts have several that do."""
    return name.startswith(_FIRST)
