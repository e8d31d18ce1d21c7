"""On which days a message may go, by state and channel: the law's weekdays and holidays.

The hours inside a day are not simulated. A letter has no hours in the law, and keeps its holidays.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np

from acerto.core.calendar import is_contact_holiday
from acerto.engine.verdicts import Channel
from acerto.law.rules.windows import CHANNELS as BOUND
from acerto.law.rules.windows import windows_for

from .population import STATES, Array


def openings(*, on: date, days: int) -> Array:
    """Whether a message may go, as days × states × channels (the place of the channel is its number)."""
    found = np.zeros((days, len(STATES), len(Channel) + 1), dtype=bool)
    for day in range(days):
        for place, state in enumerate(STATES):
            for channel in Channel:
                found[day, place, channel] = _open(on + timedelta(days=day), state, channel)
    return found


@cache
def _open(day: date, state: str, channel: Channel) -> bool:
    if is_contact_holiday(day, state=state or None):
        return False
    name = channel.name.lower()
    if name not in BOUND:
        return True
    windows = windows_for(state=state or None, channel=name, on=day)
    return any(day.weekday() in window.weekdays for window in windows)
