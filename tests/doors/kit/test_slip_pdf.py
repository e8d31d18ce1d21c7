"""The boleto on paper: a scanner reads the bars, and the text says what FEBRABAN's model asks."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from tests.formats.boleto.slips import request
from zxingcpp import Barcode, read_barcodes

from acerto.doors.kit.slip_pdf import slip_pdf, template
from acerto.formats.boleto.paper import printed_fields
from acerto.formats.boleto.slip import Slip
from acerto.formats.boleto.slip_request import slip_from
from acerto.formats.brcode import encode_dynamic

AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TODAY = AT.date()
PIX = encode_dynamic(url="pix.example.com/cobv/1e6c54d3", merchant_name="Loja", city="Recife")
LABELS = [
    "Local de pagamento", "Vencimento", "Beneficiário", "Agência / Código do beneficiário",
    "Data do documento", "Número do documento", "Espécie doc.", "Aceite", "Data processamento",
    "Nosso número", "Uso do banco", "Carteira", "Espécie", "Quantidade", "Valor",
    "(=) Valor do documento", "Instruções", "(–) Desconto / Abatimento", "(–) Outras deduções",
    "(+) Mora / Multa", "(+) Outros acréscimos", "(=) Valor cobrado", "Pagador",
    "Sacador / Avalista", "Código de baixa", "Autenticação mecânica", "Recibo do pagador",
    "Ficha de compensação", "Corte na linha",
]  # fmt: skip

GENERATED = json.loads(
    (Path(__file__).parents[2] / "golden" / "boleto" / "generate.json").read_text(encoding="utf-8")
)["cases"]
EVERY_BANK = list({case["bank"]: case for case in GENERATED}.values())


def made(values: dict[str, Any]) -> Slip:
    """The slip, issued on its due date: the published cases are old."""
    due_on = values["input"].get("due_on")
    return slip_from(values, today=date.fromisoformat(due_on) if due_on else TODAY)


def text_of(values: dict[str, Any]) -> str:
    reader = PdfReader(BytesIO(slip_pdf(slip=made(values), now=AT)))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def scanned(values: dict[str, Any]) -> list[Barcode]:
    """What a reader finds on the page, rendered at 200 dots an inch."""
    fields = json.dumps(printed_fields(made(values)), ensure_ascii=False)
    compiler = typst.Compiler(
        input=template().encode(), ignore_system_fonts=True, sys_inputs={"data": fields}
    )
    page = compiler.compile(format="png", ppi=200)
    assert isinstance(page, bytes)
    return list(read_barcodes(Image.open(BytesIO(page))))


class TestScanned:
    @pytest.mark.parametrize("cents", [0, 123456, 9_999_999_999])
    def test_the_bars_are_the_barcode(self, cents: int) -> None:
        values = request(discount_cents=0, discount_until=None)
        values["input"]["amount_cents"] = cents
        (found,) = scanned(values)
        assert found.format.name == "ITF"
        assert found.text == made(values).issued.boleto.barcode

    def test_the_bars_have_the_size_that_febraban_asks(self) -> None:
        (found,) = scanned(request())
        box = found.position
        length = (box.top_right.x - box.top_left.x) / 200 * 25.4
        assert length == pytest.approx(103, abs=1)

    @pytest.mark.parametrize("case", EVERY_BANK, ids=lambda case: case["bank"])
    def test_every_bank(self, case: dict[str, Any]) -> None:
        given_ = case["input"] | {"document_number": ""}
        values = request(discount_cents=0, discount_until=None) | {
            "bank": case["bank"],
            "input": given_,
        }
        (found,) = scanned(values)
        assert found.text == case["barcode"]
        text = text_of(values)
        assert text.count(case["digitable_line"]) == 2
        assert text.count(made(values).issued.our_number.printed) == 2

    def test_the_qr_is_the_pix_code(self) -> None:
        found = {one.format.name: one.text for one in scanned(request(pix=PIX))}
        assert found["QRCode"] == PIX
        assert found["ITF"] == slip_from(request(), today=TODAY).issued.boleto.barcode


class TestText:
    def test_has_every_field_of_the_model(self) -> None:
        text = text_of(request(pix=PIX))
        assert [label for label in LABELS if label not in text] == []
        assert text.count("34191.09123 34567.830814 05367.890000 6 16560000123456") == 2
        for said in (
            "Banco Itaú S.A.", "341-7", "10/12/2026", "R$ 1.234,56", "109/12345678-3",
            "0810 / 53678-9", "12.ABC.345/01DE-35", "390.533.447-05", "123.456.789-09", "NF 1234/2",
            "multa de R$ 24,69 (2%)", "juros de R$ 0,41 por dia de atraso", "Pague com Pix",
        ):  # fmt: skip
            assert said in text

    def test_says_nothing_of_pix_without_a_code(self) -> None:
        assert "Pix" not in text_of(request())

    def test_the_longest_texts_stay_on_one_page(self) -> None:
        party = {"name": "W" * 60, "address": "W" * 110}
        values = request(
            beneficiary=party | {"tax_id": "12ABC34501DE35"},
            payer=party | {"tax_id": "39053344705"},
            guarantor=party | {"tax_id": "12345678909"},
            payment_place="W" * 60, document_number="W" * 15, notes=["W" * 90] * 5, pix=PIX,
        )  # fmt: skip
        assert "W" * 60 in text_of(values)
        assert "ITF" in {one.format.name for one in scanned(values)}

    @settings(max_examples=15, deadline=None)
    @given(
        st.text(
            st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_characters="\x7f\xad")
            .filter(lambda char: char.isprintable() and not "\x7f" <= char <= "\xa0"),
            min_size=1, max_size=60,
        )
    )  # fmt: skip
    def test_any_name_of_latin_letters_can_be_printed(self, name: str) -> None:
        payer = {"name": name, "tax_id": "39053344705", "address": "Rua A, 1"}
        assert "390.533.447-05" in text_of(request(payer=payer))


def test_all_is_drawn_as_vectors() -> None:
    (page,) = PdfReader(
        BytesIO(slip_pdf(slip=slip_from(request(pix=PIX), today=TODAY), now=AT))
    ).pages
    assert list(page.images) == []


def test_the_same_slip_and_instant_give_the_same_bytes() -> None:
    one, two = (slip_pdf(slip=slip_from(request(), today=TODAY), now=AT) for _try in "12")
    assert one == two
    assert b"pdfuaid" in one
