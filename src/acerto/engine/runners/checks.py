"""Whether a snapshot's files are what its manifest says, and hold together."""

from pathlib import Path
from typing import Any

import duckdb

from acerto.engine.snapshot_files import (
    PARTS,
    InvalidSnapshot,
    Manifest,
    files_of,
    parquet,
)

from .duckdb import blank_column, check_columns
from .trouble import told_plainly
from .whole import checked_manifest

UNIQUE = {"case": "case_id", "title": "title_id", "terms": "terms_id"}
POINTERS = (
    ("title", "case_id", "case"),
    ("title", "terms_id", "terms"),
    ("done", "case_id", "case"),
)
TITLE_RULES = {
    "effective_due_on >= due_on": "o vencimento que vale vem antes do vencimento",
    "principal_cents >= 0 AND interest_cents >= 0 AND fine_cents >= 0 AND correction_cents >= 0": (
        "um valor é negativo"
    ),
    "accrued_since >= effective_due_on": "os juros contam de antes do vencimento",
}


def validate_snapshot(*, folder: Path) -> Manifest:
    """Check format, digests, columns, blanks, keys, references. Raises InvalidSnapshot at the first fault."""
    manifest = checked_manifest(folder=folder)
    with duckdb.connect() as database, told_plainly(raises=InvalidSnapshot):
        for part in PARTS:
            check_columns(database, folder, part)
            files = parquet(*files_of(folder=folder, part=part))
            database.execute(f'CREATE VIEW "{part}" AS SELECT * FROM {files}')
            _check_blanks(database, folder, part)
        _check_rows(database)
    return manifest


def _check_blanks(database: Any, folder: Path, part: str) -> None:
    """A column that may not be blank, and is: named with its file and row group."""
    needed = [name for name, kind in PARTS[part].items() if not kind.nullable]
    blank = " OR ".join(f"{name} IS NULL" for name in needed)
    if not _exists(database, f'SELECT 1 FROM "{part}" WHERE {blank}'):
        return
    for path in files_of(folder=folder, part=part):
        for name in needed:
            row = database.execute(
                "SELECT min(file_row_number) FROM read_parquet(?, file_row_number = true)"
                f" WHERE {name} IS NULL",
                [str(path)],
            ).fetchone()
            if row and row[0] is not None:
                group = row_group_of(database, path, int(row[0]))
                raise blank_column(path=path, group=group, column=name)


def row_group_of(database: Any, path: Path, row: int) -> int:
    """The row group, from 0, that holds a row of a file, from 0."""
    groups = database.execute(
        "SELECT row_group_id, max(row_group_num_rows) FROM parquet_metadata(?) GROUP BY 1 ORDER BY 1",
        [str(path)],
    ).fetchall()
    before = 0
    for group, rows in groups:
        before += rows
        if row < before:
            return int(group)
    return int(groups[-1][0])


def _check_rows(database: Any) -> None:
    for part, key in UNIQUE.items():
        if _exists(database, f'SELECT 1 FROM "{part}" GROUP BY {key} HAVING count(*) > 1'):
            raise InvalidSnapshot(f"Na parte “{part}” há {key} repetido.")
    for part, key, parent in POINTERS:
        lost = (
            f'SELECT 1 FROM "{part}" c WHERE NOT EXISTS'
            f' (SELECT 1 FROM "{parent}" p WHERE p.{key} = c.{key})'
        )
        if _exists(database, lost):
            raise InvalidSnapshot(f"Na parte “{part}” há {key} que não existe na parte “{parent}”.")
    for rule, sentence in TITLE_RULES.items():
        row = database.execute(f"SELECT title_id FROM title WHERE NOT ({rule}) LIMIT 1").fetchone()
        if row:
            raise InvalidSnapshot(f"Título {row[0]}: {sentence}.")


def _exists(database: Any, query: str) -> bool:
    return database.execute(f"{query} LIMIT 1").fetchone() is not None
