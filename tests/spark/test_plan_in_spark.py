"""The plan in Spark gives the rows of its plain twin and of DuckDB, on a cluster of two workers."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.engine import in_spark, test_timelines, twin
from tests.engine.portfolios import BILLION_10, ON, STEP_IDS, policies, snapshots
from tests.engine.test_plan import EVERY_CONDITION, in_order

from acerto.engine.plan import caps_in_force
from acerto.engine.policy import Policy
from acerto.engine.runners.spark import decisions
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
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Path]:
    """Many portfolios as one, and the folder of its files."""
    snapshot = in_spark.merged(drawn(of=snapshots(), number=600))
    folder = tmp_path_factory.mktemp("portfolio") / "stored"
    return snapshot, in_spark.stored(snapshot=snapshot, folder=folder)


def alike(
    *, spark: Any, policy: Policy, step_ids: dict[str, int], snapshot: Snapshot, folder: Path
) -> list[Row]:
    """The rows of Spark, once those of the twin and of DuckDB are the same."""
    names = {"policy": policy, "on": ON, "step_ids": step_ids}
    caps = caps_in_force(policy=policy, on=ON)
    wanted = in_order(twin.decide(**names, caps=caps, **snapshot))
    assert in_order(in_spark.decide_in_duckdb(**names, folder=folder)) == wanted
    found = in_spark.decide(session=spark, **names, folder=folder)
    assert in_order(found) == wanted
    return found


def test_there_are_two_worker_processes(spark: Any) -> None:
    executors = spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()
    assert len(executors) == 3, "the driver and two executors"


class TestRows:
    def test_of_any_portfolio_are_alike(self, spark: Any, portfolio: tuple[Snapshot, Path]) -> None:
        snapshot, folder = portfolio
        found = alike(
            spark=spark,
            policy=EVERY_CONDITION,
            step_ids=STEP_IDS,
            snapshot=snapshot,
            folder=folder,
        )
        assert {row["verdict"] for row in found} == set(Verdict)
        reached = [each for each in Objection if any(row["objections"] & each.bit for row in found)]
        assert reached == list(Objection)
        assert max(row["principal_cents"] for row in found) >= BILLION_10
        assert min(row["discount_cents"] for row in found) < 0

    @pytest.mark.parametrize("place", range(6))
    def test_of_any_policy_are_alike(
        self, spark: Any, portfolio: tuple[Snapshot, Path], place: int
    ) -> None:
        policy = drawn(of=policies(), number=12)[-1 - place]
        snapshot, folder = portfolio
        alike(spark=spark, policy=policy, step_ids=STEP_IDS, snapshot=snapshot, folder=folder)

    def test_do_not_hang_on_the_settings_of_a_cluster(
        self, spark: Any, portfolio: tuple[Snapshot, Path]
    ) -> None:
        """Sums that lose digits, text compared without case: nothing of it reaches the plan."""
        other = spark.newSession()
        for name, value in HOSTILE.items():
            other.conf.set(name, value)
        names = {"policy": EVERY_CONDITION, "on": ON, "step_ids": STEP_IDS, "folder": portfolio[1]}
        wanted = in_spark.decide_in_duckdb(**names)
        assert in_order(in_spark.decide(session=other, **names)) == in_order(wanted)


HOSTILE = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.session.timeZone": "Pacific/Kiritimati",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}


class TestTimelines:
    def test_are_told_at_once(self, spark: Any, tmp_path: Path) -> None:
        """Every run of every story, each moved to one day."""
        runs: list[Snapshot] = []

        def lived(*, snapshot: Snapshot, on: date) -> list[Row]:
            runs.append(in_spark.moved_to(day=ON, on=on, snapshot=snapshot))
            return test_timelines.by_twin(snapshot=snapshot, on=on)

        for name in test_timelines.STORIES:
            test_timelines.live(name=name, decide=lived)
        snapshot = in_spark.merged(runs)
        found = alike(
            spark=spark,
            policy=test_timelines.POLICY,
            step_ids=test_timelines.STEP_IDS,
            snapshot=snapshot,
            folder=in_spark.stored(snapshot=snapshot, folder=tmp_path / "stored"),
        )
        assert len(found) >= len(runs) > 40

    def test_are_told_day_by_day(self, spark: Any, tmp_path: Path) -> None:
        def by_spark(*, snapshot: Snapshot, on: date) -> list[Row]:
            return in_spark.decide(
                session=spark,
                policy=test_timelines.POLICY,
                on=on,
                step_ids=test_timelines.STEP_IDS,
                folder=in_spark.stored(snapshot=snapshot, folder=tmp_path / on.isoformat()),
            )

        test_timelines.live(name="cure_and_relapse", decide=by_spark)


@pytest.fixture(scope="module")
def physical(spark: Any, portfolio: tuple[Snapshot, Path]) -> list[str]:
    """The plan's own lines, as Spark would run it."""
    return physical_plan(spark=spark, folder=portfolio[1]).splitlines()


class TestShuffles:
    """As where no table but the factors is small: every join by its keys, nothing else sent whole."""

    @pytest.mark.parametrize("column", ["principal_cents", "identity_valid"])
    def test_titles_and_cases_are_shuffled_once_and_by_case(
        self, physical: list[str], column: str
    ) -> None:
        [shuffle] = exchanges_above(physical, f"FileScan.*{column}")
        assert shuffle.startswith("Exchange hashpartitioning(case_id")

    def test_factors_go_whole_to_every_worker(self, physical: list[str]) -> None:
        [shuffle] = exchanges_above(physical, "FileScan.*fine_parts")
        assert shuffle.startswith("BroadcastExchange")

    def test_nothing_else_is_shuffled_than_marks(self, physical: list[str]) -> None:
        """Those of episodes, and those of titles under the case that each title is in."""
        keys = re.findall(r" Exchange \w+\((\w+)#", "\n".join(physical))
        assert sorted(keys) == ["case_id"] * 4 + ["title_id"] * 2


def physical_plan(*, spark: Any, folder: Path) -> str:
    inner = in_spark.opened(session=spark, on=ON, folder=folder)
    inner.conf.set("spark.sql.adaptive.enabled", "false")
    inner.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    found = decisions(session=inner, policy=EVERY_CONDITION, steps=STEP_IDS, on=ON)
    return str(found._jdf.queryExecution().executedPlan().toString())


def exchanges_above(physical: list[str], scan: str) -> list[str]:
    """The exchanges between a plan's one scan of that kind and its root."""
    [at] = [number for number, line in enumerate(physical) if re.search(scan, line)]
    found, inside = [], depth(physical[at])
    for line in reversed(physical[:at]):
        if depth(line) < inside:
            inside = depth(line)
            found += [line[inside:]] if "Exchange" in line else []
    return found


def depth(line: str) -> int:
    """Where the name of a plan's node begins."""
    found = re.search(r"[A-Za-z*]", line)
    return found.start() if found else len(line)
