"""`acerto ofx read` as programs read it, and what a person is told about a bad file."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"


def test_prints_accounts_and_transactions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ofx", "read", str(GOLDEN / "bradesco-comma.ofx")]) == 0
    said = json.loads(capsys.readouterr().out)
    (account,) = said["accounts"]
    first = {
        name: account["transactions"][0][name] for name in ("id", "on", "amount_cents", "memo")
    }
    assert first == {
        "id": "5649673",
        "on": "2015-07-30",
        "amount_cents": -53086,
        "memo": "PAGTO ELETRONICO TRIBUTO",
    }
    assert said["problems"] == []


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "O arquivo está vazio"),
        (b"<html></html>", "não é um OFX"),
        (b"<OFX><STMTTRN><TRNAMT>x</STMTTRN></OFX>", "Nenhum lançamento pôde ser lido (linha 1:"),
    ],
)
def test_a_bad_file_is_one_sentence(
    octets: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "extrato.ofx"
    file.write_bytes(octets)
    assert run(["ofx", "read", str(file)]) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize("name", ["nada.ofx", ""])
def test_a_file_that_cannot_be_opened(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ofx", "read", str(tmp_path / name), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] in ("no_file", "unreadable")


def test_what_stays_out_is_counted_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    octets = (GOLDEN / "bradesco-comma.ofx").read_bytes().replace(b"-530,86", b"muito")
    file = tmp_path / "extrato.ofx"
    file.write_bytes(octets)
    assert run(["ofx", "read", str(file)]) == 0
    said = capsys.readouterr()
    assert "ficaram de fora: 1" in said.err
    assert json.loads(said.out)["problems"][0]["code"] == "amount_unreadable"
