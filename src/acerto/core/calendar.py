"""Two calendars: bank days roll due dates, contact holidays silence the collection.

Bank holidays are the B3 list of the library `holidays`, without the two days on which only the
stock exchange rests. Contact holidays are national, bank and state ones here; those of towns stand in
`local_holidays`.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from acerto.core.local_holidays import state_holidays
from acerto.core.places import all_states

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
"""The zone of every civil date of money."""

NATIONAL = "BR"
"""Where a holiday is kept when it is kept everywhere."""

_EXCHANGE_ONLY = frozenset({"Véspera de Natal", "Último dia útil do ano"})
_SATURDAY = 5
_MONTHS_PER_YEAR = 12
_ONE_DAY = timedelta(days=1)


def is_bank_day(day: date) -> bool:
    """Whether banks settle on this day: not a weekend, not a bank holiday."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def next_bank_day(day: date) -> date:
    """The day itself when it is a bank day, else the first one after it."""
    while not is_bank_day(day):
        day += _ONE_DAY
    return day


def is_business_day(day: date) -> bool:
    """Whether a legal term in business days counts this day: no weekend, no national holiday.

    Carnival, Corpus Christi and state holidays count: the term ends sooner, never later.
    """
    return day.weekday() < _SATURDAY and day not in _public(day.year)


def add_business_days(day: date, count: int) -> date:
    """The last day of a term of `count` business days; the day it starts on is not counted."""
    while count > 0:
        day += _ONE_DAY
        count -= is_business_day(day)
    return day


def next_business_day(day: date) -> date:
    """The day itself when it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def add_months_civil(day: date, months: int) -> date:
    """The end of a term of months: the same day of the month, else the day right after it.

    Source: Código Civil art. 132 §3 (six months from 31 August end on 1 March).
    """
    same = add_months(day, months)
    return same if same.day == day.day else same + _ONE_DAY


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), cut to the last day of a shorter month."""
    year, month = divmod(day.year * _MONTHS_PER_YEAR + day.month - 1 + months, _MONTHS_PER_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years_civil(day: date, years: int) -> date:
    """The end of a term of years: the same day and month, else the day right after it.

    Source: Código Civil art. 132 §3 (29 February falls on 1 March, not on 28 February).
    """
    return add_months_civil(day, years * _MONTHS_PER_YEAR)


def is_contact_holiday(day: date, *, state: str | None) -> bool:
    """Whether nobody is to be collected from on this day in this state (None: state unknown)."""
    return contact_holiday_name(day, state=state) is not None


def contact_holiday_name(day: date, *, state: str | None) -> str | None:
    """The Portuguese name of the holiday kept on this day in this state, None when there is none.

    Raises KeyError for a state that is not one of the 27.
    """
    name = _national(day.year).get(day)
    if name is None and state is not None:
        name = _of_state(state, day.year).get(day)
    return name


def contact_holiday_rows(*, from_on: date, to_on: date) -> list[tuple[str, date, str]]:
    """Every contact holiday in [from_on, to_on) as (state or "BR", day, name), in order."""
    rows = [row for year in range(from_on.year, to_on.year + 1) for row in _rows(year)]
    return sorted(row for row in rows if from_on <= row[1] < to_on)


@lru_cache(maxsize=512)
def bank_holidays(year: int) -> frozenset[date]:
    """The days of a year on which banks do not settle, weekends apart."""
    return frozenset(_bank(year))


def _rows(year: int) -> Iterator[tuple[str, date, str]]:
    for day, name in _national(year).items():
        yield NATIONAL, day, name
    for state in _states():
        for day, name in _of_state(state, year).items():
            yield state, day, name


def _bank(year: int) -> dict[date, str]:
    listed = holidays.financial_holidays("BVMF", years=year, language="pt_BR")
    return {day: name for day, name in listed.items() if name not in _EXCHANGE_ONLY}


@lru_cache(maxsize=512)
def _national(year: int) -> dict[date, str]:
    """Holidays of law and of banks (Carnival and Corpus Christi are kept by most towns)."""
    return _bank(year) | dict(holidays.country_holidays("BR", years=year, language="pt_BR"))


@lru_cache(maxsize=512)
def _public(year: int) -> frozenset[date]:
    """The national holidays of law, in the whole country."""
    return frozenset(holidays.country_holidays("BR", years=year))


@lru_cache(maxsize=4096)
def _of_state(state: str, year: int) -> dict[date, str]:
    """Holidays that this state adds to the national ones."""
    if state not in _states():
        raise KeyError(state)
    national = _national(year)
    found = ((row.day(year), row.name) for row in state_holidays() if row.state == state)
    return {day: name for day, name in found if day is not None and day not in national}


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    return frozenset(all_states())
