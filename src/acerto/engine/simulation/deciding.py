"""The plan over the day of a simulation, in DuckDB: the very statement of `acerto decide`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np

from acerto.engine.ladder import CompiledPolicy, compile_policy
from acerto.engine.plan import caps_in_force, plan_sql
from acerto.engine.policy import Caps, Policy
from acerto.engine.verdicts import Verdict

from .population import STATES, Array, Population

CASE = """
CREATE OR REPLACE TEMP VIEW snapshot_case AS
SELECT case_id, case_id AS debtor_id, 0::BIGINT AS creditor_id, '{party_kind}' AS party_kind,
       {debt_types}[debt_type + 1] AS debt_type, {states}[state + 1] AS state, identity_valid,
       email_ok, sms_ok, whatsapp_ok, phone_ok, letter_ok, opted_out, held,
       contacts_today::SMALLINT AS contacts_today, contacts_week::SMALLINT AS contacts_week,
       CASE WHEN has_episode THEN case_id END AS episode_id, peak_age_days,
       test_bucket::SMALLINT AS test_bucket, waiting
FROM day_case
"""
TITLE = """
CREATE OR REPLACE TEMP VIEW snapshot_title AS
SELECT title_id, case_id, {day} + due_on AS due_on, {day} + effective_due_on AS effective_due_on,
       principal_cents, interest_cents, fine_cents, correction_cents, terms_id,
       {day} + accrued_since AS accrued_since, fine_charged, held,
       {day} + prescription_on AS prescription_on
FROM day_title
"""
DONE = """
CREATE OR REPLACE TEMP VIEW snapshot_done AS
SELECT case_id, episode_id, title_id, step_id::INTEGER AS step_id FROM day_done
"""
EPOCH = "DATE '1970-01-01'"
TITLE_COLUMNS = (
    "due_on", "effective_due_on", "principal_cents", "interest_cents", "fine_cents", "correction_cents",
    "terms_id", "accrued_since", "fine_charged", "held", "prescription_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """A policy ready to decide any day from its first on: compiled once for each set of caps."""

    policy: Policy
    compiled: CompiledPolicy
    step_ids: Mapping[str, int]
    on: date
    caps: tuple[Caps, ...]
    plans: Mapping[Caps, tuple[date, str]]  # by caps: the first day that had them, and its plan

    def text(self, *, place: int) -> str:
        """The plan of a day, by its place from the first: that of the first such day, with its own date."""
        compiled_on, text = self.plans[self.caps[place]]
        return text.replace(_as_sql(compiled_on), _as_sql(self.on + timedelta(days=place)))


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a policy decides to send on a day. `title` is −1 for a step of the whole case."""

    case: Array
    segment: Array
    step: Array
    channel: Array
    title: Array


def ruling(*, policy: Policy, step_ids: Mapping[str, int], on: date, days: int) -> Ruling:
    """Compile a policy for so many days. Raises NotInForce.

    A plan says its day in one place only, as a date; the text for a day is that of the first with its own
    date in it. The caps of the law are asked for every day.
    """
    plans: dict[Caps, tuple[date, str]] = {}
    caps = []
    for day in (on + timedelta(days=number) for number in range(days)):
        caps.append(caps_in_force(policy=policy, on=day))
        if caps[-1] not in plans:
            plans[caps[-1]] = day, _plan_text(policy, day, tuple(step_ids.items()))
    compiled = compile_policy(policy=policy, step_ids=step_ids)
    return Ruling(policy, compiled, step_ids, on, tuple(caps), plans)


@lru_cache(maxsize=16)
def _plan_text(policy: Policy, day: date, step_ids: tuple[tuple[str, int], ...]) -> str:
    return plan_sql(policy=policy, on=day, step_ids=dict(step_ids), dialect="duckdb")


def _as_sql(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"


def decide(
    *,
    database: duckdb.DuckDBPyConnection,
    text: str,
    population: Population,
    case: Mapping[str, Array],
    title: Array,
    done: Mapping[str, Array],
) -> Contacts:
    """Run a day's plan over some cases (columns), their open titles (places) and their done steps.

    snapshot_factor must hold the factors of the day.
    """
    titles = population.titles
    columns = {name: getattr(titles, name)[title] for name in TITLE_COLUMNS}
    # The plan keeps 0 for "no title": places count from 1 in it.
    rows = {"title_id": title + 1, "case_id": titles.case[title].astype(np.int64) + 1}
    for name, table in (("day_case", case), ("day_title", rows | columns), ("day_done", done)):
        database.register(name, dict(table))
    database.execute(_case_view(population))
    database.execute(TITLE.format(day=EPOCH))
    database.execute(DONE)
    found = database.execute(
        "SELECT case_id - 1 AS case_id, segment_id, step_id, channel, coalesce(title_id, 0) - 1 AS title_id"
        f" FROM ({text}) AS plan WHERE verdict = {int(Verdict.CONTACT)} ORDER BY case_id"
    ).fetchnumpy()
    return Contacts(
        *(
            _plain(found[name])
            for name in ("case_id", "segment_id", "step_id", "channel", "title_id")
        )
    )


def _case_view(population: Population) -> str:
    return CASE.format(
        party_kind=population.party_kind,
        debt_types=_list(population.debt_types),
        states=_list(STATES),
    )


def _plain(column: Any) -> Array:
    found: Array = np.ma.getdata(column).astype(np.int64)
    return found


def _list(words: tuple[str, ...]) -> str:
    quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"[{quoted}]"
