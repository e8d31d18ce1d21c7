"""The plan run in PostgreSQL over TEMP tables that stand before the snapshot's views."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import ibis
from django.db import connection

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot import CASE, DECISION, DONE, FACTOR, TITLE

Row = dict[str, Any]
TABLES = {
    "snapshot_case": CASE,
    "snapshot_title": TITLE,
    "snapshot_factor": FACTOR,
    "snapshot_done": DONE,
}
_TYPES = {
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
}


def store(*, snapshot: dict[str, list[Row]]) -> None:
    """Put a snapshot (cases, titles, factors, done) into TEMP tables of the connection."""
    parts = ("cases", "titles", "factors", "done")
    with connection.cursor() as cursor:
        for (name, schema), part in zip(TABLES.items(), parts, strict=True):
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMP TABLE {name} ({_columns(schema)})")
            if snapshot[part]:
                _insert(cursor, name, schema, snapshot[part])


def run_plan(*, policy: Policy, on: date, step_ids: dict[str, int]) -> list[Row]:
    """The plan's rows over what was stored, as Python numbers."""
    sql = _sql(policy, on, tuple(step_ids.items()))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        assert names == list(DECISION.names)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _sql(policy: Policy, on: date, step_ids: tuple[tuple[str, int], ...]) -> str:
    return plan_sql(policy=policy, on=on, step_ids=dict(step_ids))


def _columns(schema: ibis.Schema) -> str:
    parts = []
    for name, kind in schema.items():
        nullable = "" if kind.nullable else " NOT NULL"
        parts.append(f"{name} {_TYPES[str(kind.copy(nullable=True))]}{nullable}")
    return ", ".join(parts)


def _insert(cursor: Any, name: str, schema: ibis.Schema, rows: Sequence[Row]) -> None:
    marks = ", ".join(["%s"] * len(schema))
    values = [tuple(row[column] for column in schema.names) for row in rows]
    cursor.executemany(f"INSERT INTO {name} ({', '.join(schema.names)}) VALUES ({marks})", values)
