"""Prescription of liquid debts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.law.rules.prescription import is_prescribed, prescription_on


class TestPrescriptionOn:
    @pytest.mark.parametrize(
        ("due_on", "expected"),
        [
            (date(2021, 6, 10), date(2026, 6, 10)),
            (date(2024, 2, 29), date(2029, 3, 1)),
            (date(2020, 10, 31), date(2025, 10, 31)),
            (date(2020, 10, 30), date(2025, 10, 31)),
            (date(2020, 6, 12), date(2025, 10, 31)),
            (date(2020, 6, 11), date(2025, 10, 30)),
            (date(2019, 5, 5), date(2024, 9, 23)),
            (date(2015, 6, 11), date(2020, 6, 11)),
            (date(2015, 6, 12), date(2020, 10, 31)),
            (date(1999, 1, 1), date(2008, 1, 11)),
        ],
    )
    def test_five_years_and_the_days_that_stood_still(self, due_on: date, expected: date) -> None:
        assert prescription_on(due_on=due_on) == expected

    def test_an_interruption_starts_it_again(self) -> None:
        found = prescription_on(due_on=date(2021, 6, 10), interrupted_on=date(2024, 1, 15))
        assert found == date(2029, 1, 15)

    @given(st.dates(date(1980, 1, 1), date(2060, 1, 1)))
    def test_a_later_due_date_never_prescribes_earlier(self, due_on: date) -> None:
        later = prescription_on(due_on=due_on + timedelta(days=1))
        assert prescription_on(due_on=due_on) <= later


class TestIsPrescribed:
    def test_from_the_day_itself_on(self) -> None:
        due_on = date(2021, 6, 10)
        assert not is_prescribed(due_on=due_on, on=date(2026, 6, 9))
        assert is_prescribed(due_on=due_on, on=date(2026, 6, 10))
