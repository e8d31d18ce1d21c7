"""`acerto statement read | guess` as programs and people use them."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"


def test_reads_csv_without_being_told_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statement", "read", str(GOLDEN / "no-header.txt")]) == 0
    (account,) = json.loads(capsys.readouterr().out)["accounts"]
    first = account["transactions"][0]
    assert (first["on"], first["amount_cents"], first["memo"]) == (
        "2026-01-05",
        25000,
        "PIX RECEB FULANA",
    )


def test_reads_ofx_too(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ofx", "statement"):
        assert run([name, "read", str(GOLDEN / "bb.ofx")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second


def test_what_it_guesses_can_be_passed_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(GOLDEN / "two-columns.csv")
    assert run(["statement", "guess", file]) == 0
    mapping = tmp_path / "mapa.yaml"
    mapping.write_text(capsys.readouterr().out, "utf-8")
    assert run(["statement", "read", file]) == 0
    assert run(["statement", "read", file, "--mapping", str(mapping)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second


def test_the_guess_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statement", "guess", str(GOLDEN / "no-header.txt"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == {"on": [1], "amount": [3], "memo": [2]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["read", "{golden}/expected.yaml"], "não parece um extrato"),
        (["guess", "{golden}/expected.yaml"], "não parece um extrato"),
        (["read", "{golden}/bb.ofx", "--mapping", "{golden}/bb.ofx"], "salve-o como texto UTF-8"),
        (["read", "{golden}/bb.ofx", "--mapping", "{golden}/nada.yaml"], "não existe"),
        (["read", "{golden}/preamble.csv", "--mapping", "{golden}/no-header.txt"], "mapeamento"),
    ],
)
def test_one_sentence(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statement", *(word.format(golden=GOLDEN) for word in words)]) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
