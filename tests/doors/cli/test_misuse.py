"""Commands over files and codes: whatever they are given, one sentence and 1."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

LINE = "00191.23454 60000.115455 10403.005183 1 55650000001050"
PLACE = ("--merchant-name", "Loja", "--city", "Recife")
STATIC = ("brcode", "encode", "--key", "loja@example.org", *PLACE)


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(list(words)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()
    assert said.err.endswith(".\n")
    return said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["boleto", "decode"], "Falta o argumento"),
        (["boleto", "decode", "-34191"], "-3"),
        (["boleto", "decode", LINE, "--on", "2026-02-31"], "2026-02-31"),
        (["boleto", "decode", LINE, "--on", "２０２６-02-01"], "não é um dia"),
        (["boleto", "decode", LINE, "--on", "a\n\x1b[31mb"], r"a\n\x1b[31mb"),
        (["boleto", "decode", LINE, "1", "2"], "Argumentos a mais"),
        (["boleto", "nada"], "nada"),
        (["boleto", "pdf", "x.json"], "--out"),
        (["ofx", "read", "a", "b"], "Argumento a mais"),
        ([*STATIC, "--amount-cents", "10,00"], "centavos"),
        ([*STATIC, "--amount-cents", "１２"], "centavos"),
        ([*STATIC, "--amount-cents", "1_000"], "centavos"),
        ([*STATIC, "--cor", "azul"], "--cor"),
        (["brcode", "encode", "--key", "x"], "--merchant-name"),
        (["cnab", "read"], "Falta o argumento"),
    ],
)
def test_what_is_not_understood(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in complaint(capsys, *words)


def test_programs_are_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["boleto", "decode", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


@pytest.mark.parametrize("command", ["ofx", "statement", "nfe", "protest", "bureau"])
def test_a_strange_name_of_a_file(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = complaint(capsys, command, "read", str(tmp_path / "a\nb\x1b[31m\udcff.txt"))
    assert r"a\nb\x1b[31m\udcff.txt" in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("e.csv", 'Data;Valor\n"1\n\x1b]0;x\x07";10,00\n'),
        ("e.csv", 'Data;Valor\n01/02/2026;"1\n\x1b[2J"\n'),
        ("e.ofx", "<OFX><STMTTRN><DTPOSTED>1\n\x1b[31m2<TRNAMT>1,00</STMTTRN></OFX>"),
        ("e.ofx", "<OFX><STMTTRN><DTPOSTED>20260101<TRNAMT>1\n\x1b[31m2</STMTTRN></OFX>"),
    ],
)
def test_a_strange_text_in_a_statement(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8", newline="")
    told = complaint(capsys, "statement", "read", str(file))
    assert "(linha " in told
    assert ". " not in told


def test_one_name_for_two_images(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "w").mkdir()
    one, same = tmp_path / "z.svg", tmp_path / "w" / ".." / "z.svg"
    told = complaint(capsys, *STATIC, "--svg", str(one), "--png", str(same))
    assert "--svg e --png" in told
    assert not one.exists()


def test_a_strange_name_of_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = Path(__file__).parents[2] / "golden" / "protest" / "B3411811.251"
    assert run(["protest", "read", str(golden)]) == 0
    file, out = tmp_path / "lotes.json", tmp_path / "a\udcff"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert run(["protest", "write", str(file), "--out", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(out)
    assert out.read_bytes() == golden.read_bytes()
