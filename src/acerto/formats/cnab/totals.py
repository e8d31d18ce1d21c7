"""Counts of a file, compared with what its trailers tell: warnings, never a stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .problem import Problem
from .values import Value

_BEGINS_ANEW = 10**6
"""Counts have six digits: in a longer file they begin anew."""


@dataclass(slots=True)
class Totals:
    """What was counted so far; blank lines are not."""

    lines: int
    batches: int = 0
    titles: int = 0
    ended: bool = False
    _batch_began: int = 0

    def begin_batch(self) -> None:
        """A batch begins at the line just counted."""
        self.batches += 1
        self._batch_began = self.lines

    def end_batch(self, told: Mapping[str, Value], *, line: int) -> Iterator[Problem]:
        """What the trailer of a batch tells otherwise."""
        counted = self.lines - self._batch_began + 1
        yield from _compare(told, "record_count", counted, line=line, what="linhas no lote")

    def end_file(self, told: Mapping[str, Value], *, line: int) -> Iterator[Problem]:
        """What the trailer of the file tells otherwise."""
        self.ended = True
        yield from _compare(told, "record_count", self.lines, line=line, what="linhas")
        yield from _compare(told, "sequence", self.lines, line=line, what="linhas")
        yield from _compare(told, "batch_count", self.batches, line=line, what="lotes")
        yield from _compare(told, "detail_count", self.titles, line=line, what="títulos")


def _compare(
    told: Mapping[str, Value], field: str, counted: int, *, line: int, what: str
) -> Iterator[Problem]:
    value = told.get(field)
    if isinstance(value, int) and value not in (counted, counted % _BEGINS_ANEW):
        yield Problem(
            line=line,
            column=0,
            field=field,
            code="total_mismatch",
            message=f"Linha {line}: o rodapé diz {value} {what}, e há {counted}.",
            level="warning",
        )
