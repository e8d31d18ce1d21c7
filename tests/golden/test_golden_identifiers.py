"""The golden identifiers: CPF, CNPJ with letters, phones and their places, Pix keys."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.core.identifiers import (
    InvalidIdentifier,
    ddd_info,
    normalise_cnpj,
    normalise_cpf,
    normalise_phone,
    normalise_pix_key,
    normalise_tax_id,
)

GOLDEN: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "identifiers.yaml").read_text(encoding="utf-8")
)
CODES = [(f"{code}", row) for row in GOLDEN["ddd"] for code in row["codes"]]


@pytest.mark.parametrize("case", GOLDEN["cnpj"]["valid"], ids=lambda case: case["value"])
def test_a_cnpj_is_read(case: dict[str, str]) -> None:
    value = case["value"]
    masked = f"{value[:2]}.{value[2:5]}.{value[5:8]}/{value[8:12]}-{value[12:]}"
    assert normalise_cnpj(value) == normalise_cnpj(masked.lower()) == value
    assert (normalise_tax_id(value).kind, normalise_pix_key(value).kind) == ("cnpj", "cnpj")


@pytest.mark.parametrize("case", GOLDEN["cnpj"]["invalid"], ids=lambda case: case["value"])
def test_a_wrong_cnpj_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(InvalidIdentifier):
        normalise_cnpj(case["value"])


@pytest.mark.parametrize("value", GOLDEN["cpf"]["valid"])
def test_a_cpf_is_read(value: str) -> None:
    assert normalise_cpf(value) == value
    assert (normalise_tax_id(value).kind, normalise_pix_key(value).kind) == ("cpf", "cpf")


@pytest.mark.parametrize("case", GOLDEN["cpf"]["invalid"], ids=lambda case: case["value"])
def test_a_wrong_cpf_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(InvalidIdentifier):
        normalise_cpf(case["value"])


@pytest.mark.parametrize("case", GOLDEN["phones"], ids=lambda case: case["text"])
def test_a_phone_is_read(case: dict[str, str]) -> None:
    phone = normalise_phone(case["text"])
    assert (phone.e164, phone.kind) == (case["e164"], case["kind"])


@pytest.mark.parametrize(("code", "row"), CODES, ids=lambda value: str(value)[:2])
def test_an_area_code_has_state_and_zone(code: str, row: dict[str, str]) -> None:
    assert ddd_info(code) == (row["state"], row["zone"])
    for number in (f"{code}987654321", f"{code}33334444"):
        phone = normalise_phone(number)
        assert (phone.ddd, phone.state) == (code, row["state"])
        assert phone.zones[0] == row["zone"]


def test_there_are_67_area_codes_and_no_other() -> None:
    assert len(CODES) == len({code for code, _row in CODES}) == 67
    for other in {f"{number}" for number in range(10, 100)} - {code for code, _row in CODES}:
        with pytest.raises(InvalidIdentifier):
            ddd_info(other)


@pytest.mark.parametrize("case", GOLDEN["pix_keys"], ids=lambda case: case["kind"])
def test_a_pix_key_is_read(case: dict[str, str]) -> None:
    key = normalise_pix_key(case["text"])
    assert (key.kind, key.value) == (case["kind"], case["value"])
