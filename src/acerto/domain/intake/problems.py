"""The error file: which rows did not come in, or not whole, and why."""

import csv
import io
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from .types import ERROR, Problem

MOST_ROWS = 200_000
COLUMNS = ("linha", "campo", "codigo", "tipo", "mensagem")
# A spreadsheet would run a cell that begins so.
FORMULAS = ("=", "+", "-", "@")


class Problems:
    """Gathers the problems of one file and writes them as CSV."""

    def __init__(self, *, header: tuple[str, ...]) -> None:
        self.rejected = 0
        self.warnings = 0
        self._left_out = 0
        self._codes: Counter[tuple[str, str]] = Counter()
        self._rows: list[Problem] = []
        self._header = header

    def add(self, found: Iterable[Problem]) -> None:
        """Take up problems, in the order of the file or not."""
        for problem in found:
            if problem.level == ERROR:
                self.rejected += 1
                self._codes[problem.field, problem.message] += 1
            else:
                self.warnings += 1
            if len(self._rows) < MOST_ROWS:
                self._rows.append(problem)
            else:
                self._left_out += 1

    @property
    def count(self) -> int:
        """Rows of the error file."""
        return len(self._rows)

    def commonest(self) -> str:
        """The message that most rows were rejected with, "" when none was."""
        for (field, message), _times in self._codes.most_common(1):
            return f"{field}: {message}" if field else message
        return ""

    def as_csv(self) -> str:
        """The error file: semicolons, one line a problem, the original row behind it."""
        if not self._rows:
            return ""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow((*COLUMNS, *self._header))
        for row in sorted(self._rows, key=lambda problem: problem.line):
            original = (_harmless(cell) for cell in row.original)
            writer.writerow((row.line, row.field, row.code, row.level, row.message, *original))
        if self._left_out:
            more = _("mais %d problemas ficaram fora deste arquivo") % self._left_out
            writer.writerow(("", "", "more", "", more))
        return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "").replace(",", "").isdigit()
