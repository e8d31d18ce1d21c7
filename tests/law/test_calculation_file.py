"""A debt told in a small file: each name as people write it, each field once."""

import pytest

from acerto.law.calculation import InvalidRequest
from acerto.law.calculation_file import read_request

FILE = """\
principal: 1.000,00
due: 2025-07-10
state: SP
terms: {party: consumer, fine: 2%, interest: contract, interest_month: 1%, index: ipca}
payments: [{on: 2025-12-01, amount: "100,00"}]
"""


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("index: ipca", "index: IPCA"),
        ("state: SP", "state: sp"),
        ("state: SP", "state: São Paulo"),
        ("due: 2025-07-10", "due: 10/07/2025"),
    ],
)
def test_reads_a_name_however_it_is_written(written: str, other: str) -> None:
    assert FILE.count(written) == 1
    assert read_request(FILE.replace(written, other)) == read_request(FILE)


@pytest.mark.parametrize("index", ["igpm", "IGPM", "IGP-M", "igp-m"])
def test_reads_the_sign_of_an_index(index: str) -> None:
    found = read_request(FILE.replace("index: ipca", f"index: {index}"))
    assert found.terms.correction_index == "igpm"


@pytest.mark.parametrize(
    ("written", "twice", "field", "line"),
    [
        ("state: SP", "state: SP\nprincipal: 2.000,00", "principal", 4),
        ("fine: 2%", "fine: 2%, fine: 1%", "fine", 4),
        ("on: 2025-12-01", "on: 2025-12-01, on: 2025-12-02", "on", 5),
    ],
)
def test_refuses_a_field_told_twice(written: str, twice: str, field: str, line: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_request(FILE.replace(written, twice))
    assert (refused.value.code, refused.value.field) == ("repeated_field", field)
    assert f"linha {line}" in refused.value.sentence


@pytest.mark.parametrize(
    ("written", "wrong", "field", "said"),
    [
        ("fine: 2%", "fine: 2000%", "fine", "até 100%"),
        ("interest_month: 1%", "interest_month: 101%", "interest_month", "até 100%"),
        ("interest: contract", "interest: legal", "interest_month", "Com juros da lei"),
        ("interest: contract", "interest: x", "interest", "Os juros são"),
        ("party: consumer", "party: x", "party", "consumidor ou empresa"),
        ("index: ipca", "index: dolar", "index", "não existe"),
        ("state: SP", "state: XX", "state", "sigla de um estado"),
        ("due: 2025-07-10", "due: 1993-06-10", "due", "O real existe desde"),
        ("due: 2025-07-10", "due: 10/13/2025", "due", "não é uma data"),
    ],
)
def test_names_the_field_that_does_not_fit(written: str, wrong: str, field: str, said: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_request(FILE.replace(written, wrong))
    assert refused.value.field == field
    assert refused.value.message.startswith(f"{field}: ")
    assert said in refused.value.sentence
