"""What the gate's SQL is told of the law on a day: purposes bound, holds, lists, town holidays."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import product
from typing import Any

from acerto.core.calendar import SAO_PAULO
from acerto.core.local_holidays import town_holiday_rows
from acerto.law import params

from .models import Hold

LISTS = "contact.block."
STOPS = "contact.stop."
BOUND = "contact.bound"


def parameters(*, now: datetime) -> dict[str, Any]:
    """The arrays that `sql/gate.sql` joins, for one instant."""
    return dict(_parameters(now.astimezone(SAO_PAULO).date()))


def list_names(*, on: date) -> list[str]:
    """The block lists that the law's files know on a day."""
    names = [name.removeprefix(LISTS).split(".")[0] for name in params.names(LISTS)]
    return [name for name in dict.fromkeys(names) if _known(f"{LISTS}{name}.purposes", on=on)]


def stopped_by(*, reason: str, on: date) -> tuple[str, ...]:
    """The purposes that a reason to hold stops; none where its law is not in force."""
    return params.words(STOPS + reason, on=on) if _known(STOPS + reason, on=on) else ()


@lru_cache(maxsize=16)
def _parameters(on: date) -> dict[str, Any]:
    stops = [
        (reason, purpose)
        for reason in Hold.Reason.values
        for purpose in stopped_by(reason=reason, on=on)
    ]
    lists = [row for name in list_names(on=on) for row in _list_rows(name, on=on)]
    # A local day may be the one before the day of money, or the same.
    towns = town_holiday_rows(from_on=on - timedelta(days=1), to_on=on + timedelta(days=2))
    return {
        "bound": list(params.words(BOUND, on=on)),
        "stop_reasons": [row[0] for row in stops],
        "stop_purposes": [row[1] for row in stops],
        "list_names": [row[0] for row in lists],
        "list_channels": [row[1] for row in lists],
        "list_purposes": [row[2] for row in lists],
        "list_days": [row[3] for row in lists],
        "town_names": [town for town, _day, _name in towns],
        "town_days": [day for _town, day, _name in towns],
    }


def _list_rows(name: str, *, on: date) -> list[tuple[str, str, str, int]]:
    channels = params.words(f"{LISTS}{name}.channels", on=on)
    purposes = params.words(f"{LISTS}{name}.purposes", on=on)
    wait_days = params.count(f"{LISTS}{name}.wait_days", on=on)
    return [(name, channel, purpose, wait_days) for channel, purpose in product(channels, purposes)]


def _known(name: str, *, on: date) -> bool:
    try:
        params.entry(name, on=on)
    except params.NotInForce:
        return False
    return True
