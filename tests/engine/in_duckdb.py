"""The plan run in DuckDB over tables of the snapshot's names; `in_postgres` with other means."""

from datetime import date
from functools import cache
from typing import Any

import duckdb
from tests.engine.in_postgres import TABLES

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import columns_in_sql

Row = dict[str, Any]


def decide(
    *, policy: Policy, on: date, step_ids: dict[str, int], snapshot: dict[str, list[Row]]
) -> list[Row]:
    """The plan's rows over a snapshot (cases, titles, factors, done), as Python numbers."""
    with duckdb.connect() as database:
        parts = ("cases", "titles", "factors", "done")
        for (name, schema), part in zip(TABLES.items(), parts, strict=True):
            database.execute(f"CREATE TABLE {name} ({columns_in_sql(schema)})")
            if snapshot[part]:
                marks = ", ".join("?" * len(schema))
                values = [[row[column] for column in schema.names] for row in snapshot[part]]
                database.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
        cursor = database.execute(_sql(policy, on, tuple(step_ids.items())))
        names = [column[0] for column in cursor.description]
        assert names == list(DECISION.names)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _sql(policy: Policy, on: date, step_ids: tuple[tuple[str, int], ...]) -> str:
    return plan_sql(policy=policy, on=on, step_ids=dict(step_ids), dialect="duckdb")
