"""The tables themselves: every column told once, every code of one meaning."""

from pathlib import Path

import pytest

from acerto.formats.cnab import Kind
from acerto.formats.cnab.codes import codes_named
from acerto.formats.cnab.layout import Layout, all_names, named

LAYOUTS = all_names()
VERIFIED = {"manual", "sample", "unverified"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_fields_cover_every_column_once(name: str) -> None:
    layout = named(name)
    for record in layout.records.values():
        at = 1
        for field in record.fields:
            assert field.first == at, (record.name, field.name)
            at = field.last + 1
        assert at == layout.width + 1, record.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_names_are_not_used_twice_in_a_record(name: str) -> None:
    for record in named(name).records.values():
        names = [field.name for field in record.fields if not field.filler]
        assert len(names) == len(set(names)), record.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_says_where_it_comes_from(name: str) -> None:
    layout: Layout = named(name)
    assert layout.source
    assert layout.verified in VERIFIED


def meaning(codes: str, occurrence: str) -> Kind:
    return codes_named(codes).meaning(occurrence)[0]


class TestCodes:
    def test_the_same_code_means_other_things_at_caixa_400(self) -> None:
        assert meaning("104_400", "01") == Kind.ENTRY_CONFIRMED
        assert meaning("104_400", "02") == Kind.WRITTEN_OFF
        assert {meaning("104_400", code) for code in ("21", "22")} == {Kind.SETTLED}
        assert meaning("104_240", "02") == Kind.ENTRY_CONFIRMED
        assert meaning("104_240", "06") == Kind.SETTLED
        assert meaning("097_400", "02") == Kind.SETTLED
        assert meaning("097_400", "06") == Kind.REJECTED

    def test_a_write_off_is_no_payment(self) -> None:
        for codes in ("033_240", "001_240", "237_240", "104_240", "756_240", "748_240"):
            assert meaning(codes, "09") == Kind.WRITTEN_OFF, codes

    def test_money_after_a_write_off_is_money(self) -> None:
        for codes in ("001_240", "033_240", "237_240", "237_400", "748_240", "748_400"):
            assert meaning(codes, "17") == Kind.SETTLED, codes
        assert meaning("237_400", "15") == Kind.SETTLED

    def test_an_order_to_protest_is_no_protest(self) -> None:
        assert meaning("033_240", "19") == Kind.PROTEST_ORDERED
        assert meaning("237_400", "23") == Kind.AT_NOTARY
        assert meaning("033_240", "25") == Kind.PROTESTED
        assert meaning("341_400", "32") == Kind.PROTESTED

    def test_a_cheque_that_waits_is_not_money_yet(self) -> None:
        assert meaning("001_240", "50") == Kind.PAYMENT_PENDING
        assert meaning("001_400", "46") == Kind.PAYMENT_PENDING
        assert meaning("001_240", "44") == Kind.PAYMENT_REVERSED

    def test_reasons_depend_on_the_occurrence(self) -> None:
        febraban = codes_named("febraban_240")
        assert febraban.explained("03", ("08",))[0].text == "Nosso Número Inválido"
        assert febraban.explained("06", ("08",))[0].text == "Em cartório"
        assert febraban.explained("28", ("08",))[0].text == "Custas de protesto"
        assert febraban.explained("14", ("08",))[0].text is None

    def test_caixa_tells_channel_and_form_by_their_place(self) -> None:
        caixa = codes_named("104_240")
        told = [reason.text for reason in caixa.explained("06", ("02", "01", "01"))]
        assert told == ["Casa lotérica", "Em dinheiro", None]
        told = [reason.text for reason in caixa.explained("06", ("04", "00", "01"))]
        assert told == ["Compensação eletrônica", None]
        assert caixa.explained("03", ("08",))[0].text == "Nosso Número Inválido"

    def test_a_bank_without_published_codes_has_none(self) -> None:
        assert meaning("070_400", "06") == Kind.UNKNOWN


def test_the_page_names_every_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats" / "cnab.md").read_text()
    built_on = ("common_400_return", "common_400_remittance", "febraban_240_remittance")
    assert [name for name in LAYOUTS if f"`{name}`" not in page and name not in built_on] == []


def test_every_kind_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats" / "cnab.md").read_text()
    assert [kind for kind in Kind if f"`{kind}`" not in page] == []
