"""Reading one kind of record: the table becomes one regular expression that cuts and checks.

Lines that the expression refuses are read field by field, so that each bad field is named.
"""

import re
from collections.abc import Iterable

from .layout import Field, Record
from .problem import Problem
from .values import Unreadable, Value

_KEYS = {1, 4, 8, 14}
"""Where the columns begin by which lines are told apart at first sight."""


class RecordReader:
    """Reads the named fields of a record, in order of their columns."""

    def __init__(self, record: Record, *, names: Iterable[str] | None = None) -> None:
        wanted = None if names is None else set(names)
        self.record = record
        self.fields = tuple(
            field
            for field in record.fields
            if not field.filler and (wanted is None or field.name in wanted)
        )
        self.told_by_key = {first for first, _ in record.when} <= _KEYS
        self.names = tuple(field.name for field in self.fields)
        self._cut = re.compile(_expression(self.fields), re.DOTALL).match
        self._reads = tuple(field.type.read for field in self.fields)

    def read(self, text: str) -> list[Value] | None:
        """The values of a line, or None where some field is not of its type."""
        cut = self._cut(text)
        if cut is None:
            return None
        try:
            return [read(part) for read, part in zip(self._reads, cut.groups(), strict=True)]
        except Unreadable:
            return None

    def salvage(self, text: str, *, line: int) -> tuple[list[Value], list[Problem]]:
        """The values that can be read, None for the others, and what is wrong with those."""
        values: list[Value] = []
        problems = []
        for field in self.fields:
            try:
                values.append(_alone(field, text[field.first - 1 : field.last]))
            except Unreadable as error:
                values.append(None)
                problems.append(_bad(field, error, line=line))
        return values, problems


def _expression(fields: tuple[Field, ...]) -> str:
    parts = []
    at = 1
    for field in fields:
        if field.first > at:
            parts.append(f".{{{field.first - at}}}")
        one = "[0-9]" if field.type.digits else "."
        width = f"{{{field.width}}}"
        parts.append(f"({one}{width}| {width})" if field.type.digits else f"({one}{width})")
        at = field.last + 1
    return "".join(parts)


def _alone(field: Field, part: str) -> Value:
    if field.type.digits:
        bare = part.strip()
        if bare and not (bare.isascii() and bare.isdigit()):
            raise Unreadable("deveria ter só dígitos")
        if bare and len(bare) < field.width and field.kind not in ("money", "count"):
            raise Unreadable("está incompleto")
        part = bare.rjust(field.width, "0") if bare else part
    return field.type.read(part)


def _bad(field: Field, error: Unreadable, *, line: int) -> Problem:
    return Problem(
        line=line,
        column=field.first,
        field=field.name,
        code="field_unreadable",
        message=f"Linha {line}, colunas {field.first} a {field.last} ({field.name}): "
        f"{error.message}.",
    )
