"""What must hold of any simulation, whatever its figures."""

from datetime import date
from pathlib import Path

import numpy as np
import yaml
from tests.engine.simulation.people import (
    CONSUMER,
    ON,
    PARAMETERS,
    made,
    quiet,
    simulated,
    with_effects,
)
from tests.engine.simulation.test_policy_is_real import mornings

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.simulation.day import Count
from acerto.engine.simulation.openings import openings
from acerto.engine.simulation.population import STATES
from acerto.engine.simulation.run import simulate
from acerto.engine.simulation.state import WEEK
from acerto.engine.verdicts import Channel
from acerto.law.rules.windows import caps

SENT = slice(Count.EMAIL, Count.LETTER + 1)


def test_the_same_seed_gives_the_same_to_the_centavo_however_it_is_cut() -> None:
    whole = simulated(CONSUMER, quiet(), days=4, seeds=(5, 6), debtors=300)
    cut = simulated(CONSUMER, quiet(), days=4, seeds=(5, 6), debtors=300, block=113)
    assert (whole.daily == cut.daily).all()
    assert whole.starts == cut.starts
    assert (whole.daily[:, 0] != whole.daily[:, 1]).any(), "seeds must differ"


def test_other_processes_give_the_same() -> None:
    here = simulated(quiet(), days=2, block=200)
    there = simulated(quiet(), days=2, block=200, workers=2)
    assert (here.daily == there.daily).all()


def test_a_policy_against_itself_differs_by_nothing() -> None:
    found = simulated(CONSUMER, CONSUMER)
    assert (found.daily[0] == found.daily[1]).all()
    assert found.daily[0].any()


def test_contacts_without_effect_leave_the_money_as_it_is() -> None:
    found = simulated(CONSUMER, quiet(), parameters=with_effects(0))
    money = found.daily[..., (Count.RECOVERED_CENTS, Count.TITLES_PAID, Count.CURED)]
    assert (money[0] == money[1]).all()
    assert found.daily[0, ..., SENT].sum() != found.daily[1, ..., SENT].sum()


def test_more_effect_brings_more() -> None:
    less, more = (
        simulated(CONSUMER, debtors=3000, days=9, parameters=with_effects(times)).daily.sum(
            axis=(0, 1, 2)
        )
        for times in (0, 4)
    )
    assert more[Count.PRINCIPAL_CENTS] > less[Count.PRINCIPAL_CENTS]
    assert more[Count.CURED] > less[Count.CURED]
    assert less[Count.PROMISED] == 0 < more[Count.PROMISED]


def test_no_more_is_recovered_than_is_owed() -> None:
    """Titles once each, and their principal at most; charges run on, but only on what is unpaid."""
    found = simulated(CONSUMER, days=14, debtors=150, parameters=with_effects(1000))
    total, start = found.daily[0, 0].sum(axis=0), found.starts[0]
    people = made(debtors=150).population(seed=1, block=(0, 150))
    assert total[Count.PRINCIPAL_CENTS] <= people.titles.principal_cents.sum()
    assert total[Count.TITLES_PAID] <= start.titles == len(people.titles.case)
    assert total[Count.KEPT] + total[Count.BROKEN] <= total[Count.PROMISED]
    months_of_interest = PARAMETERS.contract.interest_month_rate * 2 + PARAMETERS.contract.fine_rate
    assert total[Count.RECOVERED_CENTS] <= start.owed_cents * (1 + float(months_of_interest))


def test_nobody_is_sought_more_often_than_the_caps(tmp_path: Path) -> None:
    """A policy that would write every day: the law's caps hold in every seven days."""
    data = yaml.safe_load(default_policy_text(name="consumer"))
    steps = [
        {
            "key": f"dia_{day}", "offset_days": day, "channels": ["email", "sms"],
            "template": "overdue_soft", "purpose": "collection", "description": "Todo dia.",
        }
        for day in range(1, 25)
    ]  # fmt: skip
    data["caps"] = {"contacts_day": 10, "contacts_week": 50}
    data["segments"] = [{"key": "todos", "description": "Todos.", "steps": steps}]
    policy = load_policy(text=yaml.safe_dump(data, allow_unicode=True))
    law, days = caps(on=ON), 16
    sent = [
        morning.state.contacts[(morning.place - 1) % WEEK].copy()
        for morning in mornings(policy, tmp_path, on=ON, days=days, seed=2)
    ]
    per_day = np.array(sent[1:])  # each morning tells of the day before
    assert per_day.max() == law.contacts_day
    weeks = np.array([per_day[d : d + 7].sum(axis=0) for d in range(len(per_day) - 6)])
    assert weeks.max() == law.contacts_week


def test_messages_go_on_lawful_days_alone() -> None:
    """From a Friday before Carnival to the Thursday after: no e-mail on the days between."""
    friday = date(2026, 2, 13)
    table = openings(on=friday, days=7)
    sao_paulo = STATES.index("SP")
    assert table[:, sao_paulo, Channel.EMAIL].tolist()[:2] == [True, False]
    assert not table[2, :, Channel.EMAIL].any(), "a Sunday"
    assert not table[4, :, Channel.PHONE].any(), "Carnival's Tuesday"
    found = simulate(
        policies=(CONSUMER,), source=made(on=friday), on=friday, days=7, seeds=(1,),
        parameters=PARAMETERS,
    )  # fmt: skip
    emails = found.daily[0, 0, :, Count.EMAIL]
    assert emails[0] > 0
    assert emails[2] == 0
    assert emails[table[:, sao_paulo, Channel.EMAIL].argmin()] == 0


def test_a_day_and_a_debtor_are_enough() -> None:
    assert simulated(quiet(), days=1, debtors=1).daily.shape == (1, 1, 1, len(Count))
