"""`acerto protest read | write` as programs use them."""

import json
from pathlib import Path

import pytest

from acerto.config.entry import run

GOLDEN = Path(__file__).parents[2] / "golden" / "protest"
SENT = GOLDEN / "B3411811.251"

REQUEST = {
    "municipality_code": "3550308", "notary_code": "01", "protocol": "1234", "title_number": "1",
    "protocol_on": "2026-08-13", "debtor_name": "Josefa de Exemplo", "amount_cents": 26882,
}  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert run(["protest", *words]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_reads_a_return(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "read", str(GOLDEN / "R3412811.251"))
    assert found["kind"] == "return"
    (lot,) = found["lots"]  # type: ignore[misc]
    first = lot["titles"][0]
    assert (first["outcome"], first["our_number"]) == ("paid", "109-00003341-3")
    assert (first["occurred_on"], first["face_cents"]) == ("2025-11-24", 63558)


def test_what_it_reads_it_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "lotes.json", tmp_path / "B3411811.251"
    file.write_text(json.dumps(said(capsys, "read", str(SENT))), "utf-8")
    assert said(capsys, "write", str(file), "--out", str(out))["titles"] == 4
    assert out.read_bytes() == SENT.read_bytes()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "x"}, "kind precisa ser"),
        ({"kind": ["x"]}, "kind precisa ser"),
        ({"lots": None}, "Falta a lista lots"),
        ({"lots": [{}]}, "Cada lote precisa da lista titles"),
        ({"lots": [{"titles": []}]}, "Falta moved_on"),
        ({"lots": [{"titles": [], "remittance_nr": 1}]}, "“remittance_nr” não existe"),
        ({"lots": [{"titles": [], "moved_on": "2026-W10-1"}]}, "Falta moved_on"),
        ({"lots": [{"titles": [], "moved_on": "ontem"}]}, "Falta moved_on"),
        ({"lots": [{"titles": [], "moved_on": "2026-03-01"}]}, "Falta remittance_number"),
        ({"lots": [{"titles": [{"species": 1.5}]}]}, "precisa ser um texto"),
    ],
)
def test_one_sentence_and_nothing_written(
    change: dict[str, object], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "lotes.json", tmp_path / "saida"
    file.write_text(json.dumps(said(capsys, "read", str(SENT)) | change), "utf-8")
    assert run(["protest", "write", str(file), "--out", str(out)]) == 1
    heard = capsys.readouterr()
    assert told in heard.err
    assert heard.err.count("\n") == 1
    assert not out.exists()


def test_a_title_that_would_come_back_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = said(capsys, "read", str(SENT))
    raw["lots"][0]["titles"][1]["debtor_tax_id"] = "12345678900"  # type: ignore[index]
    file = tmp_path / "lotes.json"
    file.write_text(json.dumps(raw), "utf-8")
    assert run(["protest", "write", str(file), "--out", str(tmp_path / "x"), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "irregularity_07"
    assert "(linha 3;" in error["message"]


def test_never_over_a_file_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "lotes.json", tmp_path / "saida"
    file.write_text(json.dumps(said(capsys, "read", str(SENT))), "utf-8")
    out.write_text("meu")
    assert run(["protest", "write", str(file), "--out", str(out)]) == 1
    assert out.read_text() == "meu"
    assert run(["protest", "write", str(file), "--out", str(out), "--replace"]) == 0


@pytest.mark.parametrize("text", ["", "oi", "[]", "[" * 100_000])
def test_what_is_no_json(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lotes.json"
    file.write_text(text, "utf-8")
    assert run(["protest", "write", str(file), "--out", str(tmp_path / "x")]) == 1
    assert "não é um objeto JSON" in capsys.readouterr().err


def test_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "remessa.txt"
    file.write_text("oi", "utf-8")
    assert run(["protest", "read", str(file)]) == 1
    assert "não é de protesto" in capsys.readouterr().err


def test_xml_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "lotes.json", tmp_path / "B3411811.251.xml"
    found = said(capsys, "read", str(SENT))
    file.write_text(json.dumps(found), "utf-8")
    assert said(capsys, "write", str(file), "--xml", "--out", str(out))["titles"] == 4
    again = said(capsys, "read", str(out))
    assert again["problems"] == []
    assert [len(lot["titles"]) for lot in again["lots"]] == [3, 1]  # type: ignore[attr-defined]


class TestWithdraw:
    def test_takes_a_title_as_a_confirmation_says_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        confirmed = said(capsys, "read", str(GOLDEN / "C3411811.251"))
        lot = confirmed["lots"][0]  # type: ignore[index]
        request = {**lot["titles"][0], "municipality_code": lot["municipality_code"]}
        file, out = tmp_path / "pedidos.json", tmp_path / "DP3411911.251"
        file.write_text(json.dumps({"kind": "withdrawal", "requests": [request]}), "utf-8")
        assert said(capsys, "withdraw", str(file), "--out", str(out))["requests"] == 1
        text = out.read_text("iso-8859-1")
        assert "<desistencia>" in text
        assert "<numero_protocolo>0000008176</numero_protocolo>" in text
        assert "<valor_titulo>635.58</valor_titulo>" in text

    @pytest.mark.parametrize(
        ("raw", "told"),
        [
            ({}, "kind precisa ser"),
            ({"kind": ["x"]}, "kind precisa ser"),
            ({"kind": "withdrawal"}, "Falta a lista requests"),
            ({"kind": "withdrawal", "requests": [1]}, "um objeto JSON"),
            ({"kind": "withdrawal", "requests": []}, "Não há títulos"),
            ({"kind": "withdrawal", "requests": [{}]}, "Falta amount_cents"),
            ({"kind": "withdrawal", "requests": [{"amount_cents": 1}]}, "Falta protocol_on"),
            (
                {"kind": "withdrawal", "requests": [REQUEST | {"title_number": ["x"]}]},
                "precisa ser",
            ),
            (
                {"kind": "withdrawal", "requests": [REQUEST | {"municipality_code": "35503"}]},
                "código de município do IBGE, de sete algarismos (pedido 1; problemas ao todo: 1).",
            ),
        ],
    )
    def test_one_sentence(
        self, raw: object, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "pedidos.json"
        file.write_text(json.dumps(raw), "utf-8")
        assert run(["protest", "withdraw", str(file), "--out", str(tmp_path / "x")]) == 1
        heard = capsys.readouterr()
        assert told in heard.err
        assert heard.err.count("\n") == 1
