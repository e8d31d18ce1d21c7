"""A source of official series: what Acerto asks of a central bank's public data.

An adapter knows no model. It asks with a timeout and a bounded number of tries, and says what it found or
why it found nothing.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

Trouble = Literal["offline", "refused", "unreadable"]


@dataclass(frozen=True, slots=True)
class Published:
    """One month of a series as published. `percent` is in percent: 0.62 is 0.62 %."""

    month: date
    percent: Decimal


class SourceUnavailable(Exception):
    """The source gave no answer that can be used; nothing of it was taken.

    `offline`: it could not be reached in time; `refused`: it answered with an error; `unreadable`: it
    answered something else. `detail` is short, for people, in Portuguese.
    """

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail


class SeriesSource(Protocol):
    """What an adapter of a source does."""

    name: str
    """For people: stored with every value."""

    def offered(self) -> tuple[str, ...]:
        """The series that it has, by Acerto's names."""
        ...

    def cite(self, *, series: str) -> str:
        """Where a series stands in the source, kept with each value."""
        ...

    def fetch(self, *, series: str, since: date, until: date) -> list[Published]:
        """The months published from `since` to `until`, in order. Raises SourceUnavailable."""
        ...
