"""`acerto nfe read` as programs read it."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "nfe"


def test_prints_key_parties_and_instalments(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nfe", "read", str(GOLDEN / "one-instalment-to-a-person.xml")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["key"]) == 44
    assert said["issuer"]["tax_id"] == said["key"][6:20]
    assert said["recipient"]["name"] == "FULANA DE EXEMPLO"
    assert said["instalments"] == [
        {"number": "47428/1-1", "due_on": "2018-08-24", "amount_cents": 34728}
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "O arquivo está vazio."),
        ("isto não é XML", "não é um XML"),
        ("<a/>", "não é uma NF-e"),
        ('<!DOCTYPE a SYSTEM "x"><a/>', "declara um tipo de documento"),
    ],
)
def test_a_bad_file_is_one_sentence(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nota.xml"
    file.write_text(text, "utf-8")
    assert run(["nfe", "read", str(file)]) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
