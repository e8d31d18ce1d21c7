"""`acerto brcode`: JSON out, one sentence for bad input, images that a reader finds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from zxingcpp import read_barcode

from acerto.config.entry import run

KEY = "123e4567-e12b-12d1-a456-426655440000"
OFFICIAL = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
PLACE = ["--merchant-name", "Fulano de Tal", "--city", "BRASILIA"]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert run(["brcode", *words]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_decode_answers_with_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "decode", OFFICIAL) == {
        "kind": "static",
        "key": KEY,
        "merchant_name": "Fulano de Tal",
        "city": "BRASILIA",
        "amount_cents": None,
        "txid": None,
        "url": None,
        "recurrence_url": None,
    }


class TestEncode:
    def test_static(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["--key", KEY, *PLACE, "--amount-cents", "1050", "--txid", "T1"]
        answer = said(capsys, "encode", *words)
        assert (answer["kind"], answer["key"]) == ("static", KEY)
        assert (answer["amount_cents"], answer["txid"]) == (1050, "T1")
        assert said(capsys, "encode", "--key", KEY, *PLACE)["payload"] == OFFICIAL

    def test_dynamic_and_recurrence(self, capsys: pytest.CaptureFixture[str]) -> None:
        url, recurrence = "pix.example.com/cobv/1", "pix.example.com/rec/1"
        both = said(capsys, "encode", "--url", url, "--recurrence-url", recurrence, *PLACE)
        assert (both["kind"], both["url"], both["recurrence_url"]) == ("dynamic", url, recurrence)
        reusable = said(capsys, "encode", "--url", url, "--reusable", *PLACE)
        assert str(reusable["payload"]).startswith("00020126")
        alone = said(capsys, "encode", "--recurrence-url", recurrence, *PLACE)
        assert (alone["kind"], alone["url"]) == ("recurrence", None)

    def test_draws_the_qr(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        png, svg = tmp_path / "q.png", tmp_path / "q.svg"
        said(capsys, "encode", "--key", KEY, *PLACE, "--png", str(png), "--svg", str(svg))
        found = read_barcode(Image.open(png))
        assert found is not None
        assert found.text == OFFICIAL
        assert svg.read_text("utf-8").startswith("<svg")
        assert run(["brcode", "encode", "--key", KEY, *PLACE, "--png", str(png)]) == 1
        assert "já existe" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["decode", OFFICIAL[:-1] + "C"], "Campo 63"),
        (["decode", ""], "vazio"),
        (["decode", "olá"], "incompleto"),
        (["encode", *PLACE], "--key"),
        (["encode", "--key", "123", *PLACE], "Campo 26"),
        (["encode", "--url", "https://x.example.com", *PLACE], "Campo 26"),
        (
            ["encode", "--url", "x.example.com/1", "--txid", "T", *PLACE],
            "--txid não vale com --url",
        ),
        (["encode", "--key", KEY, "--url", "x.example.com/1", *PLACE], "--url não vale com --key"),
        (["encode", "--key", KEY, "--reusable", *PLACE], "--single-use não vale"),
        (["encode", "--key", KEY, "--amount-cents", "0", *PLACE], "Campo 54"),
    ],
)
def test_one_sentence_for_bad_input(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["brcode", *words]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert told in out.err
    assert len(out.err.splitlines()) == 1


def test_neither_django_nor_the_engine_is_loaded() -> None:
    program = (
        "import sys; from acerto.config.entry import run; code = run(sys.argv[1:]); "
        "sys.exit(code or any(name in sys.modules for name in "
        "('django', 'acerto.engine', 'duckdb', 'segno', 'holidays')))"
    )
    words = [sys.executable, "-c", program, "brcode", "decode", OFFICIAL]
    done = subprocess.run(words, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
