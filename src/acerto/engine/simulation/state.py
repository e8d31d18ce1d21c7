"""Where a block of people stands under one policy, between one event and the next.

Titles are paid oldest first, so that what a case still owes begins at its `oldest` title.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .behaviour import Behaviour
from .deciding import Ruling
from .population import CHANNELS, Array, Population

NEVER = np.int32(2**30)
WEEK = 7


@dataclass(slots=True)
class State:
    """The columns that change. By title: paid, done_before. By person: closed, quiet_until, contacts."""

    population: Population
    ruling: Ruling
    frailty: Array
    end: Array  # by case: the place after its last title
    oldest: Array  # by case: its first title that can be paid, or `end`
    due: Array  # by case: the effective due date of that title, NEVER without one
    stuck_due: Array  # by case: the oldest due date of a title that is not charged
    paid: Array
    blocked: Array
    done_before: Array
    done_overdue: Array
    in_episode: Array
    peak: Array
    was_waiting: Array
    closed: Array  # channels × persons: channels that people closed
    quiet_until: Array
    contacts: Array  # WEEK × persons: contacts by day, today at day % WEEK
    push: Array
    told: Array  # messages of this delay
    promised_on: Array  # NEVER: nothing promised
    queued_step: Array  # 0: nothing in the queue
    queued_channel: Array
    queued_title: Array
    prescribing: dict[int, Array] = field(default_factory=dict)

    @property
    def owes(self) -> Array:
        """Whether each case has a title that can be paid."""
        return self.oldest < self.end

    def usable(self, *, channel: int) -> Array:
        """Whether each case may be reached by a channel."""
        found: Array = (
            self.population.cases.usable[channel - 1]
            & ~self.closed[channel - 1][self.population.cases.person]
        )
        return found

    def quiet(self, *, today: int) -> Array:
        """Whether each case is on hold, its person complained, or something is promised."""
        cases = self.population.cases
        found: Array = (
            cases.held | (self.quiet_until[cases.person] > today) | (self.promised_on != NEVER)
        )
        return found

    def block(self, *, titles: Array) -> None:
        """Titles that nobody may charge any more, and nobody pays."""
        self.blocked[titles] = True
        where = self.population.titles.case[titles]
        np.minimum.at(self.stuck_due, where, self.population.titles.effective_due_on[titles])
        self.advance(cases=np.unique(where))

    def advance(self, *, cases: Array) -> None:
        """Move on to the first title of each case that can be paid."""
        due = self.population.titles.effective_due_on
        left = cases
        while len(left):
            at = self.oldest[left]
            inside = at < self.end[left]
            left, at = left[inside], at[inside]
            over = self.paid[at] | self.blocked[at]
            self.oldest[left[over]] += 1
            left = left[over]
        some = self.oldest[cases] < self.end[cases]
        self.due[cases] = NEVER
        self.due[cases[some]] = due[self.oldest[cases[some]]]


def opening_state(
    *, population: Population, ruling: Ruling, behaviour: Behaviour, today: int, days: int
) -> State:
    """How a block stands on the first day, before anything happens."""
    cases, titles = population.cases, population.titles
    count, people = len(cases.case_id), population.people
    end = np.cumsum(np.bincount(titles.case, minlength=count)).astype(np.int32)
    start = np.concatenate([[0], end[:-1]]).astype(np.int32)
    state = State(
        population=population,
        ruling=ruling,
        frailty=np.ones(count),
        end=end,
        oldest=start,
        due=np.full(count, NEVER, dtype=np.int32),
        stuck_due=np.full(count, NEVER, dtype=np.int32),
        paid=np.zeros(len(titles.case), dtype=bool),
        blocked=np.zeros(len(titles.case), dtype=bool),
        done_before=np.zeros(len(titles.case), dtype=np.int64),
        done_overdue=np.zeros(count, dtype=np.int64),
        in_episode=cases.has_episode.copy(),
        peak=cases.peak_age_days.astype(np.int32),
        was_waiting=cases.waiting,
        closed=np.zeros((CHANNELS, people), dtype=bool),
        quiet_until=np.zeros(people, dtype=np.int32),
        contacts=np.zeros((WEEK, people), dtype=np.int16),
        push=np.zeros(count),
        told=np.zeros(count, dtype=np.int16),
        promised_on=np.full(count, NEVER, dtype=np.int32),
        queued_step=np.zeros(count, dtype=np.int32),
        queued_channel=np.zeros(count, dtype=np.int8),
        queued_title=np.full(count, -1, dtype=np.int32),
    )
    state.advance(cases=np.arange(count))
    _block_what_is_over(state, today, days)
    _count_contacts(state)
    _mark_done(state)
    state.frailty = _frailty(state, behaviour, today)
    return state


def _block_what_is_over(state: State, today: int, days: int) -> None:
    """Titles on hold or prescribed; and those that prescribe later, by day."""
    titles = state.population.titles
    state.block(titles=np.flatnonzero(titles.held | (titles.prescription_on <= today)))
    ends = titles.prescription_on
    later = np.flatnonzero((ends > today) & (ends < today + days))
    for day in np.unique(ends[later]).tolist():
        state.prescribing[day] = later[ends[later] == day]


def _count_contacts(state: State) -> None:
    """Contacts of before: today's on the first day, the week's others on the day before."""
    cases = state.population.cases
    np.maximum.at(state.contacts[0], cases.person, cases.contacts_today.astype(np.int16))
    others = np.maximum(0, cases.contacts_week - cases.contacts_today).astype(np.int16)
    np.maximum.at(state.contacts[-1], cases.person, others)


def _mark_done(state: State) -> None:
    done, compiled = state.population.done, state.ruling.compiled
    for bits, marks, of_title in (
        (compiled.overdue_bits, state.done_overdue, False),
        (compiled.before_bits, state.done_before, True),
    ):
        for step_id, bit in bits.items():
            found = (done.step_id == step_id) & ((done.title >= 0) == of_title)
            marks[(done.title if of_title else done.case)[found]] |= bit


def _frailty(state: State, behaviour: Behaviour, today: int) -> Any:
    """By person, given what the cases survived unpaid so far; a person's cases share it."""
    cases = state.population.cases
    late = np.where(state.owes, today - state.due, behaviour.earliest).astype(np.int32)
    survived = np.zeros(state.population.people)
    np.add.at(survived, cases.person, behaviour.risk_before(late))
    luck = np.zeros(state.population.people)
    luck[cases.person[::-1]] = cases.frailty_luck[::-1]
    return behaviour.frailties(luck=luck, survived=survived)[cases.person]
