"""`acerto cnab` as programs read it, and what a person is told about a bad file."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def test_says_what_stands_behind_columns_and_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cnab", "read", str(GOLDEN / "caixa_400_1t.ret")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["verified"], said["codes_verified"]) == ("manual", "restated")


def test_a_bank_without_a_table_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "999.ret"
    file.write_bytes((GOLDEN / "bb_240_5t.ret").read_bytes().replace(b"\n001", b"\n999"))
    file.write_bytes(b"999" + file.read_bytes()[3:])
    assert run(["cnab", "read", str(file)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["bank"], said["bank_name"], said["verified"]) == ("999", None, "unverified")
    assert [error["code"] for error in said["errors"]] == ["layout_standard"]


def test_a_bank_that_the_header_contradicts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cnab", "read", str(GOLDEN / "itau_400_53t.ret"), "--bank", "237"]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "O cabeçalho diz que o arquivo é do banco 341 (Itaú), não do 237" in said.err


@pytest.mark.parametrize("asked", ["whole", "lines", "write"])
def test_an_answer_that_cannot_be_written(asked: str, tmp_path: Path) -> None:
    file = tmp_path / "asked.json"
    file.write_text(json.dumps(ASKED))
    what = ["write", str(file)] if asked == "write" else ["read", str(GOLDEN / "sicredi_240.ret")]
    what += ["--lines"] if asked == "lines" else []
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "acerto.config.entry", "cnab", *what],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Não foi possível escrever a resposta" in done.stderr


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


ASKED = {
    "bank": "748",
    "layout": "CNAB240",
    "file_number": 12,
    "written_on": "2026-11-22",
    "company": {
        "company_tax_id": "11222333000181",
        "company_name": "Oficina Exemplo Ltda",
        "branch": "0165",
        "account": "623",
        "account_digit": "8",
    },
    "orders": [
        {
            "action": "register",
            "our_number": "072000031",
            "document_number": "10/1",
            "due_on": "2026-12-22",
            "face_cents": 50000,
            "issued_on": "2026-11-22",
            "interest_month_rate": "1.00",
            "fine_rate": "2",
            "fine_on": "2026-12-23",
            "payer_tax_id": "111.444.777-35",
            "payer_name": "João Conceição",
            "payer_street": "Rua das Flores, 10",
            "payer_postal_code": "01000-000",
            "payer_city": "São Paulo",
            "payer_state": "SP",
        },
        {"action": "write_off", "our_number": "072000031"},
    ],
}


ORDERS: Any = ASKED["orders"]
REGISTER: dict[str, Any] = ORDERS[0]


class TestWrite:
    def test_what_is_written_is_read_again(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked, sent = tmp_path / "asked.json", tmp_path / "sent.rem"
        asked.write_text(json.dumps(ASKED))
        assert run(["cnab", "write", str(asked), "--out", str(sent)]) == 0
        assert run(["cnab", "read", str(sent)]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["direction"], said["errors"]) == ("remittance", [])
        first, second = said["orders"]
        assert (first["action"], second["action"]) == ("register", "write_off")
        assert first["values"]["fine_hundredths"] == 200
        assert first["values"]["due_on"] == "2026-12-22"
        assert first["values"]["payer_tax_id"] == "000011144477735"

    def test_the_example_of_the_docs_is_written(self, tmp_path: Path) -> None:
        page = (GOLDEN.parents[2] / "docs" / "formats" / "cnab.md").read_text("utf-8")
        example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
        assert example is not None
        asked = tmp_path / "asked.json"
        asked.write_text(example[1], "utf-8")
        assert run(["cnab", "write", str(asked), "--out", str(tmp_path / "sent.rem")]) == 0

    def test_nothing_is_overwritten_unasked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked, sent = tmp_path / "asked.json", tmp_path / "sent.rem"
        asked.write_text(json.dumps(ASKED))
        sent.write_text("kept")
        assert run(["cnab", "write", str(asked), "--out", str(sent)]) == 1
        assert sent.read_text() == "kept"
        assert run(["cnab", "write", str(asked), "--out", str(sent), "--replace"]) == 0

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"bank": "999"}, "Não sabemos escrever remessas do banco 999"),
            ({"layout": "CNAB"}, "layout deve ser"),
            ({"layout": ["CNAB240"]}, "layout deve ser"),
            ({"orders": []}, "Falta orders"),
            ({"orders": [{"action": "sell"}]}, "Pedido 1: action deve ser um de"),
            ({"orders": [{"action": "write_off"}]}, "Pedido 1: falta our_number"),
            (
                {"orders": [{"action": "write_off", "our_number": "1", "due_on": "22/12/2026"}]},
                "Pedido 1: due_on deve ser uma data",
            ),
            (
                {"orders": [{"action": "write_off", "our_number": "1", "face_cents": 1.5}]},
                "Pedido 1: face_cents deve ser um número inteiro",
            ),
            ({"company": None}, "Falta company"),
            ({"ordres": []}, "O pedido não tem o campo ordres"),
            ({"written_time": "99"}, "written_time deve ser a hora"),
            ({"orders": [{**REGISTER, "protest_days": -5}]}, "protest_days deve ser um número"),
            ({"orders": [{**REGISTER, "protest_days": "1.5"}]}, "protest_days deve ser um número"),
            ({"orders": [{**REGISTER, "protest_days": 0}]}, "protest_days deve ser 1 ou mais"),
            ({"orders": [{**REGISTER, "write_off_days": -30}]}, "write_off_days deve ser um"),
            ({"orders": [{**REGISTER, "payer_tax_id": "abc"}]}, "payer_tax_id: O documento deve"),
            ({"orders": [REGISTER, REGISTER]}, "Pedido 2: our_number já foi registrado"),
            ({"written_on": "ontem"}, "written_on deve ser uma data"),
            ({"file_number": True}, "file_number deve ser"),
        ],
    )
    def test_a_bad_request_is_one_sentence(
        self,
        change: dict[str, object],
        told: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        asked = tmp_path / "asked.json"
        asked.write_text(json.dumps({**ASKED, **change}))
        assert run(["cnab", "write", str(asked)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert told in said.err
        assert len(said.err.splitlines()) == 1

    @pytest.mark.parametrize("octets", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
    def test_what_is_no_json(
        self, octets: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked = tmp_path / "asked.json"
        asked.write_bytes(octets)
        assert run(["cnab", "write", str(asked)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("name", ["no-such.ret", "."])
def test_a_file_that_cannot_be_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["cnab", "read", str(tmp_path / name)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_neither_django_nor_the_engine_is_imported() -> None:
    told = (
        "import sys, acerto.doors.cli.cnab\n"
        "print([name for name in ('django', 'ibis', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
