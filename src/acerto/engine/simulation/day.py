"""One day of one policy over a block of people, event by event. docs/algorithms/simulation.md has the order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import duckdb
import numpy as np

from acerto.engine.verdicts import Channel

from .behaviour import Behaviour
from .deciding import Contacts, Ruling, decide
from .draws import Floats, Luck
from .parameters import Parameters
from .pending import Reachable
from .population import Array
from .pricing import amounts
from .state import NEVER, WEEK, State

LuckOf = Callable[[Luck], Floats]


class Count(IntEnum):
    """What is counted each day; EMAIL to LETTER are messages sent, as Channel's numbers from 1."""

    RECOVERED_CENTS = 0
    EMAIL = 1
    SMS = 2
    WHATSAPP = 3
    PHONE = 4
    LETTER = 5
    TITLES_PAID = 6
    CURED = 7
    PROMISED = 8
    KEPT = 9
    BROKEN = 10
    COMPLAINTS = 11
    OPT_OUTS = 12
    PRINCIPAL_CENTS = 13
    LATE_CENTS = 14  # what of the recovered was overdue


@dataclass(frozen=True, slots=True)
class Today:
    """What a day brings to both policies alike. `open`: states × channels."""

    place: int
    number: int
    open: Array
    luck: LuckOf


@dataclass(frozen=True, slots=True)
class Rules:
    """How people behave, and what their figures are."""

    parameters: Parameters
    behaviour: Behaviour


def live(
    *,
    database: duckdb.DuckDBPyConnection,
    state: State,
    reachable: Reachable,
    rules: Rules,
    today: Today,
) -> Array:
    """Let a day pass, and return what it brought, by Count."""
    counts = np.zeros(len(Count), dtype=np.int64)
    _dawn(state, today)
    contacts = decided(database=database, state=state, reachable=reachable, today=today)
    _queue(state, contacts)
    sent = _send(state, today, counts)
    _respond(state, rules.parameters, today, sent, counts)
    payers, whole = _payers(state, rules, today, counts)
    _pay(database, state, today, payers, whole, counts)
    state.push *= 0.5 ** (1 / rules.parameters.half_life)
    return counts


def _dawn(state: State, today: Today) -> None:
    """Prescription takes its titles; episodes open; the oldest day of the week is forgotten."""
    if today.number in state.prescribing:
        titles = state.prescribing[today.number]
        state.block(titles=titles[~state.paid[titles]])
    state.in_episode |= np.minimum(state.due, state.stuck_due) < today.number
    if today.place:
        state.contacts[today.place % WEEK] = 0


def decided(
    *,
    database: duckdb.DuckDBPyConnection,
    state: State,
    reachable: Reachable,
    today: Today,
    everybody: bool = False,
) -> Contacts:
    """What the plan decides to send; only cases that may have a step due are asked (all: for tests)."""
    asked = np.flatnonzero(
        state.oldest <= state.end if everybody else _may(state, reachable, today)
    )
    titles = _titles_of(state, asked)
    contacts = decide(
        database=database,
        text=state.ruling.text(place=today.place),
        population=state.population,
        case=_case_columns(state, asked, today),
        title=titles,
        done=_done_columns(state, asked, titles),
    )
    late = np.maximum(today.number - state.due, 0)
    state.peak = np.where(state.in_episode, np.maximum(state.peak, late), 0).astype(np.int32)
    return contacts


def _may(state: State, reachable: Reachable, today: Today) -> Array:
    """Cases that the plan could contact: nobody stands against it, and a step may be pending."""
    cases, caps = state.population.cases, state.ruling.caps[today.place]
    late = today.number - state.due
    age = np.maximum(state.peak, late)
    may = (late > 0) & reachable.late(age_days=age, done=state.done_overdue)
    titles = state.population.titles
    before = reachable.early(
        late_days=today.number - titles.effective_due_on, done=state.done_before
    )
    may[titles.case[before & ~state.paid & ~state.blocked]] = True
    may &= cases.identified & ~cases.opted_out & ~state.quiet(today=today.number)
    of_day = state.contacts[today.place % WEEK]
    free = (of_day < caps.contacts_day) & (state.contacts.sum(axis=0) < caps.contacts_week)
    found: Array = may & free[cases.person]
    return found


def _titles_of(state: State, cases: Array) -> Array:
    """The places of the open titles of some cases, in order. What is paid is gone; what is held stays."""
    ends = state.end[cases]
    starts = np.where(cases > 0, state.end[cases - 1], 0)
    each = ends - starts
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(each)[:-1]]), each)
    places = (np.arange(len(shift)) + shift).astype(np.int64)
    found: Array = places[~state.paid[places]]
    return found


def _case_columns(state: State, asked: Array, today: Today) -> Mapping[str, Array]:
    cases = state.population.cases
    person = cases.person[asked]
    usable = {
        f"{channel.name.lower()}_ok": state.usable(channel=channel)[asked] for channel in Channel
    }
    waiting = (state.queued_step != 0) & (state.queued_title < 0)
    if not today.place:
        waiting = waiting | state.was_waiting
    return {
        "case_id": asked.astype(np.int64) + 1,
        "state": cases.state[asked],
        "debt_type": cases.debt_type[asked],
        "identity_valid": cases.identified[asked],
        **usable,
        "opted_out": cases.opted_out[asked],
        "held": state.quiet(today=today.number)[asked],
        "contacts_today": state.contacts[today.place % WEEK][person].astype(np.int32),
        "contacts_week": state.contacts.sum(axis=0)[person].astype(np.int32),
        "has_episode": state.in_episode[asked],
        "peak_age_days": state.peak[asked],
        "test_bucket": cases.test_bucket[asked],
        "waiting": waiting[asked],
    }


def _done_columns(state: State, asked: Array, titles: Array) -> Mapping[str, Array]:
    """The rows of snapshot_done from the bits of cases and titles."""
    compiled = state.ruling.compiled
    rows: list[tuple[Array, Array, Array, Array]] = []
    for step_id, bit in compiled.overdue_bits.items():
        case = asked[(state.done_overdue[asked] & bit) != 0].astype(np.int64) + 1
        rows.append((case, case, np.zeros_like(case), np.full_like(case, step_id)))
    for step_id, bit in compiled.before_bits.items():
        title = titles[(state.done_before[titles] & bit) != 0]
        case = state.population.titles.case[title].astype(np.int64) + 1
        rows.append((case, np.zeros_like(case), title + 1, np.full_like(case, step_id)))
    names = ("case_id", "episode_id", "title_id", "step_id")
    if not rows:
        return {name: np.zeros(0, dtype=np.int64) for name in names}
    columns = (np.concatenate(column) for column in zip(*rows, strict=True))
    return dict(zip(names, columns, strict=True))


def _queue(state: State, contacts: Contacts) -> None:
    """What was decided waits for its day; a newer message takes the place of an older one."""
    late, case = contacts.title < 0, contacts.case
    marks = _marks(state.ruling, contacts)
    state.done_overdue[case[late]] |= marks[late]
    state.done_before[contacts.title[~late]] |= marks[~late]
    state.queued_step[case] = contacts.step
    state.queued_channel[case] = contacts.channel
    state.queued_title[case] = contacts.title


def _marks(ruling: Ruling, contacts: Contacts) -> Array:
    """Bits of the step done by each contact, and of those that it overtakes."""
    marks = np.zeros(len(contacts.case), dtype=np.int64)
    for segment, step in {*zip(contacts.segment.tolist(), contacts.step.tolist(), strict=True)}:
        compiled = ruling.compiled
        side = (
            compiled.before_bits
            if compiled.rung(segment_id=segment, step_id=step).step.before_due
            else compiled.overdue_bits
        )
        behind = compiled.overtaken_by(segment_id=segment, step_id=step)
        bits = sum(side[one] for one in {step, *behind})
        marks[(contacts.segment == segment) & (contacts.step == step)] = bits
    return marks


def _send(state: State, today: Today, counts: Array) -> Array:
    """What may go today goes, within the caps; what is no longer true is dropped. Returns the cases."""
    cases, caps = state.population.cases, state.ruling.caps[today.place]
    queued = np.flatnonzero(state.queued_step)
    queued = _drop_what_is_over(state, today, queued)
    channel = state.queued_channel[queued]
    may = today.open[cases.state[queued], channel] & ~state.quiet(today=today.number)[queued]
    queued = queued[may]
    sent = []
    for _turn in range(caps.contacts_day):
        person = cases.person[queued]
        today_so_far = state.contacts[today.place % WEEK][person]
        week = state.contacts.sum(axis=0)[person]
        free = (today_so_far < caps.contacts_day) & (week < caps.contacts_week)
        first = np.zeros(len(queued), dtype=bool)
        first[np.unique(person, return_index=True)[1]] = True
        going = queued[free & first]
        state.contacts[today.place % WEEK][cases.person[going]] += 1
        sent.append(going)
        queued = queued[~(free & first)]
        if state.population.people == len(cases.case_id):
            break
    found = np.concatenate(sent)
    counts += np.bincount(state.queued_channel[found], minlength=len(Count))
    state.queued_step[found] = 0
    return found


def _drop_what_is_over(state: State, today: Today, queued: Array) -> Array:
    """Messages about what was paid, reminders of what fell due, and channels closed meanwhile."""
    title, due = state.queued_title[queued], state.population.titles.effective_due_on
    reminder = title >= 0
    stale = np.where(
        reminder,
        state.paid[title] | state.blocked[title] | (due[title] < today.number),
        state.due[queued] >= today.number,
    )
    channel = state.queued_channel[queued]
    person = state.population.cases.person[queued]
    stale |= state.closed[channel - 1, person]
    state.queued_step[queued[stale]] = 0
    return queued[~stale]


def _respond(
    state: State, parameters: Parameters, today: Today, sent: Array, counts: Array
) -> None:
    """Who was reached is moved, promises, complains, or closes the channel."""
    if not len(sent):
        return
    person = state.population.cases.person[sent]
    channel = state.queued_channel[sent]
    effect = {
        name: _effects(parameters, name)[channel]
        for name in ("reached", "push", "promise", "complaint", "opt_out")
    }
    faded = parameters.fade ** state.told[sent]
    reached = today.luck(Luck.REACHED)[sent] < effect["reached"]
    state.told[sent] += 1
    state.push[sent] += np.where(reached, effect["push"] * faded, 0.0)
    late = state.due[sent] < today.number
    free = state.promised_on[sent] == NEVER
    promises = reached & late & free & (today.luck(Luck.PROMISE)[sent] < effect["promise"] * faded)
    _promise(state, parameters, today, sent[promises])
    earlier = state.contacts.sum(axis=0)[person] - 1
    annoyed = 1 + parameters.annoyance * earlier
    complains = today.luck(Luck.COMPLAINT)[sent] < effect["complaint"] * annoyed
    closes = today.luck(Luck.OPT_OUT)[sent] < effect["opt_out"] * annoyed
    until = today.number + 1 + parameters.complaint_pause
    np.maximum.at(state.quiet_until, person[complains], np.int32(until))
    state.closed[channel[closes] - 1, person[closes]] = True
    counts[Count.PROMISED] += promises.sum()
    counts[Count.COMPLAINTS] += complains.sum()
    counts[Count.OPT_OUTS] += closes.sum()


@cache
def _effects(parameters: Parameters, name: str) -> Floats:
    """One figure of every channel, by the channel's number."""
    return np.array([0.0, *(getattr(channel, name) for channel in parameters.channels)])


def _promise(state: State, parameters: Parameters, today: Today, cases: Array) -> None:
    """A day is named, and nobody is bothered before it has passed."""
    wait = (today.luck(Luck.PROMISE_DAY)[cases] * parameters.promise_days).astype(np.int32)
    state.promised_on[cases] = today.number + 1 + wait


def _payers(state: State, rules: Rules, today: Today, counts: Array) -> tuple[Array, Array]:
    """Cases that pay today, and whether each pays all that is overdue."""
    parameters, behaviour = rules.parameters, rules.behaviour
    late = (today.number - state.due).astype(np.int32)
    risk = behaviour.hazard_on(late) * state.frailty * (1 + state.push)
    pays = state.owes & (today.luck(Luck.PAY) < -np.expm1(-risk))
    payers = np.flatnonzero(pays)
    whole = today.luck(Luck.ALL)[payers] < behaviour.pays_all_on(late[payers])
    due = np.flatnonzero(state.promised_on == today.number)
    if len(due):
        average = -np.log1p(-min(parameters.promise_kept, 1 - 1e-12))
        chance = -np.expm1(-average * state.frailty[due])
        kept = due[today.luck(Luck.KEPT)[due] < chance]
        payers, whole = np.append(payers, kept), np.append(whole, np.ones(len(kept), dtype=bool))
        # Who is drawn by both pays once, the larger of the two.
        order = np.lexsort((~whole, payers))
        payers, at = np.unique(payers[order], return_index=True)
        whole = whole[order][at]
    return payers, whole


def _pay(
    database: duckdb.DuckDBPyConnection,
    state: State,
    today: Today,
    payers: Array,
    whole: Array,
    counts: Array,
) -> None:
    """Money comes in; cases are cured, promises kept; those of today that were not are broken."""
    titles = state.population.titles
    was_late = state.due[payers] < today.number
    settling = payers[was_late & whole]
    if len(payers):
        places = np.append(state.oldest[payers], _overdue_of(state, settling, today))
        places = np.unique(places).astype(np.int64)
        cents = amounts(database=database, titles=titles, places=places)
        late = titles.effective_due_on[places] < today.number
        counts[Count.RECOVERED_CENTS] += cents.sum()
        counts[Count.LATE_CENTS] += cents[late].sum()
        counts[Count.PRINCIPAL_CENTS] += titles.principal_cents[places].sum()
        counts[Count.TITLES_PAID] += len(places)
        state.paid[places] = True
        state.advance(cases=payers)
    cured = payers[was_late & (state.due[payers] >= today.number)]
    counts[Count.CURED] += len(cured)
    kept = cured[state.promised_on[cured] != NEVER]
    counts[Count.KEPT] += len(kept)
    _forget(state, today, cured)
    broken = np.flatnonzero(state.promised_on == today.number)
    counts[Count.BROKEN] += len(broken)
    state.promised_on[broken] = NEVER


def _overdue_of(state: State, cases: Array, today: Today) -> Array:
    """The places of every overdue title that can be paid of some cases."""
    places = _titles_of(state, cases)
    due = state.population.titles.effective_due_on[places]
    found: Array = places[(due < today.number) & ~state.blocked[places]]
    return found


def _forget(state: State, today: Today, cured: Array) -> None:
    """The episode is over where nothing is overdue: a new delay starts from the first step."""
    state.promised_on[cured] = NEVER
    state.push[cured] = 0.0
    state.told[cured] = 0
    over = cured[state.stuck_due[cured] >= today.number]
    state.in_episode[over] = False
    state.peak[over] = 0
    state.done_overdue[over] = 0
