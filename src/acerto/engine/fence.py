"""Fences: where a stage of the plan ends, an engine may be told to compute it once.

PostgreSQL merges nested selects and would copy an expression to every place that reads it, which in
a plan of stages grows without bound; a subquery with a LIMIT it leaves alone.
"""

from collections.abc import Callable
from typing import Any

Fence = Callable[[Any], Any]

_ALL_ROWS = 2**62


def no_fence(table: Any) -> Any:
    """The stage as it is: DuckDB and Spark share common expressions by themselves."""
    return table


def postgres_fence(table: Any) -> Any:
    """All rows of the stage, as a subquery that PostgreSQL computes before what reads it."""
    return table.limit(_ALL_ROWS)
