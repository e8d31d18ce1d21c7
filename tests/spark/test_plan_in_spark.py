"""The plan in Spark gives the rows of its plain twin and of DuckDB, on a cluster of two workers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.engine import in_duckdb, in_spark, test_timelines, twin
from tests.engine.portfolios import BILLION_10, ON, STEP_IDS, policies, snapshots
from tests.engine.test_plan import EVERY_CONDITION, in_order

from acerto.engine.plan import caps_in_force
from acerto.engine.policy import Policy
from acerto.engine.verdicts import Objection, Verdict

Row = dict[str, Any]
Snapshot = dict[str, list[Row]]


def drawn(*, of: Any, number: int) -> list[Any]:
    """The first examples of a strategy, the same every time."""
    found: list[Any] = []

    @settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(of)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return found


@pytest.fixture(scope="module")
def portfolio() -> Snapshot:
    return in_spark.merged(drawn(of=snapshots(), number=250))


def alike(
    *,
    spark: Any,
    policy: Policy,
    step_ids: dict[str, int],
    snapshot: Snapshot,
    folder: Path,
    on: date = ON,
) -> list[Row]:
    """The rows of Spark, once those of the twin and of DuckDB are the same."""
    caps = caps_in_force(policy=policy, on=on)
    names = {"policy": policy, "on": on, "step_ids": step_ids}
    wanted = in_order(twin.decide(**names, caps=caps, **snapshot))
    assert in_order(in_duckdb.decide(**names, snapshot=snapshot)) == wanted
    found = in_spark.decide(session=spark, **names, snapshot=snapshot, folder=folder)
    assert in_order(found) == wanted
    return found


def test_there_are_two_worker_processes(spark: Any) -> None:
    others = spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()
    assert len(others) == 3, "the driver and two executors"


def test_decides_any_portfolio_alike(spark: Any, portfolio: Snapshot, tmp_path: Path) -> None:
    found = alike(
        spark=spark,
        policy=EVERY_CONDITION,
        step_ids=STEP_IDS,
        snapshot=portfolio,
        folder=tmp_path,
    )
    assert {row["verdict"] for row in found} == set(Verdict)
    bits = [each for each in Objection if any(row["objections"] & each.bit for row in found)]
    assert bits == list(Objection)
    assert max(row["principal_cents"] for row in found) >= BILLION_10
    assert min(row["discount_cents"] for row in found) < 0


@pytest.mark.parametrize("place", range(6))
def test_decides_any_policy_alike(
    spark: Any, portfolio: Snapshot, tmp_path: Path, place: int
) -> None:
    policy = drawn(of=policies(), number=12)[-1 - place]
    alike(spark=spark, policy=policy, step_ids=STEP_IDS, snapshot=portfolio, folder=tmp_path)


def test_tells_every_timeline(spark: Any, tmp_path: Path) -> None:
    """Every run of every story, each moved to one day, decided at once."""
    runs: list[Snapshot] = []

    def lived(*, snapshot: Snapshot, on: date) -> list[Row]:
        runs.append(in_spark.moved_to(day=ON, on=on, snapshot=snapshot))
        return test_timelines.by_twin(snapshot=snapshot, on=on)

    for name in test_timelines.STORIES:
        test_timelines.live(name=name, decide=lived)
    found = alike(
        spark=spark,
        policy=test_timelines.POLICY,
        step_ids=test_timelines.STEP_IDS,
        snapshot=in_spark.merged(runs),
        folder=tmp_path,
    )
    assert len(found) >= len(runs) > 40


def test_tells_a_timeline_day_by_day(spark: Any, tmp_path: Path) -> None:
    def by_spark(*, snapshot: Snapshot, on: date) -> list[Row]:
        folder = tmp_path / on.isoformat()
        folder.mkdir()
        return in_spark.decide(
            session=spark,
            policy=test_timelines.POLICY,
            on=on,
            step_ids=test_timelines.STEP_IDS,
            snapshot=snapshot,
            folder=folder,
        )

    test_timelines.live(name="cure_and_relapse", decide=by_spark)
