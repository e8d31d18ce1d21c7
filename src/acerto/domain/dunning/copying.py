"""Rows on their way between PostgreSQL and DuckDB, as CSV."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from acerto.engine.snapshot_files import quoted

CSV = (
    "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N'"
)


def copied(*, query: str, values: Sequence[Any] = ()) -> Generator[bytes, None, None]:
    """A query's rows as CSV, straight from PostgreSQL under row-level security."""
    copy_out = f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, cursor.copy(copy_out, values or None) as copy:
        for block in copy:
            yield bytes(block)


def write_rows(*, query: str, values: Sequence[Any] = (), path: Path) -> None:
    """A query's rows as a CSV file."""
    # Closed at once: a COPY that nobody reads to its end would hold the connection for good.
    with path.open("wb") as file, closing(copied(query=query, values=values)) as rows:
        for block in rows:
            file.write(block)


def csv_table(*, path: Path, columns: Mapping[str, str]) -> str:
    """Such a file as a table of DuckDB; `columns`: its types by name."""
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return f"read_csv({quoted(str(path))}, columns = {{{kinds}}}, {CSV})"
