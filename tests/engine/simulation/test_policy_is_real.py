"""Every day's decisions are those of the plan's plain twin over everybody, and only the due are asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.engine import twin
from tests.engine.portfolios import policies
from tests.engine.simulation.people import (
    CONSUMER,
    EVERY_CONDITION,
    ON,
    PARAMETERS,
    as_rows,
    days_of,
    made,
)

from acerto.engine.plan import caps_in_force, plan_sql
from acerto.engine.policy import Policy
from acerto.engine.runners.tabulate import write_factors
from acerto.engine.simulation.behaviour import behaviour_of
from acerto.engine.simulation.day import Rules, Today, decided, live
from acerto.engine.simulation.deciding import Contacts, ruling
from acerto.engine.simulation.draws import Luck, uniforms
from acerto.engine.simulation.openings import openings
from acerto.engine.simulation.pending import reachable
from acerto.engine.simulation.pricing import load_factors
from acerto.engine.simulation.state import State, opening_state
from acerto.engine.verdicts import Verdict
from acerto.law.rules.charges import debt

DEBTORS = 90


@dataclass
class Morning:
    """A day about to be lived: `everybody` and `asked` are two ways to the same decisions."""

    state: State
    place: int
    number: int
    everybody: Contacts
    asked: Contacts
    database: Any
    paid_before: Any


def mornings(policy: Policy, folder: Path, *, on: date, days: int, seed: int) -> Iterator[Morning]:
    generated = made(debtors=DEBTORS, on=on)
    population = generated.population(seed=seed, block=(0, DEBTORS))
    ids = {key: 3 + 2 * number for number, key in enumerate(policy.step_keys)}
    one = ruling(policy=policy, step_ids=ids, on=on, days=days)
    rules = Rules(PARAMETERS, behaviour_of(parameters=PARAMETERS, party_kind="consumer"))
    first = days_of(on, 1)[0][1]
    state = opening_state(
        population=population, ruling=one, behaviour=rules.behaviour, today=first, days=days
    )
    table, lawful, book = (
        reachable(compiled=one.compiled),
        openings(on=on, days=days),
        generated.book(),
    )
    with duckdb.connect() as database:
        for place, number in days_of(on, days):
            path = folder / f"{place}.csv"
            write_factors(
                path=path, keys=book.keys, terms=book.terms, series=book.series,
                on=on + timedelta(days=place),
            )  # fmt: skip
            load_factors(database=database, path=path)

            def luck(what: Luck, day: int = place) -> Any:
                return uniforms(seed=seed, luck=what, day=day, first=0, count=DEBTORS)

            today = Today(place, number, lawful[place], luck)
            if place:
                state.contacts[place % 7] = 0
            state.in_episode |= np.minimum(state.due, state.stuck_due) < number
            asks = {"database": database, "state": state, "reachable": table, "today": today}
            peak = state.peak.copy()
            everybody = decided(**asks, everybody=True)
            state.peak = peak.copy()
            asked = decided(**asks)
            state.peak = peak
            yield Morning(state, place, number, everybody, asked, database, state.paid.copy())
            live(**asks, rules=rules)


def contacts_of(found: Contacts) -> set[tuple[int, ...]]:
    columns = (found.case + 1, found.segment, found.step, found.channel, found.title + 1)
    return set(zip(*(column.tolist() for column in columns), strict=True))


def by_twin(policy: Policy, morning: Morning, on: date) -> set[tuple[int, ...]]:
    day = on + timedelta(days=morning.place)
    rows = twin.decide(
        policy=policy,
        on=day,
        step_ids=dict(morning.state.ruling.step_ids),
        caps=caps_in_force(policy=policy, on=day),
        **as_rows(morning.state, made(on=on), morning.number, morning.place),
    )
    return {
        (r["case_id"], r["segment_id"], r["step_id"], r["channel"], r["title_id"] or 0)
        for r in rows
        if r["verdict"] == Verdict.CONTACT
    }


@pytest.mark.parametrize(
    ("policy", "on", "days"),
    [(CONSUMER, ON, 16), (EVERY_CONDITION, date(2027, 12, 28), 8)],
    ids=["consumer", "every-condition"],
)
def test_decides_each_day_as_the_twin_does(
    policy: Policy, on: date, days: int, tmp_path: Path
) -> None:
    seen = 0
    for morning in mornings(policy, tmp_path, on=on, days=days, seed=11):
        wanted = by_twin(policy, morning, on)
        assert contacts_of(morning.everybody) == wanted
        assert contacts_of(morning.asked) == wanted
        seen += len(wanted)
    assert seen > DEBTORS / 3, "a policy that says nothing proves nothing"


def test_the_text_of_a_day_is_the_plan_of_that_day() -> None:
    ids = {key: number for number, key in enumerate(EVERY_CONDITION.step_keys, start=1)}
    one = ruling(policy=EVERY_CONDITION, step_ids=ids, on=date(2026, 12, 30), days=4)
    for place in range(4):
        day = date(2026, 12, 30) + timedelta(days=place)
        assert one.text(place=place) == plan_sql(
            policy=EVERY_CONDITION, on=day, step_ids=ids, dialect="duckdb"
        )


def test_who_paid_owes_no_more_and_is_left_alone(tmp_path: Path) -> None:
    before: Any = None
    for morning in mornings(CONSUMER, tmp_path, on=ON, days=10, seed=4):
        state = morning.state
        assert before is None or (state.paid >= before).all(), "a title was unpaid"
        before = morning.paid_before
        through = ~np.isin(np.arange(DEBTORS), state.population.titles.case[~state.paid])
        assert not through[morning.everybody.case].any()


def test_titles_are_paid_at_what_the_law_says(tmp_path: Path) -> None:
    from acerto.engine.simulation.pricing import amounts

    terms = made().book().terms[1]
    for morning in mornings(CONSUMER, tmp_path, on=ON, days=3, seed=5):
        titles = morning.state.population.titles
        places = np.flatnonzero(~morning.state.paid)
        cents = amounts(database=morning.database, titles=titles, places=places)
        for place, found in zip(places.tolist(), cents.tolist(), strict=True):
            due = date.fromordinal(719163 + int(titles.effective_due_on[place]))
            owed = debt(
                terms=terms, principal_cents=int(titles.principal_cents[place]), effective_due_on=due,
                accrued_since=due, fine_charged=False, on=ON + timedelta(days=morning.place),
            )  # fmt: skip
            assert found == owed.total_cents


LOOSE = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


@settings(max_examples=6, **LOOSE)
@given(policy=policies())
def test_decides_any_policy_as_the_twin_does(policy: Policy) -> None:
    with TemporaryDirectory() as folder:
        for morning in mornings(policy, Path(folder), on=ON, days=3, seed=8):
            assert contacts_of(morning.asked) == by_twin(policy, morning, ON)
