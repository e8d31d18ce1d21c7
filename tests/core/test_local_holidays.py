"""Holidays of states and towns: our data against the library that knows the states, and by hand."""

from datetime import date

import holidays
import pytest

from acerto.core.calendar import contact_holiday_name
from acerto.core.identifiers import all_states
from acerto.core.local_holidays import (
    easter,
    state_holidays,
    town_holiday_rows,
    town_holidays,
    town_key,
)

YEARS = range(1996, 2061)
EASTER = {1996: "04-07", 2008: "03-23", 2024: "03-31", 2026: "04-05", 2038: "04-25"}


@pytest.mark.parametrize(("year", "day"), EASTER.items())
def test_easter_is_where_the_almanac_has_it(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


class TestStates:
    @pytest.mark.parametrize("state", all_states())
    def test_keep_the_days_that_the_library_knows(self, state: str) -> None:
        for year in YEARS:
            listed = holidays.country_holidays("BR", subdiv=state, years=year, language="pt_BR")
            national = holidays.country_holidays("BR", years=year, language="pt_BR")
            ours = {
                day for row in state_holidays() if row.state == state and (day := row.day(year))
            }
            assert set(listed) - set(national) == ours - set(national), (state, year)

    def test_each_says_where_it_was_read(self) -> None:
        assert all(row.url.startswith("https://") for row in state_holidays())

    @pytest.mark.parametrize(
        ("day", "state", "name"),
        [
            # Acre moves what falls on Tuesday to Thursday: 17 November 2026 is a Tuesday.
            (date(2026, 11, 17), "AC", None),
            (date(2026, 11, 20), "AC", "Dia Nacional de Zumbi e da Consciência Negra"),
            # Lei PE 13.386 had the first Sunday, Lei PE 16.059 the 6th of March.
            (date(2017, 3, 5), "PE", "Revolução Pernambucana de 1817"),
            (date(2017, 3, 6), "PE", None),
            (date(2018, 3, 6), "PE", "Revolução Pernambucana de 1817"),
            # Lei PR 18.384 ended the Emancipation.
            (date(2013, 12, 19), "PR", "Emancipação do Paraná"),
            (date(2014, 12, 19), "PR", None),
        ],
    )
    def test_change_with_their_law(self, day: date, state: str, name: str | None) -> None:
        assert contact_holiday_name(day, state=state) == name


class TestTowns:
    def test_each_names_its_law(self) -> None:
        assert town_holidays()
        assert all(row.law and row.town and row.state in all_states() for row in town_holidays())

    def test_rows_are_of_the_days_asked_for(self) -> None:
        rows = town_holiday_rows(from_on=date(2026, 1, 20), to_on=date(2026, 1, 26))
        assert ("sao paulo/sp", date(2026, 1, 25), "Aniversário da cidade de São Paulo") in rows
        assert ("rio de janeiro/rj", date(2026, 1, 20)) in [row[:2] for row in rows]
        assert rows == sorted(rows)
        assert all(date(2026, 1, 20) <= day < date(2026, 1, 26) for _town, day, _name in rows)

    def test_are_found_over_the_turn_of_the_year(self) -> None:
        days = {day.year for _t, day, _n in town_holiday_rows(
            from_on=date(2025, 12, 8), to_on=date(2026, 1, 21))}  # fmt: skip
        assert days == {2025, 2026}

    @pytest.mark.parametrize("town", ["São Paulo", "SAO PAULO", "são paulo"])
    def test_are_compared_without_case_or_accents(self, town: str) -> None:
        assert town_key(town=town, state="SP") == "sao paulo/sp"
