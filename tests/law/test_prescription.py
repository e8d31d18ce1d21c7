"""Prescription: when each kind of debt can no longer be collected."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.law import params
from acerto.law.rules.prescription import (
    is_prescribed,
    kind_of,
    kinds,
    memory,
    prescription_on,
    terms_of,
)


class TestPrescriptionOn:
    @pytest.mark.parametrize(
        ("due_on", "expected"),
        [
            (date(2021, 6, 10), date(2026, 6, 11)),
            (date(2024, 2, 29), date(2029, 3, 2)),
            (date(2020, 10, 31), date(2025, 11, 1)),
            (date(2020, 10, 30), date(2025, 10, 31)),
            (date(2020, 6, 12), date(2025, 10, 31)),
            (date(2020, 6, 11), date(2025, 10, 31)),
            (date(2019, 5, 5), date(2024, 9, 24)),
            (date(2015, 6, 11), date(2020, 6, 12)),
            (date(2015, 6, 12), date(2020, 11, 1)),
            (date(1999, 1, 1), date(2008, 1, 12)),
        ],
    )
    def test_five_years_and_the_days_that_stood_still(self, due_on: date, expected: date) -> None:
        assert prescription_on(due_on=due_on) == expected

    def test_an_interruption_starts_it_again(self) -> None:
        found = prescription_on(due_on=date(2021, 6, 10), interrupted_on=date(2024, 1, 15))
        assert found == date(2029, 1, 16)

    @given(st.dates(date(1980, 1, 1), date(2060, 1, 1)))
    def test_a_later_due_date_never_prescribes_earlier(self, due_on: date) -> None:
        later = prescription_on(due_on=due_on + timedelta(days=1))
        assert prescription_on(due_on=due_on) <= later


class TestIsPrescribed:
    def test_from_the_day_after_the_last_of_the_term_on(self) -> None:
        due_on = date(2021, 6, 10)
        assert not is_prescribed(due_on=due_on, on=date(2026, 6, 10))
        assert is_prescribed(due_on=due_on, on=date(2026, 6, 11))


class TestKinds:
    @pytest.mark.parametrize(
        ("debt_type", "kind"),
        [
            ("rent", "rent"),
            ("Aluguel", "rent"),
            ("  CONDOMÍNIO ", "condominium"),
            ("conta-de-luz", "energy"),
            ("Nota Promissória", "note"),
            ("Juros", "periodic_interest"),
            ("juros periódicos", "periodic_interest"),
            ("periodic_interest", "periodic_interest"),
            ("card", "written"),
            ("other", "written"),
            ("", "written"),
        ],
    )
    def test_a_company_calls_its_debts_as_it_likes(self, debt_type: str, kind: str) -> None:
        assert kind_of(debt_type=debt_type) == kind

    def test_an_unknown_kind_is_an_error(self) -> None:
        with pytest.raises(params.UnknownParameter):
            prescription_on(due_on=date(2026, 1, 1), kind="alimony")


KINDS = st.sampled_from(kinds())
DAYS = st.dates(date(1995, 1, 1), date(2050, 12, 31))


class TestProperties:
    @given(KINDS, DAYS)
    def test_no_kind_prescribes_before_a_year_nor_after_ten_and_the_suspension(
        self, kind: str, due_on: date
    ) -> None:
        since = max(due_on, date(2003, 1, 11))
        end = prescription_on(due_on=due_on, kind=kind)
        assert since + timedelta(days=365) <= end <= since + timedelta(days=3653 + 1 + 141)

    @given(KINDS, DAYS, st.integers(-400, 5000))
    def test_an_act_never_shortens_a_term_and_counts_only_while_it_runs(
        self, kind: str, due_on: date, after: int
    ) -> None:
        act = due_on + timedelta(days=after)
        plain = memory(due_on=due_on, kind=kind)
        told = memory(due_on=due_on, kind=kind, interrupted_on=act)
        for before, claim in zip(plain, told, strict=True):
            runs = before.starts_on <= act < before.prescribed_on
            assert (claim.interrupted_on is not None) is runs
            assert claim.prescribed_on >= before.prescribed_on
            assert runs or claim.prescribed_on == before.prescribed_on

    @given(KINDS, DAYS)
    def test_the_days_of_2020_are_added_to_terms_that_ran_then_and_to_no_other(
        self, kind: str, due_on: date
    ) -> None:
        for claim in memory(due_on=due_on, kind=kind):
            last = claim.prescribed_on - timedelta(days=claim.suspended_days + 1)
            first_counted = kind in ("condominium", "cheque", "note") and claim.claim != "execution"
            first_counted = first_counted and claim.claim != "enrichment"
            counted = claim.starts_on + timedelta(days=0 if first_counted else 1)
            ran = last >= date(2020, 6, 12) and counted <= date(2020, 10, 30)
            assert (claim.suspended_days > 0) is ran
            assert claim.suspended_days <= 141


def test_what_a_case_shows_is_the_law_of_its_kind() -> None:
    entry = terms_of(debt_type="aluguel")
    assert (entry.rule, entry.citation) == ("pres-rent", "CC 206 §3 I")


@pytest.mark.parametrize(
    ("kind", "years"),
    [("written", 5), ("condominium", 5), ("note", 5), ("rent", 3), ("water", 10)],
)
@pytest.mark.parametrize("due_on", [date(1996, 4, 8), date(2003, 1, 10), date(2003, 1, 11)])
def test_terms_older_than_the_code_end_on_the_day_of_its_number(
    kind: str, years: int, due_on: date
) -> None:
    # CC 132 §3: o prazo de anos expira no dia de igual número do de início, 11/01, que ainda é do prazo.
    assert prescription_on(due_on=due_on, kind=kind) == date(2003 + years, 1, 12)


@pytest.mark.parametrize("kind", ["written", "condominium", "note"])
def test_the_first_term_wholly_under_the_code_ends_a_day_later(kind: str) -> None:
    assert prescription_on(due_on=date(2003, 1, 12), kind=kind) == date(2008, 1, 13)
