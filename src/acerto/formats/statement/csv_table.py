"""A CSV statement as a table: the header among what banks print above it, and rows with their lines."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from acerto.formats.delimited import DELIMITERS, SEPARATOR, column_key

from .types import InvalidStatement

MOST_ABOVE = 60
"""Lines above the header in which it is looked for."""
MOST_LINES = 50
"""Lines of one record: more are swallowed by a quote that nobody closed."""

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """`header` is empty where the file has none; `rows` are (line, cells), blank ones left out."""

    header: tuple[str, ...]
    mark: str
    rows: Iterator[Row]


def open_table(*, text: str, mark: str, wanted: Sequence[str], skip: int) -> Table:
    """The table of a file whose header has the wanted columns (keys, as column_key makes them).

    Raises InvalidStatement (missing_column).
    """
    for one in [mark] if mark else _marks(text, skip):
        rows = _rows(text, mark=one, skip=skip)
        for cells in _above(rows):
            keys = {column_key(name=cell) for cell in cells}
            if all(name in keys for name in wanted):
                return Table(_named(cells), one, rows)
    raise InvalidStatement(
        "missing_column",
        f"O arquivo não tem, numa só linha, as colunas do mapeamento: {', '.join(wanted)}.",
    )


def guess_table(*, text: str) -> Table | None:
    """The table whose header knows a day and an amount; None where no line does."""
    best: tuple[int, Table] | None = None
    for mark in DELIMITERS:
        rows = _rows(text, mark=mark, skip=0)
        for cells in _above(rows):
            found = columns_of(header=_named(cells))
            if "on" in found and {"amount", "debit", "credit"} & set(found):
                if best is None or len(found) > best[0]:
                    best = (len(found), Table(_named(cells), mark, rows))
                break
    return best[1] if best else None


def bare_table(*, text: str, mark: str, skip: int) -> Table:
    """The rows of a file without header."""
    chosen = mark or next(iter(_marks(text, skip)), ";")
    return Table((), chosen, _rows(text, mark=chosen, skip=skip))


def columns_of(*, header: Sequence[str]) -> dict[str, list[str]]:
    """The columns of each field, by names that banks use; several only for the text."""
    keys: dict[str, str] = {}
    for name in header:
        keys.setdefault(column_key(name=name), name)
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for field, names in _names().items():
        here = [keys[name] for name in names if name in keys and keys[name] not in taken]
        if here:
            found[field] = here if field == "memo" else here[:1]
            taken.update(found[field])
    if "amount" in found:
        found.pop("debit", None)
        found.pop("credit", None)
    return found


@cache
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(
        files(__package__).joinpath("csv_headers.json").read_text("utf-8")
    )
    return found


def _above(rows: Iterator[Row]) -> Iterator[list[str]]:
    """The first records; a mark under which quotes do not close is the wrong one."""
    try:
        for _line, cells in islice(rows, MOST_ABOVE):
            yield cells
    except InvalidStatement:
        return


def _marks(text: str, skip: int) -> list[str]:
    """The delimiters that a file may have, the one that cuts most first."""
    told = SEPARATOR.fullmatch(text[:8].split("\n")[0].strip())
    if told:
        return [told[1]]
    head = "\n".join(text.split("\n", MOST_ABOVE + skip)[:-1] or [text])[: 1 << 16]
    return sorted(DELIMITERS, key=lambda mark: -head.count(mark))


def _rows(text: str, *, mark: str, skip: int) -> Iterator[Row]:
    """Records with the number of their first line. Raises InvalidStatement (unbalanced_quotes)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _unbalanced(before + 1) from error
        if cells is None:
            return
        line, before = before + 1, reader.line_num
        if before - line >= MOST_LINES:
            raise _unbalanced(line)
        if line > skip and any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.replace("\ufeff", "").split()) for cell in cells)


def _unbalanced(line: int) -> InvalidStatement:
    return InvalidStatement(
        "unbalanced_quotes",
        f"A linha {line} tem aspas que não fecham: corrija e tente de novo.",
    )
