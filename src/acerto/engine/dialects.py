"""What engines do not share: where a stage ends, how whole numbers are divided, where marks lie."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

Fence = Callable[[Any], Any]
Quotient = Callable[[Any, Any], Any]

_ALL_ROWS = 2**62


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine as the plan sees it; `name` is the one that Ibis gives its SQL.

    `quotient` divides int64 by int64 and cuts towards zero, by the engine's own function (Ibis divides in
    floats). `fence`: PostgreSQL merges nested selects and would copy an expression to every place that reads
    it, which in a plan of stages grows without bound; a subquery with a LIMIT it leaves alone. Others share
    common expressions by themselves. `marks_by_case`: a title's marks bear the case that the title is in
    today, and an engine that keeps a case's rows together joins them where they lie.
    """

    name: str
    quotient: Quotient
    fence: Fence
    marks_by_case: bool = False


def _int64s(dividend: Any, divisor: Any) -> Any:
    """The shape of the engines' own division of whole numbers."""


def _quotient(name: str) -> Quotient:
    signature = (("int64", "int64"), "int64")
    divided: Quotient = ibis.udf.scalar.builtin(_int64s, name=name, signature=signature)
    return divided


def _none(table: Any) -> Any:
    return table


def _limit(table: Any) -> Any:
    return table.limit(_ALL_ROWS)


POSTGRES = Dialect("postgres", _quotient("int8div"), _limit)
DUCKDB = Dialect("duckdb", _quotient("divide"), _none)
SPARK = Dialect("pyspark", _quotient("div"), _none, marks_by_case=True)
DIALECTS = {each.name: each for each in (POSTGRES, DUCKDB, SPARK)}
