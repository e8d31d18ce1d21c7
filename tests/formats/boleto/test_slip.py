"""What a slip says on paper: bars, instructions in reais, and a refusal that names the field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.boleto.slips import request

from acerto.formats.boleto.errors import InvalidBoleto
from acerto.formats.boleto.itf import bars_mm, widths
from acerto.formats.boleto.paper import printed_fields
from acerto.formats.boleto.slip import daily_interest_cents, instructions, percent
from acerto.formats.boleto.slip_request import slip_from
from acerto.formats.brcode import encode_dynamic, encode_recurrence, encode_static

TODAY = date(2026, 11, 22)
PLACE = {"merchant_name": "Loja", "city": "Recife"}
# The table of the symbology: which of five elements are wide, weights 1, 2, 4, 7 and parity.
NARROW_WIDE = {
    "0": "nnwwn", "1": "wnnnw", "2": "nwnnw", "3": "wwnnn", "4": "nnwnw",
    "5": "wnwnn", "6": "nwwnn", "7": "nnnww", "8": "wnnwn", "9": "nwnwn",
}  # fmt: skip


class TestBars:
    @given(st.text("0123456789", min_size=2, max_size=44).filter(lambda text: len(text) % 2 == 0))
    def test_are_those_of_the_table(self, digits: str) -> None:
        letters = "nnnn"
        for first, second in zip(digits[::2], digits[1::2], strict=True):
            pairs = zip(NARROW_WIDE[first], NARROW_WIDE[second], strict=True)
            letters += "".join(bar + space for bar, space in pairs)
        letters += "wnn"
        assert widths(digits) == tuple({"n": 1, "w": 3}[letter] for letter in letters)

    def test_fill_103_millimetres(self) -> None:
        bars = bars_mm("34196165600001234561091234567830810536789000")
        assert bars[0][0] == 0
        assert sum(bars[-1]) == pytest.approx(103, abs=0.001)
        assert len(bars) == 2 + 22 * 5 + 2


class TestInstructions:
    def test_tell_amounts_in_reais(self) -> None:
        assert instructions(slip_from(request(), today=TODAY)) == [
            "Até 05/12/2026, conceder desconto de R$ 10,00.",
            "Após o vencimento, cobrar multa de R$ 24,69 (2%).",
            "Após o vencimento, cobrar juros de R$ 0,41 por dia de atraso (1% ao mês).",
            "Dúvidas: fale com a loja.",
        ]

    def test_tell_rates_where_the_amount_is_open_or_a_day_is_less_than_a_centavo(self) -> None:
        open_amount = request(discount_cents=0, discount_until=None, notes=[])
        open_amount["input"]["amount_cents"] = 0
        assert instructions(slip_from(open_amount, today=TODAY)) == [
            "Após o vencimento, cobrar multa de 2% do valor.",
            "Após o vencimento, cobrar juros de 1% ao mês.",
        ]

    def test_nothing_agreed_is_nothing_told(self) -> None:
        plain = request(
            fine_rate="0",
            interest_month_rate="0",
            discount_cents=0,
            discount_until=None,
            notes=None,
        )
        assert instructions(slip_from(plain, today=TODAY)) == []

    def test_a_day_is_a_thirtieth_of_a_month_rounded_half_up(self) -> None:
        for cents, rate, expected in ((10000, "0.01", 3), (15000, "0.01", 5), (149, "0.10", 0)):
            found = daily_interest_cents(amount_cents=cents, interest_month_rate=Decimal(rate))
            assert found == expected

    @pytest.mark.parametrize(
        ("rate", "text"), [("0.02", "2%"), ("0.00333", "0,333%"), ("0.1", "10%"), ("1", "100%")]
    )
    def test_rates_are_read_aloud(self, rate: str, text: str) -> None:
        assert percent(Decimal(rate)) == text


class TestFields:
    def test_every_field_of_the_model(self) -> None:
        fields = printed_fields(slip_from(request(), today=TODAY))
        assert fields["bank_code"] == "341-7"
        assert fields["holder"] == "0810 / 53678-9"
        assert fields["our_number"] == "109/12345678-3"
        assert (fields["due_on"], fields["amount"]) == ("10/12/2026", "R$ 1.234,56")
        assert (fields["species"], fields["accepted"], fields["wallet"]) == ("DM", "N", "109")
        assert fields["beneficiary"][0].endswith("– CNPJ 12.ABC.345/01DE-35")
        assert fields["payer"][0] == "Fulana de Tal – CPF 390.533.447-05"
        assert fields["guarantor"] == "Beltrano de Tal – CPF 123.456.789-09"
        assert fields["payment_place"] == "Pagável em qualquer banco"
        assert fields["qr"] == ""

    def test_without_a_day_it_is_due_on_presentation(self) -> None:
        given_ = request(fine_rate="0", interest_month_rate="0")
        given_["input"]["due_on"] = None
        assert printed_fields(slip_from(given_, today=TODAY))["due_on"] == "Contra apresentação"

    def test_a_code_that_asks_for_the_same_is_drawn(self) -> None:
        for pix in (
            encode_static(key="loja@example.org", amount_cents=123456, **PLACE),
            encode_dynamic(url="pix.example.com/1", **PLACE),
        ):
            assert "<svg" in printed_fields(slip_from(request(pix=pix), today=TODAY))["qr"]

    @pytest.mark.parametrize(
        ("bank", "inputs", "holder"),
        [
            ("001", {"agreement": "1234567", "agency": "4042-8", "account": "61900", "account_dv": "5",
                     "wallet": "17", "our_number": "1"}, "4042-8 / 61900-5"),
            ("748", {"agency": "710", "post": "65", "agreement": "129", "wallet": "1",
                     "our_number": "26200001"}, "0710.65.00129"),
            ("104", {"beneficiary": "648995", "agency": "4221", "wallet": "14",
                     "our_number": "7"}, "4221 / 648995-8"),
            ("033", {"beneficiary": "1234567", "our_number": "1"}, "1234567"),
            ("341", {"wallet": "198", "our_number": "1", "document_number": "7",
                     "beneficiary": "12345"}, "12345"),
        ],
    )  # fmt: skip
    def test_agency_and_code_as_the_bank_writes_them(
        self, bank: str, inputs: dict[str, str], holder: str
    ) -> None:
        given_ = request()
        given_["bank"] = bank
        given_["input"] = {"due_on": "2026-12-10", "amount_cents": 123456, **inputs}
        assert printed_fields(slip_from(given_, today=TODAY))["holder"] == holder

    @pytest.mark.parametrize(
        ("inputs", "wallet"),
        [
            ({"wallet": "1", "our_number": "7"}, "RG"),
            ({"wallet": "24", "our_number": "7"}, "SR"),
            ({"our_number": "14000000000000007"}, "RG"),
        ],
    )
    def test_the_wallet_of_caixa_in_letters(self, inputs: dict[str, str], wallet: str) -> None:
        given_ = request()
        given_["bank"] = "104"
        given_["input"] = {"amount_cents": 123456, "beneficiary": "648995", **inputs}
        given_["input"]["due_on"] = "2026-12-10"
        assert printed_fields(slip_from(given_, today=TODAY))["wallet"] == wallet


PARTY = {"name": "Fulana", "tax_id": "39053344705", "address": "Rua A, 1"}
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"colour": 1}, "unknown_field", "colour"),
    ({"payer": None}, "missing", "payer"),
    ({"payer": "Fulana"}, "missing", "payer"),
    ({"payer": PARTY | {"name": ""}}, "missing", "payer.name"),
    ({"payer": PARTY | {"address": " "}}, "missing", "payer.address"),
    ({"payer": PARTY | {"tax_id": "39053344706"}}, "cpf_check_digit", "payer.tax_id"),
    ({"payer": PARTY | {"tax_id": None}}, "tax_id_length", "payer.tax_id"),
    ({"payer": PARTY | {"phone": "1"}}, "unknown_field", "payer"),
    ({"payer": PARTY | {"name": "x" * 61}}, "too_long", "name"),
    ({"payer": PARTY | {"name": "京都"}}, "not_text", "name"),
    ({"payer": PARTY | {"name": "a\x00b"}}, "not_text", "name"),
    ({"payer": PARTY | {"name": ["a"]}}, "not_text", "name"),
    ({"guarantor": "Beltrano"}, "missing", "guarantor"),
    ({"document_on": "20/11/2026"}, "date", "document_on"),
    ({"document_number": "x" * 16}, "too_long", "document_number"),
    ({"accepted": "S"}, "not_a_truth", "accepted"),
    ({"fine_rate": "2%"}, "rate", "fine_rate"),
    ({"fine_rate": "2"}, "rate", "fine_rate"),
    ({"fine_rate": 0.02}, "rate", "fine_rate"),
    ({"interest_month_rate": "0,01"}, "rate", "interest_month_rate"),
    ({"discount_cents": 1.5}, "cents", "discount_cents"),
    ({"discount_cents": 123456}, "discount", "discount_cents"),
    ({"discount_cents": 0}, "discount", "discount_until"),
    ({"discount_until": None}, "discount", "discount_until"),
    ({"discount_until": "2026-12-11"}, "discount", "discount_until"),
    ({"discount_cents": 999999}, "discount", "discount_cents"),
    ({"document_on": "2026-W47-5"}, "date", "document_on"),
    ({"notes": "texto"}, "notes", "notes"),
    ({"notes": ["x"] * 6}, "notes", "notes"),
    ({"notes": ["x" * 91]}, "too_long", "notes"),
    ({"notes": [1]}, "not_text", "notes"),
    ({"pix": "abc"}, "pix", "pix"),
    ({"pix": 1}, "pix", "pix"),
    ({"pix": encode_static(key="loja@example.org", amount_cents=1, **PLACE)}, "pix", "pix"),
    ({"pix": encode_recurrence(recurrence_url="pix.example.com/1", **PLACE)}, "pix", "pix"),
]


@pytest.mark.parametrize(("change", "code", "field"), REFUSED)
def test_refuses_naming_the_field(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(InvalidBoleto) as refused:
        slip_from(request(**change), today=TODAY)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.message


def test_refuses_an_input_that_no_paper_can_print() -> None:
    given_ = request()
    given_["bank"], given_["input"]["beneficiary"] = "033", "1234567"
    given_["input"] |= {"wallet": "101", "agency": "京"}
    with pytest.raises(InvalidBoleto) as refused:
        slip_from(given_, today=TODAY)
    assert refused.value.field == "agency"


@pytest.mark.parametrize("rate", ["fine_rate", "interest_month_rate"])
def test_refuses_charges_for_lateness_that_never_comes(rate: str) -> None:
    given_ = request(**({"fine_rate": "0", "interest_month_rate": "0"} | {rate: "0.01"}))
    given_["input"]["due_on"] = None
    with pytest.raises(InvalidBoleto) as refused:
        slip_from(given_, today=TODAY)
    assert (refused.value.code, refused.value.field) == ("late", "due_on")


def test_refuses_a_request_without_slip() -> None:
    given_ = request()
    del given_["slip"]
    with pytest.raises(InvalidBoleto) as refused:
        slip_from(given_, today=TODAY)
    assert refused.value.field == "slip"
