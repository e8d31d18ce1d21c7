"""`acerto simulate` at the command line: what it tells, draws and writes, and what it refuses."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.engine.in_files import edges, written
from tests.engine.portfolios import ON
from tests.factory import NOON, World
from tests.flows.test_decide_outside import AGES, acerto, exported, world

from acerto.doors.cli.simulate import command
from acerto.engine.policy_file import default_policy_text
from acerto.engine.simulation.parameters import load_parameters, shipped_text

__all__ = ["world"]
SMALL = ("--days", "3", "--debtors", "60", "--on", "2026-03-02", "--workers", "1")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The consumer's policy with one step a segment."""
    data = yaml.safe_load(default_policy_text(name="consumer"))
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][:1]
    file = tmp_path / "outra.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return file


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_compares_two_policies_without_database_or_django(other: Path, tmp_path: Path) -> None:
    out = tmp_path / "dias.csv"
    words = ("--policy", "consumer", "--policy", str(other), "--seeds", "2", "--out", str(out))
    answer = acerto("simulate", *words, *SMALL, "--price", "email=0,5")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["policies"] == ["consumidor (consumer)", "consumidor (outra)"]
    figures = told["figures"]
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 * 2 * 3
    for place, label in enumerate(told["policies"]):
        own = [row for row in rows if row["policy"] == label]
        for key in ("recovered_cents", "titles_paid", "email"):
            by_seed = [sum(int(r[key]) for r in own if r["seed"] == str(seed)) for seed in (1, 2)]
            assert figures[key]["policies"][place]["by_seed"] == by_seed
        emails = figures["email"]["policies"][place]["mean"]
        assert figures["cost_cents"]["policies"][place]["mean"] == 50 * emails
    first, second = (one["by_seed"] for one in figures["contacts"]["policies"])
    difference = [b - a for a, b in zip(first, second, strict=True)]
    assert figures["contacts"]["difference"]["by_seed"] == difference
    assert any(difference)


def test_one_policy_has_no_difference_and_one_seed_no_interval(tmp_path: Path) -> None:
    out = tmp_path / "tudo.json"
    result = run("--policy", "consumer", "--seeds", "1", "--out", str(out), *SMALL)
    assert result.exit_code == 0, result.exception
    assert "60 devedores" in result.stdout
    assert "Dinheiro recebido" in result.stdout
    assert "diferença" not in result.stdout
    assert "±" not in result.stdout
    whole = json.loads(out.read_text("utf-8"))
    assert whole["figures"]["contacts"]["difference"] is None
    assert whole["figures"]["contacts"]["policies"][0]["low"] is None
    assert len(whole["daily"]["email"][0][0]) == 3


def test_draws(other: Path, tmp_path: Path) -> None:
    words = ("--policy", "consumer", "--policy", str(other), "--seeds", "2", *SMALL)
    page, drawing = tmp_path / "p.html", tmp_path / "d.svg"
    assert run(*words, "--out", str(page)).exit_code == 0
    assert run(*words, "--out", str(drawing)).exit_code == 0
    root = ElementTree.fromstring(drawing.read_text("utf-8"))
    text = " ".join(root.itertext())
    assert "Diferença de dinheiro recebido" in text
    assert "consumidor (outra)" in text
    assert len([each for each in root.iter() if each.tag.endswith("polyline")]) == 5
    assert "<script" not in page.read_text("utf-8")
    assert "<svg" in page.read_text("utf-8")


def test_own_parameters_change_the_outcome(tmp_path: Path) -> None:
    assert run("--show-parameters").stdout == shipped_text()
    data = yaml.safe_load(shipped_text())
    data["assumed"]["without_contact"]["value"] = 0
    for effect in data["assumed"]["channels"]["value"].values():
        effect |= {"promise": 0}
    file = tmp_path / "ninguém paga.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    result = run(
        "--policy", "consumer", "--seeds", "1", "--json", "--parameters", str(file), *SMALL
    )
    assert json.loads(result.stdout)["figures"]["recovered_cents"]["policies"][0]["mean"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "uma régua com --policy, ou duas"),
        (("--policy", "consumer") * 3, "uma régua com --policy, ou duas"),
        (("--policy", "nenhuma"), "Não conheço a régua “nenhuma”"),
        (("--policy", "consumer", "--policy", "business"), "públicos diferentes"),
        (("--policy", "consumer", "--days", "0"), "--days vai de 1 a 730, não 0"),
        (("--policy", "consumer", "--days", "731"), "--days vai de 1 a 730"),
        (("--policy", "consumer", "--seeds", "0"), "--seeds vai de 1"),
        (("--policy", "consumer", "--debtors", "-5"), "--debtors vai de 1"),
        (("--policy", "consumer", "--out", "x.png"), ".svg, .html, .csv ou .json"),
        (("--policy", "consumer", "--out", "não/existe.svg"), "a pasta não existe"),
        (("--policy", "consumer", "--price", "sms=-1"), "não é um preço"),
        (("--policy", "consumer", "--price", "sms=²"), "não é um preço"),
        (("--policy", "consumer", "--price", "email=."), "não é um preço"),
        (("--policy", "consumer", "--snapshot", "nada"), "nada"),
        (("--policy", "consumer", "--snapshot", "x", "--debtors", "5"), "use um dos dois"),
        (("--policy", "consumer", "--parameters", "nada.yaml"), "nada.yaml não existe"),
    ],
)
def test_refuses_in_words(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert said in getattr(result.exception, "message", ""), result.exception


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: 0.8", "value: -1", "assumed.without_contact.value"),
        ("frailty_variance:", "variance:", "frailty_variance"),
        ("[-20,", "[-40,", "ordem crescente"),
        ("fine_rate: '0.02'", "fine_rate: dois", "decimais"),
        ("letter:", "pombo:", "channels"),
        ("fitted:", "fitted: [", "não é YAML"),
        ("value: 0.8", "value: .nan", "assumed.without_contact.value"),
    ],
)
def test_parameters_at_fault_are_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    assert old in shipped_text()
    file.write_text(shipped_text().replace(old, new), "utf-8")
    result = run("--policy", "consumer", "--parameters", str(file))
    assert said in getattr(result.exception, "message", ""), result.exception


def test_every_parameter_says_where_it_comes_from() -> None:
    """A figure is fitted on something or is an assumption with its range, and the two stand apart."""
    data = yaml.safe_load(shipped_text())
    load_parameters()
    for name, one in data["assumed"].items():
        assert name == "states" or "assumption" in one["source"], name
    for group in data["fitted"].values():
        for name, one in group.items():
            assert one["source"].startswith(("fitted on", "counted on")), name


def test_a_real_portfolio_goes_on_from_where_it_stands(world: World, tmp_path: Path) -> None:
    """The first day's e-mails are those that `decide` decides on the same snapshot, no more."""
    folder = exported(world, tmp_path / "retrato")
    day = NOON.date().isoformat()
    words = ("--policy", "consumer", "--snapshot", str(folder))
    decided = acerto("decide", *words, "--on", day, "--out", str(tmp_path / "out"))
    contacts = json.loads(decided.stdout)["by_verdict"]["contact"]
    out = tmp_path / "dias.csv"
    answer = acerto("simulate", *words, "--days", "2", "--seeds", "1", "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["on"] == day
    assert told["starts"][0]["cases"] == len(AGES)
    with out.open(encoding="utf-8", newline="") as lines:
        assert int(next(csv.DictReader(lines))["email"]) == contacts > 0


def test_a_portfolio_without_the_policys_public_is_told(tmp_path: Path) -> None:
    parts = edges()
    for case in parts["case"]:
        case["party_kind"] = "consumer"
    folder = written(folder=tmp_path / "retrato", parts=parts)
    words = ("--policy", "business", "--snapshot", str(folder), "--days", "2", "--seeds", "1")
    said = "ninguém do público desta régua (empresas)"
    assert said in run(*words).stdout
    [note] = json.loads(run(*words, "--json").stdout)["notes"]
    assert said in note
    consumers = ("--policy", "consumer", *words[2:], "--json")
    assert json.loads(run(*consumers).stdout)["notes"] == []


def test_a_day_before_the_snapshot_is_refused(tmp_path: Path) -> None:
    folder = written(folder=tmp_path / "retrato", parts=edges())
    words = ("--policy", "consumer", "--snapshot", str(folder), "--on", str(ON - timedelta(days=1)))
    assert "não diz como a carteira estava" in getattr(run(*words).exception, "message", "")
