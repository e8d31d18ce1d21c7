"""When every place of the country may be contacted: a table for one instant, for SQL to join."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from acerto.core.identifiers import (
    InvalidIdentifier,
    all_states,
    all_zones,
    ddd_info,
    ddd_zones,
    state_zones,
)
from acerto.law.rules import windows


@dataclass(frozen=True, slots=True)
class Place:
    """The hours of one state read in one zone. `opens_at` is the instant itself when open."""

    state: str
    zone: str
    local_on: date
    opens_at: datetime
    code: str
    rule: str
    citation: str
    cap_day: int
    cap_week: int


def places(*, channel: str, now: datetime) -> tuple[Place, ...]:
    """Every state (and DEFAULT) in every zone at an instant. Hours change on whole minutes only."""
    return _places(channel, now.replace(second=0, microsecond=0))


def parameters(*, channel: str, now: datetime) -> dict[str, Any]:
    """What `sql/here.sql` needs of an instant."""
    rows = places(channel=channel, now=now)
    lives = _lives()
    return {
        "place_states": [row.state for row in rows],
        "place_zones": [row.zone for row in rows],
        "place_days": [row.local_on for row in rows],
        "place_opens": [max(row.opens_at, now) if not row.code else row.opens_at for row in rows],
        "place_codes": [row.code for row in rows],
        "place_rules": [row.rule for row in rows],
        "place_caps_day": [row.cap_day for row in rows],
        "place_caps_week": [row.cap_week for row in rows],
        "lives_kinds": [row[0] for row in lives],
        "lives_keys": [row[1] for row in lives],
        "lives_states": [row[2] for row in lives],
        "lives_zones": [row[3] for row in lives],
    }


def citation(*, rule: str, channel: str, now: datetime) -> str:
    """What a rule that closes some place at this instant rests on."""
    rows = places(channel=channel, now=now)
    return next(row.citation for row in rows if row.rule == rule)


@lru_cache(maxsize=8)
def _places(channel: str, minute: datetime) -> tuple[Place, ...]:
    return tuple(
        _place(state, zone, channel=channel, minute=minute)
        for state in (windows.DEFAULT, *all_states())
        for zone in all_zones()
    )


def _place(state: str, zone: str, *, channel: str, minute: datetime) -> Place:
    local = minute.astimezone(ZoneInfo(zone))
    states = [] if state == windows.DEFAULT else [state]
    refusal = windows.allowed(states=states, zones=[zone], channel=channel, now=minute)
    opens_at = minute
    if refusal is not None:
        opens_at = windows.next_allowed_at(states=states, zones=[zone], channel=channel, now=minute)
    caps = windows.caps(on=local.date(), states=states)
    return Place(
        state=state,
        zone=zone,
        local_on=local.date(),
        opens_at=opens_at,
        code=refusal.code if refusal else "",
        rule=refusal.rule if refusal else "",
        citation=refusal.citation if refusal else "",
        # A permit is an attempt, so that the lower of both numbers holds.
        cap_day=min(caps.contacts_day, caps.attempts_day),
        cap_week=caps.contacts_week,
    )


@lru_cache(maxsize=1)
def _lives() -> tuple[tuple[str, str, str, str], ...]:
    """(kind of clue, its value, state, zone): where an address or an area code puts a person."""
    by_state = [
        ("state", state, state, zone) for state in all_states() for zone in state_zones(state)
    ]
    by_ddd = [("ddd", ddd, ddd_info(ddd)[0], zone) for ddd in _ddds() for zone in ddd_zones(ddd)]
    return (*by_state, *by_ddd)


def _ddds() -> list[str]:
    found = []
    for number in range(11, 100):
        try:
            ddd_info(str(number))
        except InvalidIdentifier:
            continue
        found.append(str(number))
    return found
