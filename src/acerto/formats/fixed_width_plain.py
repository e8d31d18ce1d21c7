"""Values of a record as JSON has them (days as text), made into what a table writes."""

from collections.abc import Mapping
from datetime import date

from acerto.core.text import shown

from .fixed_width import Problem, Record, Value
from .iso_day import iso_day

_DAYS = frozenset(["ddmmyyyy", "yyyymmdd", "due"])


def typed(
    *, table: Record, plain: Mapping[str, object], line: int
) -> tuple[dict[str, Value], list[Problem]]:
    """The values by name, ISO texts read as days where the table has a day; and what is none.

    `line` is the place that problems name. Fields that the table lacks are left for it to refuse.
    """
    kinds = {field.name: field.kind for field in table.fields}
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, value in plain.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            message = f"“{shown(name)}” precisa ser um texto ou um número inteiro."
            problems.append(Problem(line, 0, name, "wrong_type", message))
        elif isinstance(value, str) and value and kinds.get(name) in _DAYS:
            values[name] = _day(value) or value
        else:
            values[name] = value
    return values, problems


def _day(text: str) -> date | None:
    """The day of an ISO text; None for what the table may know otherwise (at sight), or refuse."""
    try:
        return iso_day(text=text)
    except ValueError:
        return None
