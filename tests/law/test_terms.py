"""Deadlines: the last day to do what the law asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.calendar import is_business_day
from acerto.law import params
from acerto.law.params import NotInForce, UnknownParameter
from acerto.law.rules.terms import due_by, ends_on, is_late
from acerto.law.schema import TermValue

DEADLINES = [name.removeprefix("deadlines.") for name in params.names("deadlines.")]
DAYS = st.dates(date(2004, 1, 1), date(2050, 12, 31))


class TestIsLate:
    def test_from_the_day_after_the_last_on(self) -> None:
        since = date(2026, 3, 2)
        assert not is_late(deadline="listing_removal", since_on=since, on=date(2026, 3, 9))
        assert is_late(deadline="listing_removal", since_on=since, on=date(2026, 3, 10))


class TestDueBy:
    @pytest.mark.parametrize("deadline", DEADLINES)
    def test_every_deadline_ends_after_it_starts(self, deadline: str) -> None:
        since = date(2026, 3, 2)
        assert due_by(deadline=deadline, since_on=since) > since

    def test_an_unknown_deadline_is_an_error(self) -> None:
        with pytest.raises(UnknownParameter):
            due_by(deadline="nothing", since_on=date(2026, 3, 2))

    def test_before_the_law_there_is_none(self) -> None:
        with pytest.raises(NotInForce):
            due_by(deadline="breach_notice", since_on=date(2024, 4, 25))


class TestEndsOn:
    @given(DAYS, st.integers(1, 60))
    def test_business_days_end_on_one_and_skip_none(self, since: date, count: int) -> None:
        end = ends_on(term=TermValue(count=count, unit="business_days"), since_on=since)
        passed = [since + timedelta(days=n) for n in range(1, (end - since).days + 1)]
        assert is_business_day(end)
        assert sum(map(is_business_day, passed)) == count

    @given(DAYS, st.integers(1, 120))
    def test_months_end_on_the_same_day_or_the_first_of_the_next(
        self, since: date, count: int
    ) -> None:
        end = ends_on(term=TermValue(count=count, unit="months"), since_on=since)
        assert end.day in (since.day, 1)

    @given(DAYS, st.integers(1, 20))
    def test_years_are_twelve_months(self, since: date, count: int) -> None:
        years = ends_on(term=TermValue(count=count, unit="years"), since_on=since)
        assert years == ends_on(term=TermValue(count=12 * count, unit="months"), since_on=since)
