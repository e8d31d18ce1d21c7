"""`acerto boleto`: JSON out, one sentence for bad input, and neither Django nor delay."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.formats.boleto.slips import request

from acerto.config.entry import run

LINE = "00191.23454 60000.115455 10403.005183 1 55650000001050"
KEYS = ["bank", "amount_cents", "due_on", "free_field", "barcode", "digitable_line"]
REQUEST = {
    "bank": "237",
    "input": {
        "agency": "1172", "account": "0403005", "wallet": "06", "our_number": "75896452",
        "due_on": "2009-04-30", "amount_cents": 295295,
    },
}  # fmt: skip

ON = ("--on", "2009-04-01")
TODAY = ("--on", "2026-11-22")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[dict[str, object], str]:
    assert run(["boleto", *words]) == 0
    out = capsys.readouterr()
    return json.loads(out.out), out.err


class TestDecode:
    def test_answers_with_the_keys_of_a_boleto(self, capsys: pytest.CaptureFixture[str]) -> None:
        answer, err = said(capsys, "decode", LINE, "--on", "2013-01-20")
        assert list(answer) == KEYS
        assert answer == {
            "bank": "001",
            "amount_cents": 1050,
            "due_on": "2013-01-01",
            "free_field": "1234560000115451040300518",
            "barcode": "00191556500000010501234560000115451040300518",
            "digitable_line": LINE,
        }
        assert err == ""

    def test_says_when_no_day_fits(self, capsys: pytest.CaptureFixture[str]) -> None:
        answer, err = said(capsys, "decode", LINE, "--on", "2021-06-01")
        assert answer["due_on"] is None
        assert answer["amount_cents"] == 1050
        assert "5565" in err

    def test_a_slip_of_a_collector_has_them_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        line = "838600000050096000190009000801782309000343062712"
        answer, _err = said(capsys, "decode", line)
        assert list(answer)[: len(KEYS)] == KEYS
        assert (answer["bank"], answer["amount_cents"]) == (None, 50960)
        assert (answer["segment"], answer["company"], answer["reference"]) == ("3", "0019", None)

    @pytest.mark.parametrize("code", ["1", "abc", LINE[:-1] + "1", LINE.replace("23454", "23464")])
    def test_one_sentence_for_a_bad_code(
        self, code: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["boleto", "decode", code]) == 1
        out = capsys.readouterr()
        assert out.out == ""
        assert len(out.err.splitlines()) == 1
        assert out.err.endswith(".\n")

    def test_programs_are_told_in_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["boleto", "decode", "1", "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "length"
        answer, _err = said(capsys, "decode", LINE, "--json")
        assert list(answer) == KEYS


class TestEncode:
    def written(self, tmp_path: Path, text: str) -> str:
        file = tmp_path / "boleto.json"
        file.write_text(text, "utf-8")
        return str(file)

    def test_answers_like_decode_and_with_the_our_number(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer, _err = said(capsys, "encode", self.written(tmp_path, json.dumps(REQUEST)), *ON)
        assert list(answer) == [*KEYS, "our_number"]
        assert answer["our_number"] == "06/00075896452-5"
        assert answer["due_on"] == "2009-04-30"
        again, _err = said(capsys, "decode", str(answer["barcode"]), "--on", "2009-04-01")
        assert again == {name: answer[name] for name in KEYS}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "JSON"),
            ("[" * 100_000, "JSON"),
            ("[]", "objeto JSON"),
            ('{"bank": "237"}', "input"),
            (json.dumps(REQUEST).replace("237", "999"), "banco"),
            (json.dumps(REQUEST).replace("1172", "11725"), "agência"),
            (json.dumps(REQUEST).replace("1172", "agência"), "agência"),
        ],
    )
    def test_one_sentence_for_a_bad_file(
        self, text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["boleto", "encode", self.written(tmp_path, text)]) == 1
        out = capsys.readouterr()
        assert out.out == ""
        assert told in out.err
        assert len(out.err.splitlines()) == 1

    @pytest.mark.parametrize("day", ["2062-12-10", "2049-10-14", "2016-12-10", "9999-12-31"])
    def test_refuses_a_day_that_its_code_cannot_say(
        self, day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.written(tmp_path, json.dumps(REQUEST).replace("2009-04-30", day))
        assert run(["boleto", "encode", file, "--on", "2026-11-22"]) == 1
        out = capsys.readouterr()
        assert out.out == ""
        assert "9.000 dias" in out.err
        assert len(out.err.splitlines()) == 1

    def test_an_old_one_is_of_the_day_that_it_fell_due(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Due in 2009: whoever reads the code today takes it for another day, and that is said."""
        assert run(["boleto", "encode", self.written(tmp_path, json.dumps(REQUEST))]) == 0
        out = capsys.readouterr()
        assert json.loads(out.out)["due_on"] == "2009-04-30"
        assert "9.000 dias" in out.err

    @pytest.mark.parametrize("day", ["2009-W18-4", "20090430", "30/04/2009"])
    def test_a_day_is_written_in_one_way(
        self, day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.written(tmp_path, json.dumps(REQUEST).replace("2009-04-30", day))
        assert run(["boleto", "encode", file, *ON]) == 1
        assert "AAAA-MM-DD" in capsys.readouterr().err

    def test_one_sentence_for_no_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["boleto", "encode", str(tmp_path / "nada.json")]) == 1
        assert "não existe" in capsys.readouterr().err


class TestPdf:
    def test_writes_the_slip_and_answers_like_encode(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file, out = tmp_path / "boleto.json", tmp_path / "boleto.pdf"
        file.write_text(json.dumps(request()), "utf-8")
        answer, _err = said(capsys, "pdf", str(file), *TODAY, "--out", str(out))
        assert answer["our_number"] == "109/12345678-3"
        assert out.read_bytes().startswith(b"%PDF")
        assert run(["boleto", "pdf", str(file), *TODAY, "--out", str(out)]) == 1
        assert "já existe" in capsys.readouterr().err
        said(capsys, "pdf", str(file), *TODAY, "--out", str(out), "--replace")

    def test_one_sentence_for_a_bad_slip(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file, out = tmp_path / "boleto.json", tmp_path / "boleto.pdf"
        file.write_text(json.dumps(request(payer=None)), "utf-8")
        assert run(["boleto", "pdf", str(file), *TODAY, "--out", str(out)]) == 1
        assert "payer" in capsys.readouterr().err
        assert not out.exists()


@pytest.mark.parametrize("words", [["decode", LINE], ["encode", "boleto.json", *ON]], ids=" ".join)
def test_neither_django_nor_the_engine_is_loaded(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "boleto.json").write_text(json.dumps(REQUEST), "utf-8")
    program = (
        "import sys; from acerto.config.entry import run; code = run(sys.argv[1:]); "
        "sys.exit(code or any(name in sys.modules for name in "
        "('django', 'acerto.engine', 'duckdb', 'typst', 'holidays')))"
    )
    command = [sys.executable, "-c", program, "boleto", *words]
    done = subprocess.run(command, capture_output=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
