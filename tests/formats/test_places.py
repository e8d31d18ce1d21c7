"""States, CEPs and codes of municipalities."""

import pytest

from acerto.core.places import all_states
from acerto.formats.places import STATES, is_cep, is_municipality, is_state


def test_the_states_are_27() -> None:
    assert len(STATES) == len(set(STATES.values())) == 27
    assert set(STATES) == set(all_states())
    assert is_state("sp")
    assert not is_state("XX")


# Capitals, the newest municipalities, and two of the codes that break the rule.
@pytest.mark.parametrize(
    "code",
    ["3550308", "3304557", "5300108", "3106200", "4205407", "2304400", "2611606", "1302603"]
    + ["1504752", "5101837", "4314548", "5006275", "2201919", "5203962"],
)
def test_codes_that_are_given(code: str) -> None:
    assert is_municipality(code)


@pytest.mark.parametrize(
    "code", ["", "35503", "3550309", "1234567", "9950308", "355030８", "0000000"]
)
def test_codes_that_cannot_be(code: str) -> None:
    assert not is_municipality(code)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("01001-000", True),
        ("01001000", True),
        ("123", False),
        ("00000000", False),
        ("0100100a", False),
    ],
)
def test_a_cep_has_eight_digits(text: str, right: bool) -> None:
    assert is_cep(text) is right
