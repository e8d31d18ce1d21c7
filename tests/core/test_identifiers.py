"""Identifiers: one canonical form, or a refusal with a code."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.identifiers import (
    InvalidIdentifier,
    all_states,
    all_zones,
    ddd_info,
    ddd_zones,
    mask_email,
    normalise_cep,
    normalise_cnpj,
    normalise_cpf,
    normalise_email,
    normalise_phone,
    normalise_pix_key,
    normalise_state,
    normalise_tax_id,
    state_zones,
    written_tax_id,
)


def code_of(normalise: object, text: str) -> str:
    assert callable(normalise)
    with pytest.raises(InvalidIdentifier) as refused:
        normalise(text)
    assert text == "" or text not in refused.value.message
    return refused.value.code


class TestCpf:
    @pytest.mark.parametrize("text", ["390.533.447-05", "39053344705", " 390 533 447 05 "])
    def test_one_form(self, text: str) -> None:
        assert normalise_cpf(text) == "39053344705"

    @pytest.mark.parametrize("cpf", ["12345678909", "00000000191"])
    def test_valid(self, cpf: str) -> None:
        assert normalise_cpf(cpf) == cpf

    @pytest.mark.parametrize("text", ["11111111111", "00000000000", "23100299900"])
    def test_wrong_check_digits_or_one_repeated_digit(self, text: str) -> None:
        assert code_of(normalise_cpf, text) == "cpf_check_digit"

    @pytest.mark.parametrize("text", ["", "123", "3905334470A", "390=533=447=05", "٣" * 11])
    def test_wrong_form(self, text: str) -> None:
        assert code_of(normalise_cpf, text) == "cpf_format"

    @given(st.integers(0, 999_999_999), st.integers(0, 99))
    def test_at_most_one_pair_of_check_digits_is_right(self, body: int, tail: int) -> None:
        right = [n for n in range(100) if _is_cpf(f"{body:09d}{n:02d}")]
        assert len(right) == (0 if len(set(f"{body:09d}")) == 1 and not right else 1)
        assert _is_cpf(f"{body:09d}{tail:02d}") == (tail in right)


def _is_cpf(text: str) -> bool:
    try:
        normalise_cpf(text)
    except InvalidIdentifier:
        return False
    return True


class TestCnpj:
    @pytest.mark.parametrize("cnpj", ["12ABC34501DE35", "Z46ABC88000164", "11222333000181"])
    def test_valid_with_and_without_letters(self, cnpj: str) -> None:
        assert normalise_cnpj(cnpj) == cnpj

    def test_one_form(self) -> None:
        assert normalise_cnpj("12.abc.345/01de-35") == "12ABC34501DE35"

    @pytest.mark.parametrize(
        "text",
        ["12ABC34501DE36", "00000000000000", "11111111111111", "52599927000100", "NX9K79E2AB1200"],
    )
    def test_wrong_check_digits(self, text: str) -> None:
        assert code_of(normalise_cnpj, text) == "cnpj_check_digit"

    @pytest.mark.parametrize(
        "text", ["12ABCſ4501DE35", "12ABC34501DEAA", "11.222.333/0001=81", "1122233300018"]
    )
    def test_wrong_form(self, text: str) -> None:
        assert code_of(normalise_cnpj, text) == "cnpj_format"


class TestTaxId:
    def test_tells_a_person_from_a_company(self) -> None:
        person = normalise_tax_id("390.533.447-05")
        company = normalise_tax_id("12.ABC.345/01DE-35")
        assert (person.kind, person.masked) == ("cpf", "***.533.447-**")
        assert (company.kind, company.masked) == ("cnpj", "12.***.***/01DE-**")

    def test_restores_the_zeros_that_spreadsheets_eat(self) -> None:
        assert normalise_tax_id("191", restore_zeros=True).value == "00000000191"
        assert normalise_tax_id("1838723000127", restore_zeros=True).kind == "cnpj"
        assert code_of(normalise_tax_id, "191") == "tax_id_length"

    def test_is_written_as_on_paper(self) -> None:
        assert written_tax_id("39053344705") == "390.533.447-05"
        assert written_tax_id("12ABC34501DE35") == "12.ABC.345/01DE-35"
        assert written_tax_id("123") == "123"

    def test_refuses_a_whole_page(self) -> None:
        assert code_of(normalise_tax_id, "1" * 1000) == "tax_id_length"


class TestPhone:
    @pytest.mark.parametrize(
        "text",
        ["+5511987654321", "(11) 98765-4321", "11987654321", "011 98765-4321", "5511987654321"],
    )
    def test_one_form(self, text: str) -> None:
        phone = normalise_phone(text)
        assert (phone.e164, phone.kind) == ("+5511987654321", "mobile")
        assert (phone.ddd, phone.state, phone.zones) == ("11", "SP", ("America/Sao_Paulo",))
        assert phone.masked == "(11) *****-4321"

    def test_puts_in_the_ninth_digit(self) -> None:
        phone = normalise_phone("(81) 8888-7777")
        assert phone.e164 == "+5581988887777"
        assert phone.zones == ("America/Sao_Paulo",)

    def test_a_fixed_line_keeps_eight_digits(self) -> None:
        phone = normalise_phone("(65) 3333-4444")
        assert (phone.e164, phone.kind, phone.zones) == (
            "+556533334444", "fixed", ("America/Cuiaba",),
        )  # fmt: skip

    @pytest.mark.parametrize("text", ["08007712345", "(11) 4004-1234", "4004-1234"])
    def test_a_service_number_has_no_place(self, text: str) -> None:
        phone = normalise_phone(text)
        assert (phone.kind, phone.ddd, phone.state, phone.zones) == ("service", None, None, ())

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("+1 212 555 0100", "phone_foreign"),
            ("98765-4321", "phone_invalid"),
            ("", "phone_invalid"),
            ("abc", "phone_invalid"),
            ("(20) 98765-4321", "ddd_unknown"),
            ("1" * 100, "phone_invalid"),
        ],
    )
    def test_refuses(self, text: str, code: str) -> None:
        assert code_of(normalise_phone, text) == code

    @given(st.sampled_from(["11", "21", "68", "81", "97"]), st.integers(0, 99_999_999))
    def test_every_mobile_of_ours_is_one_of_the_library(self, ddd: str, rest: int) -> None:
        phone = normalise_phone(f"{ddd}9{rest:08d}")
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone.e164))


class TestPlaces:
    def test_the_west_of_amazonas_keeps_two_zones(self) -> None:
        assert ddd_zones("97") == ("America/Manaus", "America/Eirunepe")
        assert state_zones("AM") == ("America/Manaus", "America/Eirunepe")
        assert ddd_info("97") == ("AM", "America/Manaus")

    def test_there_are_27_states_and_67_area_codes(self) -> None:
        assert len(all_states()) == 27
        known = [f"{n}" for n in range(11, 100) if _has_ddd(f"{n}")]
        assert len(known) == 67
        assert {ddd_info(ddd)[0] for ddd in known} == set(all_states())
        assert "America/Rio_Branco" in all_zones()

    @pytest.mark.parametrize("text", ["sp", "SP", "São Paulo", "SAO  PAULO"])
    def test_states_by_letters_or_name(self, text: str) -> None:
        assert normalise_state(text) == "SP"

    def test_refuses_what_is_no_state(self) -> None:
        assert code_of(normalise_state, "ZZ") == "state_unknown"

    def test_cep(self) -> None:
        assert normalise_cep(" 01310-100 ") == "01310100"
        assert code_of(normalise_cep, "131-0100") == "cep_invalid"
        assert code_of(normalise_cep, "00000000") == "cep_invalid"


def _has_ddd(ddd: str) -> bool:
    try:
        ddd_info(ddd)
    except InvalidIdentifier:
        return False
    return True


class TestEmail:
    def test_one_form(self) -> None:
        assert normalise_email(" Maria.Silva@Example.ORG ") == "maria.silva@example.org"
        assert mask_email("maria.silva@example.org") == "m***@example.org"

    @pytest.mark.parametrize(
        "text", ["", "maria", "maria@", "a b@example.org", "x@localhost", "ç@example.org"]
    )
    def test_refuses(self, text: str) -> None:
        assert code_of(normalise_email, text) == "email_invalid"


class TestPixKey:
    @pytest.mark.parametrize(
        ("text", "kind", "value"),
        [
            ("390.533.447-05", "cpf", "39053344705"),
            ("12.ABC.345/01DE-35", "cnpj", "12ABC34501DE35"),
            ("+55 11 98765-4321", "phone", "+5511987654321"),
            ("11987654321", "phone", "+5511987654321"),
            ("Loja@Example.org", "email", "loja@example.org"),
            (
                "123E4567-E12B-12D1-A456-426655440000",
                "evp",
                "123e4567-e12b-12d1-a456-426655440000",
            ),
        ],
    )
    def test_kinds(self, text: str, kind: str, value: str) -> None:
        key = normalise_pix_key(text)
        assert (key.kind, key.value) == (kind, value)

    @pytest.mark.parametrize(
        "text", ["", "123", "11111111111", "x" * 90, "08007712345", "8133334444"]
    )
    def test_refuses(self, text: str) -> None:
        assert code_of(normalise_pix_key, text) == "pix_key_invalid"

    def test_refuses_an_email_longer_than_the_rail_takes(self) -> None:
        long = "a" * 60 + "@" + "b" * 20 + ".example.org"
        assert code_of(normalise_pix_key, long) == "pix_key_invalid"
