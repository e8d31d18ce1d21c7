"""What changes from one policy to another: the same as deciding both and comparing row by row."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result
from tests.factory import NOON, World
from tests.flows.test_decide_outside import exported, world

from acerto.doors.cli.policy import command
from acerto.engine.policy import Policy
from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.diff import diff
from acerto.engine.runners.duckdb import decide
from acerto.engine.snapshot_files import parquet
from acerto.engine.verdicts import Verdict

__all__ = ["world"]
ON = NOON.date()
OLD = default_policy_text(name="consumer")


def changed() -> str:
    """The shipped policy without its last step, and more by letter."""
    data = yaml.safe_load(OLD)
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][:-1]
    data["minimum_cents"] = 40_000
    return yaml.safe_dump(data, allow_unicode=True)


def rows(folder: Path) -> dict[int, dict[str, Any]]:
    table = duckdb.sql(f"SELECT * FROM {parquet(*folder.glob('*/*.parquet'))}")
    names = table.columns
    return {
        row["case_id"]: row for row in (dict(zip(names, r, strict=True)) for r in table.fetchall())
    }


def decided(snapshot: Path, text: str, out: Path) -> tuple[Policy, dict[int, dict[str, Any]]]:
    policy = load_policy(text=text)
    decide(snapshot=snapshot, policy=policy, policy_digest="", on=ON, out=out)
    return policy, rows(out)


def seen(row: dict[str, Any]) -> tuple[Any, ...]:
    contact = row["verdict"] == Verdict.CONTACT
    shown = (row["step_id"], row["channel"]) if contact else ()
    return (row["verdict"], row["reason"], row["segment_id"], *shown)


def test_is_the_comparison_of_both_days(world: World, tmp_path: Path) -> None:
    snapshot = exported(world, tmp_path / "retrato")
    old, was = decided(snapshot, OLD, tmp_path / "a")
    new, becomes = decided(snapshot, changed(), tmp_path / "b")
    file = tmp_path / "mudam.csv"
    prices = {"email": Decimal("0.5")}
    found = diff(snapshot=snapshot, old=old, new=new, on=ON, prices=prices, changes=file)
    wanted = {case_id for case_id in was if seen(was[case_id]) != seen(becomes[case_id])}
    assert wanted, "a policy that changes nothing tells nothing"
    assert found.changed == len(wanted) == sum(move.cases for move in found.moves)
    with file.open(encoding="utf-8") as lines:
        assert {int(line["case_id"]) for line in csv.DictReader(lines)} == wanted
    for side, decisions in ((found.old, was), (found.new, becomes)):
        contacts = [row for row in decisions.values() if row["verdict"] == Verdict.CONTACT]
        assert sum(each.cases for each in side) == len(contacts)
        assert sum(each.total_cents for each in side) == sum(row["total_cents"] for row in contacts)
        by_channel = Counter[str]()
        for each in side:
            by_channel[each.channel] += each.cases
            assert each.cost_cents == (
                each.cases * Decimal("0.5") if each.channel == "email" else None
            )
        assert by_channel.total() == len(contacts)


class TestCommand:
    def run(self, world: World, tmp_path: Path, *words: str) -> Result:
        snapshot = exported(world, tmp_path / "retrato")
        (tmp_path / "a.yaml").write_text(OLD, "utf-8")
        (tmp_path / "b.yaml").write_text(changed(), "utf-8")
        files = [str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]
        return CliRunner().invoke(command, ["diff", *files, "--snapshot", str(snapshot), *words])

    def test_tells_people(self, world: World, tmp_path: Path) -> None:
        result = self.run(world, tmp_path, "--price", "email=0,02")
        assert result.exit_code == 0, result.exception
        assert "casos mudam" in result.stdout
        assert "custo R$" in result.stdout
        assert "Contatar: " in result.stdout

    def test_tells_programs(self, world: World, tmp_path: Path) -> None:
        result = self.run(world, tmp_path, "--json", "--price", "email=0.015")
        told = json.loads(result.stdout)
        assert told["on"] == ON.isoformat()
        assert Decimal(told["old"][0]["cost_cents"]) == Decimal("1.5") * told["old"][0]["cases"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--price", "pombo=1"), "não é um preço"),
            (("--price", "sms=x"), "não é um preço"),
            (("--changes", "lista.txt"), ".csv ou .parquet"),
        ],
    )
    def test_refuses(self, world: World, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
        result = self.run(world, tmp_path, *words)
        assert said in getattr(result.exception, "message", "")
