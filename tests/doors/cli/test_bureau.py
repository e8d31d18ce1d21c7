"""`acerto bureau read | write` as programs use them."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "bureau"
SENT = GOLDEN / "pefin-sent.txt"


@pytest.fixture
def codes(tmp_path: Path) -> str:
    """Invented tables, in place of those that come with the contract."""
    file = tmp_path / "codes.json"
    tables = {"natures": {"XX": "a"}, "write_off_reasons": {"YY": "b"}, "errors": {"011": "c"}}
    file.write_text(json.dumps(tables), "utf-8")
    return str(file)


def read(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert run(["bureau", "read", *words]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_reads_what_came_back(codes: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = read(capsys, str(GOLDEN / "pefin-returned.txt"), "--codes", codes)
    assert found["status"] == "restated"
    accepted, refused, _other = found["entries"]  # type: ignore[misc]
    assert (accepted["accepted"], refused["accepted"]) == (True, False)
    assert refused["refusals"] == [{"code": "011", "text": "c"}]


@pytest.mark.parametrize("name", ["pefin-sent.txt", "refin-sent.txt"])
def test_what_it_reads_it_writes(
    name: str, codes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "registros.json", tmp_path / "saida.txt"
    file.write_text(json.dumps(read(capsys, str(GOLDEN / name))), "utf-8")
    assert run(["bureau", "write", str(file), "--out", str(out), "--codes", codes]) == 0
    assert out.read_bytes() == (GOLDEN / name).read_bytes()
    assert json.loads(capsys.readouterr().out)["status"] in ("restated", "unverified")


def test_asks_for_the_tables_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "registros.json", tmp_path / "saida.txt"
    file.write_text(json.dumps(read(capsys, str(SENT))), "utf-8")
    assert run(["bureau", "write", str(file), "--out", str(out), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "no_codes"
    assert not out.exists()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, "Faltam header e entries"),
        ({"layout": "x"}, "pefin ou refin"),
        ({"header": {}, "entries": [1]}, "um objeto JSON"),
        ({"header": {}, "entries": []}, "Não há registros"),
        ({"header": {"moved_on": [1]}, "entries": []}, "precisa ser um texto"),
    ],
)
def test_one_sentence(
    raw: object, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "registros.json"
    file.write_text(json.dumps(raw), "utf-8")
    assert run(["bureau", "write", str(file), "--out", str(tmp_path / "x")]) == 1
    heard = capsys.readouterr()
    assert told in heard.err
    assert heard.err.count("\n") == 1


@pytest.mark.parametrize("octets", [b"\xff", b"[]", b'{"x": 1}'])
def test_tables_that_are_none(
    octets: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "codes.json"
    file.write_bytes(octets)
    assert run(["bureau", "read", str(SENT), "--codes", str(file)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
