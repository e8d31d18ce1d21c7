"""A free field as a row of named parts: written from them, and split into them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Layout = Sequence[tuple[str, int]]
"""Name and width of each part, 25 digits in all."""


@dataclass(frozen=True, slots=True)
class OurNumber:
    """The bank's number of a slip: `body` as in the free field, `digit`, and as the bank prints it."""

    body: str
    digit: str
    printed: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A free field, its our-number, and what had to be supposed (sentences for people)."""

    free_field: str
    our_number: OurNumber
    remarks: tuple[str, ...] = ()


def compose(layout: Layout, values: Mapping[str, str]) -> str:
    """The free field. A part of the wrong width is a fault of the program."""
    for name, width in layout:
        assert len(values[name]) == width, f"{name}: {values[name]!r} is not {width} wide"
    return "".join(values[name] for name, _width in layout)


def split(layout: Layout, free_field: str) -> dict[str, str]:
    """The parts of a free field."""
    parts, at = {}, 0
    for name, width in layout:
        parts[name] = free_field[at : at + width]
        at += width
    return parts
