"""Holidays of states and of towns, as data with their sources: data/state_holidays.json and
data/town_holidays.json. A row without a law was seen in a secondary source only.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

_ONE_DAY = timedelta(days=1)
_EASTER = "easter"
_SUNDAY_FROM = "sunday from "
_FRIDAY, _TUESDAY, _THURSDAY = 4, 1, 3


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of a state, or of one town of it, in every year of [first_year, last_year]."""

    state: str
    town: str  # "" for the whole state
    name: str
    on: str  # "07-09", "easter+8", "sunday from 03-01"
    first_year: int
    last_year: int
    friday_from: int | None  # since this year, Tuesdays to Thursdays move to Friday
    law: str
    url: str

    def day(self, year: int) -> date | None:
        """The day on which it is kept in a year; None when it is not."""
        if not self.first_year <= year <= self.last_year:
            return None
        found = _day(self.on, year)
        if self.friday_from is not None and year >= self.friday_from:
            return _to_friday(found)
        return found


def state_holidays() -> tuple[Holiday, ...]:
    """Every holiday of a state, in order of state and day."""
    return _read("state_holidays.json")


def town_holidays() -> tuple[Holiday, ...]:
    """Every holiday of a town whose law a source names."""
    return _read("town_holidays.json")


def town_key(*, town: str, state: str) -> str:
    """How towns are compared: "sao paulo/sp", without case or accents."""
    bare = unicodedata.normalize("NFD", f"{town}/{state}".lower())
    return "".join(char for char in bare if not unicodedata.combining(char))


def town_holiday_rows(*, from_on: date, to_on: date) -> list[tuple[str, date, str]]:
    """Municipal holidays in [from_on, to_on) as (town key, day, name), in order."""
    return sorted(
        (town_key(town=holiday.town, state=holiday.state), day, holiday.name)
        for holiday in town_holidays()
        for year in range(from_on.year, to_on.year + 1)
        if (day := holiday.day(year)) is not None and from_on <= day < to_on
    )


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, odd = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _day(on: str, year: int) -> date:
    if on.startswith(_EASTER):
        return easter(year) + timedelta(days=int(on.removeprefix(_EASTER)))
    day = date.fromisoformat(f"{year}-{on.removeprefix(_SUNDAY_FROM)}")
    while on.startswith(_SUNDAY_FROM) and day.isoweekday() % 7:
        day += _ONE_DAY
    return day


def _to_friday(day: date) -> date:
    if _TUESDAY <= day.weekday() <= _THURSDAY:
        return day + timedelta(days=_FRIDAY - day.weekday())
    return day


@lru_cache(maxsize=2)
def _read(name: str) -> tuple[Holiday, ...]:
    text = files("acerto.core").joinpath(f"data/{name}").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return tuple(_holidays(table))


def _holidays(table: dict[str, Any]) -> Iterator[Holiday]:
    for row in table["holidays"]:
        yield Holiday(
            state=row["state"],
            town=row.get("town", ""),
            name=row["name"],
            on=row["on"],
            first_year=max(row.get("from", 1), table.get("first_year", 1)),
            last_year=row.get("to", date.max.year),
            friday_from=row.get("friday_from"),
            law=row["law"],
            url=row.get("url", ""),
        )
