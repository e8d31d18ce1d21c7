"""The plan run in Spark over a snapshot in Parquet; `in_duckdb` with other means, and many at a time."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from tests.engine.in_postgres import TABLES

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


def decide(
    *,
    session: Any,
    policy: Policy,
    on: date,
    step_ids: dict[str, int],
    snapshot: Snapshot,
    folder: Path,
) -> list[Row]:
    """The plan's rows over a snapshot (cases, titles, factors, done), as Python numbers."""
    inner = opened(session=session, on=on, snapshot=snapshot, folder=folder)
    found = decisions(session=inner, policy=policy, steps=step_ids, on=on)
    assert found.columns == list(DECISION.names)
    return [row.asDict() for row in found.collect()]


def opened(*, session: Any, on: date, snapshot: Snapshot, folder: Path) -> Any:
    """A session with the snapshot's tables, as the runner makes them of files."""
    inner = session.newSession()
    for name, value in SETTINGS.items():
        inner.conf.set(name, value)
    with duckdb.connect() as database:
        for (table, schema), part in zip(TABLES.items(), PARTS, strict=True):
            path = folder / f"{table}.parquet"
            database.execute(f"CREATE TABLE {table} ({columns_in_sql(schema)})")
            if snapshot[part]:
                marks = ", ".join("?" * len(schema))
                values = [[row[column] for column in schema.names] for row in snapshot[part]]
                database.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
            database.execute(f"COPY {table} TO '{path}' (FORMAT parquet)")
            view = table if part == "factors" else table.replace("snapshot_", "part_")
            inner.read.parquet(f"file://{path}").createOrReplaceTempView(view)
    lay_out(session=inner, on=on)
    return inner


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
