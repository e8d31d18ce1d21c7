"""The plan over a snapshot of Parquet, in DuckDB: no PostgreSQL, no Django, any size of portfolio.

The plan is the very expression that runs in PostgreSQL (DESIGN decision 3), compiled for DuckDB; the
factors are made here from the snapshot's terms and series by the law's own function. A portfolio that
does not fit the memory is decided in ranges of cases (ranges); what still does not goes to files beside
the output.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot import CASE, DONE, FACTOR, TITLE
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    InvalidSnapshot,
    columns_in_sql,
    duckdb_type,
    file_facts,
    files_of,
    parquet,
    quoted,
    read_manifest,
)

from .allowance import memory_bytes
from .outcome import CannotDecide, Decided, OutputTaken, Progress, manifest_text
from .ranges import CaseRange, case_ranges, show
from .tabulate import KEYS, keys_of, series_of, terms_of, write_factors
from .trouble import told_plainly
from .watch import watched
from .whole import check_day, checked_manifest
from .workplace import LOCAL, put_in_place, refuse_taken, workplace

__all__ = ["CannotDecide", "Decided", "OutputTaken", "check_columns", "decide", "opened"]
TABLES = {"case": CASE, "title": TITLE, "done": DONE}


def decide(
    *,
    snapshot: Path,
    policy: Policy,
    policy_digest: str,
    on: date,
    out: Path,
    memory: str = "",
    cases_at_once: int = 0,
    replace: bool = False,
    progress: Progress | None = None,
) -> Decided:
    """Decide every case of a snapshot on a day, and write decisions as Parquet into the folder `out`.

    `memory` bounds what DuckDB holds ("16GB"), and so how many cases one statement decides, unless
    `cases_at_once` says. The folder appears whole or not at all: a run that is killed leaves nothing that
    looks like an answer. Raises InvalidSnapshot, OutputTaken, CannotDecide, acerto.law.params.NotInForce.
    """
    refuse_taken(files=LOCAL, out=str(out), snapshot=str(snapshot), replace=replace)
    with (
        workplace(files=LOCAL, out=str(out)) as work,
        opened(snapshot=snapshot, on=on, work=Path(work), memory=memory) as (database, unknown),
    ):
        manifest = read_manifest(folder=snapshot)
        steps = manifest.step_ids(policy=policy.name, keys=policy.step_keys)
        result = Path(work) / "result"
        result.mkdir()
        select = plan_sql(policy=policy, on=on, step_ids=steps, dialect="duckdb")
        ranges = case_ranges(database=database, at_once=cases_at_once)
        _write(database, select, ranges, on, result, progress)
        decided = _told(database, result, out, on, unknown)
        text = manifest_text(
            manifest=manifest,
            policy=policy,
            policy_digest=policy_digest,
            steps=steps,
            decided=decided,
        )
        (result / MANIFEST).write_text(text, encoding="utf-8")
        put_in_place(
            files=LOCAL,
            work=work,
            result=str(result),
            out=str(out),
            snapshot=str(snapshot),
            replace=replace,
        )
    return decided


@contextmanager
def opened(
    *, snapshot: Path, on: date, work: Path, memory: str = ""
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """A DuckDB with snapshot_case, snapshot_title, snapshot_done and the day's snapshot_factor, and what
    was missing to know some of the amounts. It spills into `work`. The files are held against the manifest
    first, and a day before the snapshot's is refused. Raises InvalidSnapshot, CannotDecide."""
    with duckdb.connect() as database, told_plainly():
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET temp_directory = ?", [str(work / "spilled")])
        if memory:
            database.execute("SET memory_limit = ?", [f"{memory_bytes(memory)}B"])
        check_day(manifest=checked_manifest(folder=snapshot), on=on)
        _open(database, snapshot)
        show(database=database, cases=CaseRange(), on=on)
        yield database, _tabulate(database, snapshot, on, work)


def _open(database: Any, snapshot: Path) -> None:
    """Views over the files, their columns checked against the schema. Raises InvalidSnapshot."""
    for part in PARTS:
        check_columns(database, snapshot, part)
    for part in TABLES:
        files = parquet(*files_of(folder=snapshot, part=part))
        columns = ", ".join(TABLES[part].names)
        database.execute(f"CREATE VIEW part_{part} AS SELECT {columns} FROM {files}")


def check_columns(database: Any, snapshot: Path, part: str) -> None:
    """Refuse files whose columns are not those of the part, or blank where none may be, as far as the
    statistics of their row groups say. Raises InvalidSnapshot."""
    for path in files_of(folder=snapshot, part=part):
        try:
            rows = database.execute(
                "DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]
            ).fetchall()
        except duckdb.Error:
            raise InvalidSnapshot(f"{path} não é um arquivo Parquet inteiro.") from None
        found = {name: kind for name, kind, *_ in rows}
        for name, kind in PARTS[part].items():
            wanted = duckdb_type(kind)
            if name not in found:
                raise InvalidSnapshot(f"{path}: falta a coluna {name} ({wanted}).")
            if found[name] != wanted:
                raise InvalidSnapshot(
                    f"{path}: a coluna {name} é {found[name]}; o formato pede {wanted}."
                )
        _refuse_blanks(database, path, part)


def _refuse_blanks(database: Any, path: Path, part: str) -> None:
    needed = [name for name, kind in PARTS[part].items() if not kind.nullable]
    row = database.execute(
        "SELECT row_group_id, path_in_schema FROM parquet_metadata(?)"
        " WHERE stats_null_count > 0 AND list_contains(?, path_in_schema) ORDER BY ALL LIMIT 1",
        [str(path), needed],
    ).fetchone()
    if row:
        raise blank_column(path=path, group=int(row[0]), column=str(row[1]))


def blank_column(*, path: Path, group: int, column: str) -> InvalidSnapshot:
    """That a column is blank in a row group (from 0) of a file, and may not be."""
    return InvalidSnapshot(
        f"{path}, grupo de linhas {group}, coluna {column}: está em branco e não pode."
    )


def _tabulate(database: Any, snapshot: Path, on: date, work: Path) -> tuple[str, ...]:
    """Make snapshot_factor; returns what was missing to know some of the amounts."""
    path = work / "factors.csv"
    keys = database.execute(f"{KEYS} snapshot_title").fetchall()
    missing = write_factors(
        path=path,
        keys=keys_of(keys),
        terms=terms_of(_rows(database, snapshot, "terms")),
        series=series_of(_rows(database, snapshot, "series")),
        on=on,
    )
    database.execute(f"CREATE TABLE snapshot_factor ({columns_in_sql(FACTOR)})")
    database.execute(
        f"COPY snapshot_factor FROM {quoted(str(path))} (FORMAT csv, AUTO_DETECT false, HEADER false)"
    )
    path.unlink()
    return missing


def _rows(database: Any, snapshot: Path, part: str) -> list[tuple[Any, ...]]:
    files = parquet(*files_of(folder=snapshot, part=part))
    columns = ", ".join(PARTS[part].names)
    rows: list[tuple[Any, ...]] = database.execute(f"SELECT {columns} FROM {files}").fetchall()
    return rows


def _write(
    database: Any,
    select: str,
    ranges: Sequence[CaseRange],
    on: date,
    result: Path,
    progress: Progress | None,
) -> None:
    """Decide into Parquet files under decided_on=DAY/, one for each range and thread."""
    folder = result / f"decided_on={on.isoformat()}"
    place = 0

    def look() -> float:
        return (place + max(0.0, float(database.query_progress())) / 100) / len(ranges)

    with watched(look=look, progress=progress):
        for place, cases in enumerate(ranges):
            show(database=database, cases=cases, on=on)
            database.execute(
                f"COPY ({select}) TO {quoted(str(folder))} (FORMAT parquet, PER_THREAD_OUTPUT,"
                f" COMPRESSION zstd, FILENAME_PATTERN 'part-{place:03}-{{i}}', OVERWRITE_OR_IGNORE)"
            )


def _told(database: Any, result: Path, out: Path, on: date, unknown: tuple[str, ...]) -> Decided:
    """Count what was written, file by file."""
    files, by_verdict = [], Counter[int]()
    for path in sorted(result.glob("*/*.parquet")):
        counts = database.execute(
            "SELECT verdict, count(*) FROM read_parquet(?, hive_partitioning = false) GROUP BY verdict",
            [str(path)],
        ).fetchall()
        by_verdict.update(dict(counts))
        files.append(file_facts(folder=result, path=path, rows=sum(n for _, n in counts)))
    cases = by_verdict.total()
    return Decided(out, on, cases, dict(sorted(by_verdict.items())), unknown, tuple(files))
