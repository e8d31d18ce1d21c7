"""The error file: which rows did not come in, or not whole, and why."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from operator import itemgetter

from django.utils.translation import gettext as _

from .field_names import FIELD_NAMES
from .types import ERROR, Problem

MOST_ROWS = 200_000
COLUMNS = ("linha", "campo", "codigo", "tipo", "mensagem")
# A spreadsheet would run a cell that begins so.
FORMULAS = ("=", "+", "-", "@")


class Problems:
    """Gathers the problems of one file, each at once as the line of CSV that it becomes.

    `columns`: which column of the file is which field. Messages name a field as the file does, or in
    Portuguese where the file has no column for it; the codes beside them stay as they are.
    """

    def __init__(
        self, *, header: tuple[str, ...], columns: Mapping[str, str] | None = None
    ) -> None:
        self._names = {**FIELD_NAMES, **(columns or {})}
        self.rejected = 0
        self.warnings = 0
        self._left_out = 0
        self._said: Counter[str] = Counter()
        self._rows: list[tuple[int, str]] = []  # line of the file, line of CSV
        self._header = header

    def add(self, found: Iterable[Problem]) -> None:
        """Take up problems, in the order of the file or not."""
        for problem in found:
            if problem.level == ERROR:
                self.rejected += 1
                self._said[self._told(problem)] += 1
            else:
                self.warnings += 1
            if len(self._rows) < MOST_ROWS:
                self._rows.append((problem.line, self._as_line(problem)))
            else:
                self._left_out += 1

    @property
    def count(self) -> int:
        """Rows of the error file."""
        return len(self._rows)

    def commonest(self) -> str:
        """The message that most rows were rejected with, "" when none was."""
        for message, _times in self._said.most_common(1):
            return message
        return ""

    def as_csv(self) -> str:
        """The error file: semicolons, one line a problem, the original row behind it."""
        if not self._rows:
            return ""
        lines = [_csv(*COLUMNS, *self._header)]
        lines += [line for _number, line in sorted(self._rows, key=itemgetter(0))]
        if self._left_out:
            more = _("mais %d problemas ficaram fora deste arquivo") % self._left_out
            lines.append(_csv("", "", "more", "", more))
        return "".join(lines)

    def _told(self, problem: Problem) -> str:
        name = self._names.get(problem.field, problem.field)
        return f"{name}: {problem.message}" if name else problem.message

    def _as_line(self, problem: Problem) -> str:
        said = (problem.line, problem.field, problem.code, problem.level, self._told(problem))
        return _csv(*said, *(_harmless(cell) for cell in problem.original))


def _csv(*cells: object) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerow(cells)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "").replace(",", "").isdigit()
