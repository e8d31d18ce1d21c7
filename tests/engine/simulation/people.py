"""Small simulations for the tests: policies, parameters changed in a word, a state as rows for the twin."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from tests.engine.twin import Row

from acerto.engine.factors import FactorKey, factor_rows
from acerto.engine.policy import Policy
from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.simulation.generated import Generated
from acerto.engine.simulation.parameters import Parameters, load_parameters
from acerto.engine.simulation.population import STATES, day_number, day_of
from acerto.engine.simulation.run import Simulation, simulate
from acerto.engine.simulation.state import WEEK, State

ON = date(2026, 3, 2)
EVERY_CONDITION = load_policy(
    text=(Path(__file__).parents[1] / "every_condition.yaml").read_text("utf-8")
)
PARAMETERS = load_parameters()
CONSUMER = load_policy(text=default_policy_text(name="consumer"))


@cache
def quiet() -> Policy:
    """The consumer's policy with its reminders and first notice alone, by SMS."""
    data = yaml.safe_load(default_policy_text(name="consumer"))
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][:2]
        for step in segment["steps"]:
            step["channels"] = ["sms"]
    return load_policy(text=yaml.safe_dump(data | {"name": "quieta"}, allow_unicode=True))


def with_effects(times: float, parameters: Parameters = PARAMETERS) -> Parameters:
    """The parameters with what a contact brings in money multiplied."""
    channels = tuple(
        one.model_copy(update={"push": one.push * times, "promise": min(1, one.promise * times)})
        for one in parameters.channels
    )
    return replace(parameters, channels=channels)


def made(*, debtors: int = 400, on: date = ON, parameters: Parameters = PARAMETERS) -> Generated:
    return Generated(debtors, on, "consumer", "card", parameters)


def simulated(
    *policies: Policy,
    days: int = 8,
    debtors: int = 400,
    seeds: Sequence[int] = (1,),
    parameters: Parameters = PARAMETERS,
    **others: Any,
) -> Simulation:
    source = made(debtors=debtors, parameters=parameters)
    return simulate(
        policies=policies, source=source, on=ON, days=days, seeds=seeds, parameters=parameters, **others
    )  # fmt: skip


def as_rows(state: State, generated: Generated, today: int, place: int) -> dict[str, list[Row]]:
    """Where people stand, as a snapshot in the twin's words; ids are places from 1."""
    cases, titles = state.population.cases, state.population.titles
    ids = state.ruling.compiled
    case_rows, title_rows, done = [], [], []
    for case in range(len(cases.case_id)):
        person = cases.person[case]
        usable = cases.usable[:, case] & ~state.closed[:, person]
        quiet = state.quiet_until[person] > today or state.promised_on[case] < 2**30
        queued = state.queued_step[case] and state.queued_title[case] < 0
        case_rows.append(
            {
                "case_id": case + 1,
                "party_kind": "consumer",
                "debt_type": state.population.debt_types[cases.debt_type[case]],
                "state": STATES[cases.state[case]],
                "identity_valid": bool(cases.identified[case]),
                **dict(
                    zip(
                        ("email_ok", "sms_ok", "whatsapp_ok", "phone_ok", "letter_ok"),
                        usable.tolist(),
                        strict=True,
                    )
                ),
                "opted_out": bool(cases.opted_out[case]),
                "held": bool(cases.held[case] or quiet),
                "contacts_today": int(state.contacts[place % WEEK, person]),
                "contacts_week": int(state.contacts[:, person].sum()),
                "episode_id": case + 1 if state.in_episode[case] else None,
                "peak_age_days": int(state.peak[case]),
                "test_bucket": int(cases.test_bucket[case]),
                "waiting": bool(queued or (place == 0 and cases.waiting[case])),
            }
        )
        for step_id, bit in ids.overdue_bits.items():
            if state.done_overdue[case] & bit:
                done.append(_mark(case + 1, case + 1, 0, step_id))
    for title in np.flatnonzero(~state.paid).tolist():
        row = {name: int(getattr(titles, name)[title]) for name in _CENTS}
        row |= {name: day_of(getattr(titles, name)[title]) for name in _DAYS}
        row |= {name: bool(getattr(titles, name)[title]) for name in ("held", "fine_charged")}
        case = int(titles.case[title])
        title_rows.append(row | {"title_id": title + 1, "case_id": case + 1})
        for step_id, bit in ids.before_bits.items():
            if state.done_before[title] & bit:
                done.append(_mark(case + 1, 0, title + 1, step_id))
    keys = {
        FactorKey(row["terms_id"], row["effective_due_on"], row["accrued_since"])
        for row in title_rows
    }
    factors = factor_rows(keys=sorted(keys), terms=generated.book().terms, on=day_of(today))
    names = ("terms_id", "effective_due_on", "accrued_since", "interest_factor", "fine_factor",
             "correction_factor", "discount_factor", "booked_interest_factor", "on_corrected",
             "known")  # fmt: skip
    factor = [{name: getattr(row, name) for name in names} for row in factors]
    return {"cases": case_rows, "titles": title_rows, "factors": factor, "done": done}


_CENTS = ("principal_cents", "interest_cents", "fine_cents", "correction_cents", "terms_id")
_DAYS = ("due_on", "effective_due_on", "accrued_since", "prescription_on")


def _mark(case: int, episode: int, title: int, step_id: int) -> Row:
    return {"case_id": case, "episode_id": episode, "title_id": title, "step_id": step_id}


def days_of(on: date, days: int) -> list[tuple[int, int]]:
    return [(place, day_number(on + timedelta(days=place))) for place in range(days)]
