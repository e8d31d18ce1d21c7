"""An answer that cannot be written is told in one sentence, and a reader who leaves hears nothing more."""

import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
LINE = "00191.23454 60000.115455 10403.005183 1 55650000001050"
COMMANDS = [
    ["boleto", "decode", LINE, "--on", "2013-01-20"],
    ["ofx", "read", str(GOLDEN / "statements" / "bb.ofx")],
    ["statement", "guess", str(GOLDEN / "statements" / "preamble.csv")],
    ["nfe", "read", str(GOLDEN / "nfe" / "two-instalments.xml")],
    ["protest", "read", str(GOLDEN / "protest" / "R3412811.251")],
    ["bureau", "read", str(GOLDEN / "bureau" / "pefin-returned.txt")],
    [
        "brcode",
        "encode",
        "--key",
        "loja@example.org",
        "--merchant-name",
        "Loja",
        "--city",
        "Recife",
    ],
    ["boleto", "--help"],
    ["--version"],
]


def said(words: list[str], redirection: str) -> tuple[int, str]:
    """Exit code and stderr of a command, its stdout led where the shell is told."""
    line = ["sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-m", "acerto", *words]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_full_disk_is_one_sentence(words: list[str]) -> None:
    told = "Não foi possível escrever a resposta: o disco está cheio.\n"
    assert said(words, "> /dev/full") == (1, told)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_closed_output_is_one_sentence(words: list[str]) -> None:
    told = "Não foi possível escrever a resposta: a saída padrão está fechada.\n"
    assert said(words, ">&-") == (1, told)


@pytest.mark.parametrize("words", COMMANDS[:2], ids=lambda words: words[0])
def test_programs_get_no_second_failure(words: list[str]) -> None:
    code, told = said([*words, "--json"], ">&-")
    assert (code, told.count("\n")) == (1, 1)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_reader_who_leaves_hears_nothing(words: list[str]) -> None:
    _code, told = said(words, "| true")
    assert told == ""


def test_a_failure_keeps_its_own_sentence() -> None:
    code, told = said(["boleto", "decode", "1"], ">&-")
    assert (code, told.count("\n")) == (1, 1)
    assert "44, 47 ou 48" in told
