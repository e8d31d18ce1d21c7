"""Invented people are plausible, repeatable and, a few of them, dirty."""

from collections import Counter

import pytest

from acerto.core.identifiers import (
    InvalidIdentifier,
    normalise_cep,
    normalise_email,
    normalise_phone,
    normalise_state,
    normalise_tax_id,
)
from acerto.sample.identities import Identity, check_digits, identity
from acerto.sample.places import people_thousands, place_of, places

PEOPLE = 4000


@pytest.fixture(scope="module")
def people() -> list[Identity]:
    return [identity(index=index, seed=1) for index in range(1, PEOPLE + 1)]


def share_valid(values: list[str], normalise) -> float:
    def valid(value: str) -> bool:
        try:
            normalise(value)
        except InvalidIdentifier:
            return False
        return True

    return sum(map(valid, values)) / len(values)


class TestIdentity:
    def test_is_the_same_for_the_same_number_and_seed(self):
        assert identity(index=7, seed=3) == identity(index=7, seed=3)

    def test_is_another_for_another_seed(self):
        assert identity(index=7, seed=3) != identity(index=7, seed=4)

    def test_has_a_valid_cpf_98_times_in_100(self, people):
        assert 0.97 < share_valid([who.tax_id for who in people], normalise_tax_id) < 0.99

    def test_never_repeats_a_cpf(self, people):
        assert len({"".join(filter(str.isdigit, who.tax_id)) for who in people}) == PEOPLE

    def test_has_a_phone_of_valid_shape_96_times_in_100(self, people):
        assert 0.94 < share_valid([who.phone for who in people], normalise_phone) < 0.98

    def test_has_a_phone_that_no_subscriber_has(self, people):
        locals_ = [who.phone.split(") ")[-1] for who in people if who.phone]
        assert all(local.startswith("90") for local in locals_)

    def test_has_an_email_at_example_org_or_none(self, people):
        emails = [who.email for who in people]
        assert 0.03 < emails.count("") / PEOPLE < 0.07
        assert all(email.endswith("@example.org") for email in emails if email)
        assert share_valid([email for email in emails if email], normalise_email) == 1

    def test_has_a_postal_code_of_the_city(self, people):
        ranges = {place.city: range(place.cep_from, place.cep_to + 1) for place in places()}
        with_cep = [who for who in people if who.cep]
        assert len(with_cep) > 0.98 * PEOPLE
        assert all(int(normalise_cep(who.cep)) in ranges[who.city] for who in with_cep)

    def test_lives_where_brazilians_live(self, people):
        states = Counter(normalise_state(who.state) for who in people)
        assert [state for state, _ in states.most_common(2)] == ["SP", "MG"]
        assert len(states) == 27


class TestCheckDigits:
    @pytest.mark.parametrize("cpf", ["39053344705", "12345678909", "00000000191"])
    def test_agree_with_known_numbers(self, cpf):
        assert check_digits(base=cpf[:9]) == cpf[9:]


class TestPlaceOf:
    def test_gives_the_first_and_the_last_place(self):
        assert place_of(nth=0) == places()[0]
        assert place_of(nth=people_thousands() - 1) == places()[-1]
