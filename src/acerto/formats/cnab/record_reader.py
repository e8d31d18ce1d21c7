"""Reading one kind of record: the table becomes one regular expression that cuts and checks.

Lines that the expression refuses are read field by field, so that each bad field is named.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from .layout import Field, Record
from .problem import Problem
from .values import Unreadable, Value, mended

_AMOUNTS = ("money", "count")


class RecordReader:
    """Reads the named fields of a record: all of one type after another, `names` says in which order."""

    def __init__(self, record: Record, *, names: Iterable[str] | None = None) -> None:
        wanted = None if names is None else set(names)
        self.record = record
        told = [
            field
            for field in record.fields
            if not field.filler and (wanted is None or field.name in wanted)
        ]
        self._cut = re.compile(_expression(told), re.DOTALL).match
        ways = dict.fromkeys(field.type.read for field in told)
        by_type = [[field for field in told if field.type.read is way] for way in ways]
        self.fields = tuple(field for fields in by_type for field in fields)
        self.names = tuple(field.name for field in self.fields)
        self._reads = [
            (fields[0].type.read, _picker([told.index(field) for field in fields]))
            for fields in by_type
        ]

    def read(self, text: str) -> list[Value] | None:
        """The values of a well-formed line; None for any other, which is then to be salvaged."""
        cut = self._cut(text)
        if cut is None or not text.isascii():
            return None
        parts = cut.groups()
        values: list[Value] = []
        try:
            for read, pick in self._reads:
                values += map(read, pick(parts))
        except Unreadable:
            return None
        return values

    def salvage(self, text: str, *, line: int) -> tuple[list[Value], list[Problem]]:
        """The values that can be read, None for the others, and what is wrong with those.

        A blank amount or date is None and nothing wrong.
        """
        values: list[Value] = []
        problems = []
        for field in self.fields:
            try:
                values.append(_alone(field, text[field.first - 1 : field.last]))
            except Unreadable as error:
                values.append(None)
                problems.append(_bad(field, error, line=line))
        return values, problems


def _picker(places: list[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """Takes the parts at some places, in one go."""
    if len(places) == 1:
        place = slice(places[0], places[0] + 1)
        return lambda parts: parts[place]
    return itemgetter(*places)


def _expression(fields: list[Field]) -> str:
    """Digits where a type wants them; a date may be blank, an amount that is goes the slow way."""
    parts = []
    at = 1
    for field in fields:
        if field.first > at:
            parts.append(f".{{{field.first - at}}}")
        width = f"{{{field.width}}}"
        if not field.type.digits:
            parts.append(f"(.{width})")
        elif field.kind in _AMOUNTS:
            parts.append(f"([0-9]{width})")
        else:
            parts.append(f"([0-9]{width}| {width})")
        at = field.last + 1
    return "".join(parts)


def _alone(field: Field, part: str) -> Value:
    if not field.type.digits:
        value = field.type.read(part)
        return mended(value) if isinstance(value, str) and not value.isascii() else value
    digits = part.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        raise Unreadable("deveria ter só dígitos")
    if len(digits) < field.width and field.kind not in _AMOUNTS:
        raise Unreadable("está incompleto")
    return field.type.read(digits)


def _bad(field: Field, error: Unreadable, *, line: int) -> Problem:
    return Problem(
        line=line,
        column=field.first,
        field=field.name,
        code="field_unreadable",
        message=f"Linha {line}, colunas {field.first} a {field.last} ({field.name}): "
        f"{error.message}.",
    )
