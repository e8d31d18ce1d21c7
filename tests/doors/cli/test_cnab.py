"""`acerto cnab` as programs read it, and what a person is told about a bad file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "cnab"


def test_prints_bank_layout_and_titles(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cnab", "read", str(GOLDEN / "caixa_sigcb_240_9t.ret")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["bank"], said["layout"], len(said["titles"])) == ("104", "CNAB240", 9)
    title = said["titles"][0]
    wanted = {
        "our_number": "24000000011136997",
        "occurrence": "06",
        "kind": "settled",
        "face_cents": 8000,
        "paid_cents": 8000,
        "interest_cents": 0,
        "occurred_on": "2014-01-06",
        "credited_on": "2014-01-07",
    }
    assert {name: title[name] for name in wanted} == wanted
    assert said["errors"] == []


def test_lines_carry_the_same_titles(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(GOLDEN / "santander_240_trimmed.ret")
    run(["cnab", "read", file])
    whole = json.loads(capsys.readouterr().out)
    run(["cnab", "read", file, "--lines"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["type"] for line in lines] == ["file", "title", "title", "error"]
    assert [{**title, "type": "title"} for title in whole["titles"]] == lines[1:3]
    assert whole["errors"][0]["code"] == lines[3]["code"] == "total_mismatch"


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "O arquivo está vazio."),
        (b"<html></html>", "não é CNAB"),
        (b"02RETORNO01COBRANCA".ljust(76) + b"999FAKE".ljust(324), "O banco 999 não está"),
    ],
)
def test_a_bad_file_is_one_sentence(
    octets: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.ret"
    file.write_bytes(octets)
    assert run(["cnab", "read", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["no-such.ret", "."])
def test_a_file_that_cannot_be_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["cnab", "read", str(tmp_path / name)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_neither_django_nor_the_engine_is_imported() -> None:
    told = "import sys, acerto.doors.cli.cnab; print([m for m in ('django', 'ibis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
