"""The due-date factor: each day in the window comes back, and only one does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.boleto.due import due_factor, due_on, require_readable
from acerto.formats.boleto.errors import InvalidBoleto

days = st.dates(date(2000, 7, 3), date(2120, 1, 1))


@given(days, st.integers(-5500, 3000))
def test_a_day_in_the_window_comes_back(day: date, offset: int) -> None:
    assert due_on(due_factor(day), today=day + timedelta(days=offset)) == day


@given(st.integers(1000, 9999), st.dates(date(2000, 7, 3), date(2100, 1, 1)))
def test_the_one_day_of_the_window_is_read_or_the_factor_refused(factor: int, today: date) -> None:
    first = date(1997, 10, 7) + timedelta(days=factor)
    days = [first + timedelta(days=9000 * cycle) for cycle in range(12)]
    fitting = [day for day in days if -3000 <= (day - today).days <= 5500]
    if fitting:
        assert [due_on(str(factor), today=today)] == fitting
        return
    with pytest.raises(InvalidBoleto) as refused:
        due_on(str(factor), today=today)
    assert refused.value.code == "due_out_of_window"


def test_the_factor_began_again() -> None:
    assert [due_factor(date(2025, 2, day)) for day in (21, 22)] == ["9999", "1000"]
    assert due_on("1000", today=date(2005, 1, 1)) == date(2000, 7, 3)
    assert due_on("1000", today=date(2026, 1, 1)) == date(2025, 2, 22)


@given(days, st.dates(date(2000, 7, 3), date(2100, 1, 1)))
def test_a_day_is_issued_only_where_it_reads_back(day: date, today: date) -> None:
    if -3000 <= (day - today).days <= 5500:
        require_readable(day, today=today)
        assert due_on(due_factor(day), today=today) == day
        return
    with pytest.raises(InvalidBoleto) as refused:
        require_readable(day, today=today)
    assert (refused.value.code, refused.value.field) == ("due_out_of_window", "due_on")


def test_says_what_days_the_code_can_say() -> None:
    require_readable(None, today=date(2026, 11, 22))
    with pytest.raises(InvalidBoleto) as refused:
        require_readable(date(2062, 12, 10), today=date(2026, 11, 22))
    assert "05/09/2018 a 13/12/2041" in refused.value.message


def test_zero_is_no_date() -> None:
    assert due_factor(None) == "0000"
    assert due_on("0000", today=date(2026, 1, 1)) is None


@pytest.mark.parametrize("factor", ["0001", "0999", "12", "abcd", "١٢٣٤", "10000", ""])
def test_refuses_what_is_no_factor(factor: str) -> None:
    with pytest.raises(InvalidBoleto) as refused:
        due_on(factor, today=date(2026, 1, 1))
    assert refused.value.code == "due_factor"


def test_refuses_a_day_before_the_first_factor() -> None:
    with pytest.raises(InvalidBoleto) as refused:
        due_factor(date(2000, 7, 2))
    assert (refused.value.code, refused.value.field) == ("due_on", "due_on")
