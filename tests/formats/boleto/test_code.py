"""Codes typed and scanned: every form is read, and a wrong digit is refused and placed."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.boleto import barcode, collection
from acerto.formats.boleto.barcode import Boleto
from acerto.formats.boleto.code import decode
from acerto.formats.boleto.collection import CollectionSlip
from acerto.formats.boleto.errors import InvalidBoleto

LINE = "00191234546000011545510403005183155650000001050"
BARCODE = "00191556500000010501234560000115451040300518"
digit = st.sampled_from("0123456789")


def numeric(width: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=width, max_size=width)


def _issued(bank: str, due_on: date | None, amount_cents: int, free_field: str) -> Boleto:
    return barcode.encode(
        bank=bank,
        due_on=due_on,
        amount_cents=amount_cents,
        free_field=free_field,
        today=due_on or date(2026, 11, 22),
    )


boletos = st.builds(
    _issued,
    bank=st.integers(1, 799).map("{:03d}".format),
    due_on=st.none() | st.dates(date(2000, 7, 3), date(2049, 10, 13)),
    amount_cents=st.integers(0, 10**10 - 1),
    free_field=numeric(25),
)


def _collected(segment: str, value_kind: str, value: int, digits: str) -> CollectionSlip:
    width = 8 if segment == "6" else 4
    return collection.encode(
        segment=segment, value_kind=value_kind, value=value,
        company=digits[:width], free_field=digits[width:],
    )  # fmt: skip


slips = st.builds(
    _collected,
    segment=st.sampled_from("12345679"),
    value_kind=st.sampled_from("6789"),
    value=st.integers(0, 10**11 - 1),
    digits=numeric(29),
)


def refused(text: str) -> InvalidBoleto:
    with pytest.raises(InvalidBoleto) as caught:
        decode(text)
    assert caught.value.message
    return caught.value


def attempted(text: str) -> Boleto | CollectionSlip | InvalidBoleto:
    try:
        return decode(text)
    except InvalidBoleto as error:
        return error


def changed(text: str, at: int, by: int) -> str:
    return text[:at] + str((int(text[at]) + by) % 10) + text[at + 1 :]


class TestForms:
    @pytest.mark.parametrize(
        "text",
        [
            LINE,
            BARCODE,
            "00191.23454 60000.115455 10403.005183 1 55650000001050",
            " 0019123454-6000011545.5\t10403005183 1 55650000001050\n",
            "\ufeff00191.23454\u200b60000.115455 10403.005183 1 55650000001050\u200e",
            "00191\u201323454 60000\u2010115455 10403005183 1 55650000001050",
            "00191\u00a023454 60000\u00a0115455 10403005183 1 55650000001050",
        ],
    )
    def test_punctuation_does_not_matter(self, text: str) -> None:
        read = decode(text)
        assert isinstance(read, Boleto)
        assert (read.barcode, read.line) == (BARCODE, LINE)

    @given(boletos)
    def test_a_boleto_is_read_again_from_each_form(self, boleto: Boleto) -> None:
        for text in (boleto.barcode, boleto.line, boleto.printed_line):
            assert decode(text) == boleto

    @given(slips)
    def test_a_collection_slip_is_read_again_from_each_form(self, slip: CollectionSlip) -> None:
        for text in (slip.barcode, slip.line, slip.printed_line):
            assert decode(text) == slip
        assert slip.amount_cents == (slip.value if slip.value_kind in "68" else None)


class TestWrongDigits:
    @given(boletos, st.integers(0, 46), st.integers(1, 9))
    def test_of_a_line(self, boleto: Boleto, at: int, by: int) -> None:
        """Fields 1 to 3 notice each one; the last has one rest in eleven shared by three."""
        text = changed(boleto.line, at, by)
        if at < 32:
            assert refused(text).field == f"field{1 + (at > 9) + (at > 20)}"
            return
        outcome = attempted(text)
        if isinstance(outcome, InvalidBoleto):
            assert outcome.code == "check_digit"
        else:
            assert boleto.barcode[4] == "1"
            assert at > 32

    @given(boletos, st.integers(0, 43), st.integers(1, 9))
    def test_of_a_barcode(self, boleto: Boleto, at: int, by: int) -> None:
        text = changed(boleto.barcode, at, by)
        other_kind = text[0] == "8"  # a collection slip has its own digits
        if not other_kind and (boleto.barcode[4] != "1" or at == 4):
            assert refused(text).code in ("check_digit", "currency", "bank")

    @given(slips, st.integers(4, 47), st.integers(1, 9))
    def test_of_a_collection_slip(self, slip: CollectionSlip, at: int, by: int) -> None:
        text = changed(slip.line, at, by)
        if slip.value_kind in "67":
            assert refused(text).field == f"block{at // 12 + 1}"
            return
        outcome = attempted(text)
        if isinstance(outcome, InvalidBoleto):
            assert outcome.code == "check_digit"
        else:
            assert slip.line[at // 12 * 12 + 11] == "0"

    @pytest.mark.parametrize(
        ("text", "code", "field", "position"),
        [
            (changed(LINE, 5, 1), "check_digit", "field1", 1),
            (changed(LINE, 15, 1), "check_digit", "field2", 11),
            (changed(LINE, 31, 1), "check_digit", "field3", 22),
            (changed(LINE, 32, 1), "check_digit", "barcode", 33),
            (changed(BARCODE, 4, 1), "check_digit", "barcode", 5),
            ("0019" + "8" + BARCODE[5:], "check_digit", "barcode", 5),
            (BARCODE[:3] + "8" + BARCODE[4:], "currency", "currency", 4),
            ("000" + BARCODE[3:], "bank", "bank", 1),
            ("80" + BARCODE[2:], "segment", "segment", 2),
            ("815" + BARCODE[3:], "value_kind", "value_kind", 3),
            ("8160" + "0" * 40, "check_digit", "barcode", 4),
            ("9" * 48, "product", "product", 1),
            ("8160" + "0" * 44, "check_digit", "block1", 1),
            ("", "length", "", None),
            ("1" * 43, "length", "", None),
            ("1" * 46, "length", "", None),
            ("1" * 5000, "length", "", None),
            ("0019123454O" + LINE[11:], "format", "", 11),
            ("٠" * 47, "format", "", 1),
        ],
    )
    def test_are_placed(self, text: str, code: str, field: str, position: int | None) -> None:
        error = refused(text)
        assert (error.code, error.field, error.position) == (code, field, position)

    @given(st.text(max_size=60) | st.text("0123456789. -", max_size=60))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        outcome = attempted(text)
        assert not isinstance(outcome, InvalidBoleto) or outcome.message


class TestEncode:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"bank": "34"}, "bank"),
            ({"bank": "000"}, "bank"),
            ({"bank": "801"}, "bank"),
            ({"bank": "٣٤١"}, "bank"),
            ({"free_field": "1" * 24}, "free_field"),
            ({"free_field": "x" * 25}, "free_field"),
            ({"amount_cents": -1}, "amount_cents"),
            ({"amount_cents": 10**10}, "amount_cents"),
            ({"due_on": date(1999, 1, 1)}, "due_on"),
            ({"due_on": date(2062, 12, 10)}, "due_on"),
            ({"due_on": date(9999, 12, 31), "today": date.min}, "due_on"),
        ],
    )
    def test_refuses_naming_the_field(self, change: dict[str, object], field: str) -> None:
        given = {"bank": "341", "due_on": None, "amount_cents": 0, "free_field": "0" * 25}
        given["today"] = date(2026, 11, 22)
        with pytest.raises(InvalidBoleto) as caught:
            _call(barcode.encode)(**(given | change))
        assert caught.value.field == field

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"segment": "8"}, "segment"),
            ({"value_kind": "5"}, "value_kind"),
            ({"value": 10**11}, "value"),
            ({"value": -1}, "value"),
            ({"company": "12345678"}, "company"),
            ({"free_field": "1" * 21}, "free_field"),
            ({"segment": "6"}, "company"),
        ],
    )
    def test_refuses_a_slip_naming_the_field(self, change: dict[str, object], field: str) -> None:
        given = {
            "segment": "2", "value_kind": "6", "value": 100, "company": "1234",
            "free_field": "1" * 25,
        }  # fmt: skip
        with pytest.raises(InvalidBoleto) as caught:
            _call(collection.encode)(**(given | change))
        assert caught.value.field == field

    def test_the_root_of_a_cnpj_names_the_company_of_segment_6(self) -> None:
        slip = collection.encode(
            segment="6", value_kind="7", value=12, company="11222333", free_field="9" * 21
        )
        assert (slip.company, slip.free_field, slip.amount_cents) == ("11222333", "9" * 21, None)


def _call(function: object) -> Callable[..., object]:
    assert callable(function)
    return function
