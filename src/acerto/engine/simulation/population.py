"""The people and debts of a simulation as columns: cases, and their titles in order of due date.

Days are whole numbers since 1970-01-01. A title is known by its place here, which within a case keeps the order
of (effective due date, id); a case by its place too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acerto.core.identifiers import all_states
from acerto.engine.factors import FactorKey
from acerto.engine.verdicts import Channel
from acerto.law.rules.agreed import Terms
from acerto.law.series import NO_SERIES, SeriesBook

Array = NDArray[Any]
STATES = ("", *sorted(all_states()))
"""States by the number that stands for them; 0 is unknown."""
CHANNELS = len(Channel)
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True)
class Cases:
    """One row a case. `person`: the place of its debtor, who may have several; `usable`: by channel."""

    case_id: Array
    person: Array
    state: Array
    debt_type: Array
    identified: Array
    usable: Array
    opted_out: Array
    held: Array
    contacts_today: Array
    contacts_week: Array
    has_episode: Array
    peak_age_days: Array
    test_bucket: Array
    waiting: Array
    frailty_luck: Array


@dataclass(frozen=True, slots=True)
class Titles:
    """One row an open title, by (case, effective due date, id). `case`: the place of its case."""

    title_id: Array
    case: Array
    due_on: Array
    effective_due_on: Array
    principal_cents: Array
    interest_cents: Array
    fine_cents: Array
    correction_cents: Array
    terms_id: Array
    accrued_since: Array
    fine_charged: Array
    held: Array
    prescription_on: Array


@dataclass(frozen=True, slots=True)
class Done:
    """Steps done before the first day: of the open episode (title −1) or of a title, by step id."""

    case: Array
    title: Array
    step_id: Array

    @classmethod
    def nothing(cls) -> "Done":
        """Nobody was contacted yet."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none)


@dataclass(frozen=True, slots=True)
class Population:
    """One block of a portfolio. `first`: the number of its first case in the whole."""

    first: int
    party_kind: str
    debt_types: tuple[str, ...]
    cases: Cases
    titles: Titles
    done: Done = field(default_factory=Done.nothing)

    @property
    def people(self) -> int:
        """How many persons the cases are of."""
        return int(self.cases.person.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Book:
    """What a whole portfolio shares: the terms of its contracts, and the months known of the series."""

    terms: Mapping[int, Terms]
    keys: tuple[FactorKey, ...]
    series: SeriesBook = NO_SERIES
    steps: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
