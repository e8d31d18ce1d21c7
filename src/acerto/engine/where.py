"""Conditions compiled to expressions over the facts of a case."""

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis

from acerto.engine.conditions import All, AnyOf, Compare, Condition

_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def holds(*, condition: Condition | None, facts: Any) -> Any:
    """Does the condition hold for each case? None always does."""
    if condition is None:
        return ibis.literal(True)
    if isinstance(condition, Compare):
        return _compare(condition, facts)
    if isinstance(condition, All):
        return reduce(operator.and_, _each(condition.all, facts))
    if isinstance(condition, AnyOf):
        return reduce(operator.or_, _each(condition.any, facts))
    return ~holds(condition=condition.not_, facts=facts)


def _each(conditions: tuple[Condition, ...], facts: Any) -> list[Any]:
    return [holds(condition=condition, facts=facts) for condition in conditions]


def _compare(condition: Compare, facts: Any) -> Any:
    column = facts[condition.field]
    if condition.op == "in":
        return column.isin(condition.value)
    if condition.op == "not_in":
        return column.notin(condition.value)
    return _ORDER[condition.op](column, condition.value)
