"""Bank days and contact holidays."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.calendar import (
    add_business_days,
    add_months,
    add_months_civil,
    add_years_civil,
    bank_holidays,
    contact_holiday_name,
    contact_holiday_rows,
    is_bank_day,
    is_business_day,
    is_contact_holiday,
    next_bank_day,
    next_business_day,
)

PUBLISHED = json.loads(
    (Path(__file__).parent / "data" / "bank_holidays.json").read_text(encoding="utf-8")
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


class TestBankDays:
    @pytest.mark.parametrize("year", sorted(PUBLISHED))
    def test_equal_the_published_list(self, year: str) -> None:
        assert sorted(str(day) for day in bank_holidays(int(year))) == PUBLISHED[year]

    def test_black_awareness_day_is_national_only_since_2024(self) -> None:
        assert is_bank_day(date(2023, 11, 20))
        assert not is_bank_day(date(2024, 11, 20))

    @pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31), date(2028, 12, 29)])
    def test_days_of_the_exchange_alone_are_bank_days(self, day: date) -> None:
        assert is_bank_day(day)

    def test_carnival_rolls_to_ash_wednesday(self) -> None:
        assert next_bank_day(date(2026, 2, 14)) == date(2026, 2, 18)

    @given(DAYS)
    def test_the_roll_is_the_first_bank_day(self, day: date) -> None:
        rolled = next_bank_day(day)
        assert is_bank_day(rolled)
        between = [day + timedelta(days=n) for n in range((rolled - day).days)]
        assert not any(is_bank_day(other) for other in between)
        assert next_bank_day(rolled) == rolled


class TestContactHolidays:
    def test_a_state_holiday_silences_its_state_alone(self) -> None:
        revolution = date(2026, 7, 9)
        assert is_contact_holiday(revolution, state="SP")
        assert not is_contact_holiday(revolution, state="RJ")
        assert not is_contact_holiday(revolution, state=None)

    def test_carnival_and_national_holidays_silence_everybody(self) -> None:
        assert contact_holiday_name(date(2026, 2, 17), state=None) == "Carnaval"
        assert is_contact_holiday(date(2026, 11, 20), state="RS")

    def test_an_unknown_state_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            is_contact_holiday(date(2026, 1, 5), state="XX")

    def test_rows_tell_the_same_as_the_function(self) -> None:
        rows = contact_holiday_rows(from_on=date(2025, 12, 1), to_on=date(2027, 1, 1))
        assert rows == sorted(rows)
        assert ("BR", date(2025, 12, 25), "Natal") in rows
        assert all(row[1] < date(2027, 1, 1) for row in rows)
        for state, day, name in rows:
            asked = None if state == "BR" else state
            assert contact_holiday_name(day, state=asked) == name


class TestTerms:
    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2028, 1, 31), 1, date(2028, 2, 29)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2026, 1, 15), -1, date(2025, 12, 15)),
            (date(2026, 5, 10), 0, date(2026, 5, 10)),
        ],
    )
    def test_months_are_cut_to_the_end_of_the_month(
        self, day: date, months: int, expected: date
    ) -> None:
        assert add_months(day, months) == expected

    def test_years_without_the_same_day_end_on_the_day_after(self) -> None:
        assert add_years_civil(date(2024, 2, 29), 5) == date(2029, 3, 1)
        assert add_years_civil(date(2024, 2, 29), 4) == date(2028, 2, 29)
        assert add_years_civil(date(2021, 6, 10), 5) == date(2026, 6, 10)


class TestBusinessDays:
    def test_carnival_counts_and_a_national_holiday_does_not(self) -> None:
        assert is_business_day(date(2026, 2, 17))
        assert not is_business_day(date(2026, 4, 21))
        assert not is_business_day(date(2026, 11, 20))

    def test_the_first_day_is_not_counted_and_the_last_is(self) -> None:
        assert add_business_days(date(2026, 3, 2), 5) == date(2026, 3, 9)
        assert add_business_days(date(2026, 4, 17), 1) == date(2026, 4, 20)
        assert add_business_days(date(2026, 4, 17), 2) == date(2026, 4, 22)

    def test_a_term_that_starts_on_a_weekend_counts_from_the_next_business_day(self) -> None:
        assert add_business_days(date(2026, 3, 7), 1) == date(2026, 3, 9)

    def test_the_next_one_is_the_day_itself_when_it_is_one(self) -> None:
        assert next_business_day(date(2026, 3, 6)) == date(2026, 3, 6)
        assert next_business_day(date(2026, 3, 7)) == date(2026, 3, 9)


class TestAddMonthsCivil:
    def test_a_day_that_the_month_lacks_gives_the_day_after_it(self) -> None:
        assert add_months_civil(date(2025, 8, 31), 6) == date(2026, 3, 1)
        assert add_months_civil(date(2026, 1, 30), 6) == date(2026, 7, 30)
