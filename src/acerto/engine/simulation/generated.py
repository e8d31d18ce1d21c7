"""A portfolio made up: the shape of the sample's, fitted; nobody in it was contacted before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from acerto.core.calendar import next_bank_day
from acerto.engine.factors import FactorKey
from acerto.engine.verdicts import Channel
from acerto.law.rules.agreed import PartyKind, Terms
from acerto.law.rules.debt_types import understood
from acerto.law.rules.prescription import prescription_on

from .draws import Luck, uniforms
from .parameters import Pair, Parameters
from .population import STATES, Array, Book, Cases, Population, Titles, day_number, day_of

MONTH = 30
TERMS_ID = 1
_BUCKETS = 100


@dataclass(frozen=True, slots=True)
class Generated:
    """Debtors made up from a seed as they stand on a day, each with one case."""

    debtors: int
    on: date
    party_kind: PartyKind
    debt_type: str
    parameters: Parameters

    def book(self) -> Book:
        """The one contract of all, and every due date that can occur."""
        contract = self.parameters.contract
        terms = Terms(
            self.party_kind,
            fine_rate=contract.fine_rate,
            interest_month_rate=contract.interest_month_rate,
            debt_type=self.debt_type,
        )
        most = int(max(months for months, _ in self.parameters.months_late))
        today = day_number(self.on)
        due = {_effective(today + shift) for shift in range(-MONTH * most, MONTH)}
        keys = tuple(FactorKey(TERMS_ID, day_of(day), day_of(day)) for day in sorted(due))
        return Book({TERMS_ID: terms}, keys)

    def blocks(self, *, size: int) -> list[tuple[int, int]]:
        """(first case, how many) of each block."""
        return [(first, min(size, self.debtors - first)) for first in range(0, self.debtors, size)]

    def population(self, *, seed: int, block: tuple[int, ...]) -> Population:
        """The people of a block and their debts, the same for a seed however the blocks are cut."""
        first, count = block

        def luck(purpose: int) -> Array:
            return uniforms(seed=seed, luck=purpose, day=0, first=first, count=count)

        cases = self._cases(first, count, luck(Luck.FRAILTY), luck)
        months = _weighted(self.parameters.months_late, luck(Luck.MONTHS)).astype(np.int64)
        phase = (luck(Luck.PHASE) * MONTH).astype(np.int64)
        cents = _interpolated(self.parameters.amount, luck(Luck.AMOUNT))
        titles = self._titles(first, months, phase, cents)
        return Population(first, self.party_kind, (self.debt_type,), cases, titles)

    def _cases(self, first: int, count: int, frailty: Array, luck: Callable[[int], Array]) -> Cases:
        p = self.parameters
        nothing = np.zeros(count, dtype=bool)
        none = np.zeros(count, dtype=np.int32)
        names = np.array([STATES.index(state) for state, _ in p.states])
        weights = tuple((place, weight) for place, (_, weight) in enumerate(p.states))
        usable = [
            luck(Luck.USABLE + channel) < p.channels[channel - 1].usable for channel in Channel
        ]
        return Cases(
            case_id=first + 1 + np.arange(count, dtype=np.int64),
            person=np.arange(count, dtype=np.int32),
            state=names[_weighted(weights, luck(Luck.STATE)).astype(np.int64)].astype(np.int32),
            debt_type=none,
            identified=luck(Luck.IDENTITY) < p.identified,
            usable=np.stack(usable),
            opted_out=nothing,
            held=nothing,
            contacts_today=none,
            contacts_week=none,
            has_episode=nothing,
            peak_age_days=none,
            test_bucket=(luck(Luck.BUCKET) * _BUCKETS).astype(np.int32),
            waiting=nothing,
            frailty_luck=frailty,
        )

    def _titles(self, first: int, months: Array, phase: Array, cents: Array) -> Titles:
        """One title for each month late, and the one that falls due next; oldest first."""
        count = len(months)
        each = months + 1
        case = np.repeat(np.arange(count, dtype=np.int32), each)
        back = np.repeat(np.cumsum(each), each) - np.arange(len(case)) - 1
        today = day_number(self.on)
        due = (today - 1 - phase[case] - MONTH * (back - 1)).astype(np.int32)
        low, high = int(due.min(initial=today)), int(due.max(initial=today))
        span = range(low, high + 1)
        effective = np.array([_effective(day) for day in span], dtype=np.int32)[due - low]
        kind = understood(debt_type=self.debt_type).prescribes_as
        ends = np.array([_prescription(day, kind) for day in span], dtype=np.int32)[due - low]
        nothing = np.zeros(len(case), dtype=np.int64)
        most = int(max(late for late, _ in self.parameters.months_late)) + 1
        return Titles(
            title_id=(first + case.astype(np.int64)) * most + (each[case] - 1 - back) + 1,
            case=case,
            due_on=due,
            effective_due_on=effective,
            principal_cents=cents[case],
            interest_cents=nothing,
            fine_cents=nothing,
            correction_cents=nothing,
            terms_id=np.full(len(case), TERMS_ID, dtype=np.int64),
            accrued_since=effective,
            fine_charged=nothing.astype(bool),
            held=nothing.astype(bool),
            prescription_on=ends,
        )


@cache
def _effective(day: int) -> int:
    return day_number(next_bank_day(day_of(day)))


@cache
def _prescription(day: int, kind: str) -> int:
    return day_number(prescription_on(due_on=day_of(day), kind=kind))


def _weighted(pairs: tuple[Pair, ...], luck: Array) -> Array:
    """The first number of the pair that the luck falls on, each as likely as its weight."""
    heads = np.cumsum([weight for _, weight in pairs])
    place = np.searchsorted(heads, luck * heads[-1], side="right")
    return np.array([value for value, _ in pairs])[np.minimum(place, len(pairs) - 1)]


def _interpolated(pairs: tuple[Pair, ...], luck: Array) -> Array:
    """Centavos by the luck's quantile, between two known ones by the logarithm."""
    quantiles = [quantile for quantile, _ in pairs]
    logs = np.log([max(cents, 1.0) for _, cents in pairs])
    return np.rint(np.exp(np.interp(luck, quantiles, logs))).astype(np.int64)
