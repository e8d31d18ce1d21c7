"""The plan run in Spark over a snapshot in Parquet; `in_duckdb` with other means, and many at a time."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from tests.engine.in_postgres import TABLES

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.runners.spark import decisions
from acerto.engine.runners.spark_tables import SETTINGS, lay_out
from acerto.engine.snapshot import DECISION, TITLE_ID_LIMIT
from acerto.engine.snapshot_files import columns_in_sql

Row = dict[str, Any]
Snapshot = dict[str, list[Row]]
PARTS = ("cases", "titles", "factors", "done")
APART = 1_000
"""Ids of one snapshot stay below it, or as near to TITLE_ID_LIMIT."""


def stored(*, snapshot: Snapshot, folder: Path) -> Path:
    """A snapshot (cases, titles, factors, done) as one Parquet file for each table, in a new folder."""
    folder.mkdir()
    with duckdb.connect() as database:
        for (table, schema), part in zip(TABLES.items(), PARTS, strict=True):
            rows = [[row[column] for column in schema.names] for row in snapshot[part]]
            text = folder / f"{table}.csv"
            with text.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(["\\N" if v is None else v for v in row] for row in rows)
            database.execute(f"CREATE TABLE {table} ({columns_in_sql(schema)})")
            database.execute(
                f"COPY {table} FROM '{text}' (FORMAT csv, AUTO_DETECT false, HEADER false, NULL '\\N')"
            )
            database.execute(f"COPY {table} TO '{folder}/{table}.parquet' (FORMAT parquet)")
    return folder


def decide(
    *, session: Any, policy: Policy, on: date, step_ids: dict[str, int], folder: Path
) -> list[Row]:
    """The plan's rows in Spark over a stored snapshot, as Python numbers."""
    inner = opened(session=session, on=on, folder=folder)
    found = decisions(session=inner, policy=policy, steps=step_ids, on=on)
    assert found.columns == list(DECISION.names)
    return [row.asDict() for row in found.collect()]


def opened(*, session: Any, on: date, folder: Path) -> Any:
    """A session with a stored snapshot's tables, as the runner makes them of files."""
    inner = session.newSession()
    for name, value in SETTINGS.items():
        inner.conf.set(name, value)
    for table in TABLES:
        view = table if table == "snapshot_factor" else table.replace("snapshot_", "part_")
        read = inner.read.parquet(f"file://{folder}/{table}.parquet")
        (read.hint("broadcast") if view == table else read).createOrReplaceTempView(view)
    lay_out(session=inner, on=on)
    return inner


def decide_in_duckdb(
    *, policy: Policy, on: date, step_ids: dict[str, int], folder: Path
) -> list[Row]:
    """The plan's rows in DuckDB over the same files."""
    with duckdb.connect() as database:
        for table in TABLES:
            database.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder}/{table}.parquet'")
        sql = plan_sql(policy=policy, on=on, step_ids=step_ids, dialect="duckdb")
        cursor = database.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def merged(snapshots: list[Snapshot]) -> Snapshot:
    """Many snapshots as one: each keeps its rows under ids of its own."""
    whole: Snapshot = {part: [] for part in PARTS}
    for place, snapshot in enumerate(snapshots):
        for part in PARTS:
            whole[part] += [_apart(row, place * APART) for row in snapshot[part]]
    return whole


def _apart(row: Row, shift: int) -> Row:
    moved = dict(row)
    for name in ("case_id", "debtor_id", "terms_id", "episode_id", "title_id"):
        number = row.get(name)
        if number:
            near_the_limit = name == "title_id" and number > TITLE_ID_LIMIT // 2
            moved[name] = number - shift if near_the_limit else number + shift
    return moved


def moved_to(*, day: date, on: date, snapshot: Snapshot) -> Snapshot:
    """A snapshot of the day `on` as it would be on another: every date as far from it as before."""
    gap = day - on
    return {part: [_moved(row, gap) for row in rows] for part, rows in snapshot.items()}


def _moved(row: Row, gap: timedelta) -> Row:
    return {name: value + gap if isinstance(value, date) else value for name, value in row.items()}
