"""Whether a snapshot's files are what its manifest says, and hold together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import duckdb

from acerto.core.money import MAX_CENTS
from acerto.core.places import all_states
from acerto.engine.snapshot import TITLE_ID_LIMIT
from acerto.engine.snapshot_files import (
    PARTS,
    InvalidSnapshot,
    Manifest,
    files_of,
    parquet,
)
from acerto.law.rules.agreed import InterestMode, PartyKind

from .duckdb import blank_column, check_columns
from .tabulate import series_of, terms_of
from .trouble import told_plainly
from .whole import checked_manifest

UNIQUE = {"case": "case_id", "title": "title_id", "terms": "terms_id"}
POINTERS = (
    ("title", "case_id", "case"),
    ("title", "terms_id", "terms"),
    ("done", "case_id", "case"),
)
AMOUNTS = ("principal_cents", "interest_cents", "fine_cents", "correction_cents")
RATES = ("fine_rate", "interest_month_rate", "discount_rate", "payoff_month_rate")
ROW_RULES: Mapping[str, Mapping[str, str]] = {
    "case": {
        f"party_kind IN {get_args(PartyKind)}": "party_kind não é “consumer” nem “business”",
        f"state IN {('', *all_states())}": "state não é a sigla de um estado, nem está vazio",
        "contacts_today >= 0 AND contacts_week >= 0": "um número de contatos é negativo",
        "test_bucket BETWEEN 0 AND 99": "test_bucket não está entre 0 e 99",
        "peak_age_days >= 0": "peak_age_days é negativo",
    },
    "title": {
        f"title_id > 0 AND title_id < {TITLE_ID_LIMIT}": "o número não serve para um título",
        "due_on >= DATE '1900-01-01'": "o vencimento é de antes de 1900",
        "effective_due_on < DATE '9000-01-01' AND accrued_since < DATE '9000-01-01'": (
            "um dia é de depois do ano 9000"
        ),
        "effective_due_on >= due_on": "o vencimento que vale vem antes do vencimento",
        " AND ".join(f"{name} >= 0" for name in AMOUNTS): "um valor é negativo",
        " AND ".join(f"{name} <= {MAX_CENTS}" for name in AMOUNTS): (
            "um valor passa do maior que o Acerto guarda"
        ),
        "accrued_since >= effective_due_on": "os juros contam de antes do vencimento",
    },
    "terms": {
        f"party_kind IN {get_args(PartyKind)}": "party_kind não é “consumer” nem “business”",
        f"interest_mode IN {get_args(InterestMode)}": "interest_mode não é nenhum dos que existem",
        # Blank is none; the database holds the same (receivables/0011).
        " AND ".join(f"{name} BETWEEN 0 AND 1" for name in RATES): "uma taxa não está entre 0 e 1",
        "discount_days >= 0": "discount_days é negativo",
    },
    "done": {
        "(episode_id = 0) <> (title_id = 0)": "é de um episódio ou de um título, e de um só",
    },
}
NAMED = {
    "case": ("caso", "case_id"),
    "title": ("título", "title_id"),
    "terms": ("condições", "terms_id"),
    "done": ("etapa feita do caso", "case_id"),
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
    for part, rules in ROW_RULES.items():
        _check_rules(database, part, rules)
    for part, read in (("terms", terms_of), ("series", series_of)):
        read(database.execute(f'SELECT {", ".join(PARTS[part].names)} FROM "{part}"').fetchall())


def _check_rules(database: Any, part: str, rules: Mapping[str, str]) -> None:
    """Every row of a part keeps its rules; names the first that does not. Raises InvalidSnapshot."""
    noun, key = NAMED[part]
    which = " ".join(f"WHEN NOT ({rule}) THEN {at}" for at, rule in enumerate(rules))
    row = database.execute(
        f'SELECT {key}, CASE {which} END FROM "{part}"'
        f" WHERE NOT ({' AND '.join(f'({rule})' for rule in rules)}) ORDER BY 1 LIMIT 1"
    ).fetchone()
    if row:
        sentence = list(rules.values())[row[1]]
        raise InvalidSnapshot(f"Parte “{part}”, {noun} {row[0]}: {sentence}.")


def _exists(database: Any, query: str) -> bool:
    return database.execute(f"{query} LIMIT 1").fetchone() is not None
