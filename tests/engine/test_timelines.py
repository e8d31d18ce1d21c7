"""The debtor timelines, day by day: by the twin and by the plan in PostgreSQL and in DuckDB."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.engine import in_duckdb, in_postgres, twin
from tests.engine.world import World

from acerto.engine.ladder import compile_policy
from acerto.engine.plan import caps_in_force
from acerto.engine.policy_file import load_policy
from acerto.engine.verdicts import Objection, Verdict

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "timelines"
STORIES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "regua")
POLICY = load_policy(text=(FOLDER / "regua.yaml").read_text("utf-8"))
STEP_IDS = {key: 100 + place for place, key in enumerate(POLICY.step_keys)}
COMPILED = compile_policy(policy=POLICY, step_ids=STEP_IDS)


def by_twin(*, snapshot: dict[str, list[Row]], on: date) -> list[Row]:
    caps = caps_in_force(policy=POLICY, on=on)
    return twin.decide(policy=POLICY, on=on, step_ids=STEP_IDS, caps=caps, **snapshot)


def by_plan(*, snapshot: dict[str, list[Row]], on: date) -> list[Row]:
    in_postgres.store(snapshot=snapshot)
    return in_postgres.run_plan(policy=POLICY, on=on, step_ids=STEP_IDS)


def by_duckdb(*, snapshot: dict[str, list[Row]], on: date) -> list[Row]:
    return in_duckdb.decide(policy=POLICY, on=on, step_ids=STEP_IDS, snapshot=snapshot)


def told(*, row: Row, world: World) -> Row:
    """A decision in the words of the timelines."""
    cases = {number: name for name, number in world.cases.items()}
    titles = {number: key for key, number in world.title_ids.items()}
    steps = {number: key for key, number in STEP_IDS.items()}
    money = ("principal", "interest", "fine", "correction", "discount", "overdue", "total")
    return {
        "case": cases[row["case_id"]],
        "verdict": Verdict(row["verdict"]).name,
        "reason": Objection(row["reason"]).name if row["reason"] else "STEP_DUE",
        "objections": [each.name for each in Objection if row["objections"] & each.bit],
        "step": steps.get(row["step_id"]),
        "title": titles.get(row["title_id"]),
        "segment": POLICY.segments[row["segment_id"] - 1].key,
        "age_days": row["age_days"],
        "overtaken": row["overtaken"],
        "titles": [row["titles_open"], row["titles_overdue"]],
        "channel": row["channel"] if row["verdict"] == Verdict.CONTACT else None,
        "money": {name: row[f"{name}_cents"] for name in money},
    }


def expected(*, row: Row) -> Row:
    """A timeline's decision with what it leaves to the defaults."""
    segment = "cartao" if row["case"].endswith("/cartao") else "geral"
    defaults = {
        "objections": [] if row["reason"] == "STEP_DUE" else [row["reason"]],
        "step": None,
        "title": None,
        "overtaken": 0,
        "segment": segment,
        "channel": 1 if row["verdict"] == "CONTACT" else None,
    }
    return defaults | row | {"money": {"correction": 0, "discount": 0} | row["money"]}


def live(*, name: str, decide: Any) -> None:
    story = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    world = World(story=story, compiled=COMPILED)
    for day in story["days"]:
        on = day["day"]
        for event in day.get("events", []):
            world.happen(event=event, on=on)
        if "run" in day:
            rows = decide(snapshot=world.snapshot(on=on), on=on)
            found = sorted((told(row=row, world=world) for row in rows), key=lambda r: r["case"])
            wanted = sorted((expected(row=row) for row in day["run"]), key=lambda r: r["case"])
            assert found == wanted, f"{name} on {on}"
            world.decided(rows=rows, on=on)
        for event in day.get("after_run", []):
            world.happen(event=event, on=on)


def test_there_are_at_least_twelve_timelines() -> None:
    assert len(STORIES) >= 12


@pytest.mark.parametrize("name", STORIES)
def test_twin_tells_the_timeline(name: str) -> None:
    live(name=name, decide=by_twin)


@pytest.mark.parametrize("name", STORIES)
def test_plan_tells_the_timeline(name: str, db: None) -> None:
    live(name=name, decide=by_plan)


@pytest.mark.parametrize("name", STORIES)
def test_plan_in_duckdb_tells_the_timeline(name: str) -> None:
    live(name=name, decide=by_duckdb)
