"""When every place of the country may be contacted: a table for one instant, for SQL to join.

SQL sees a state or a zone as one bit of a number, so that "all of these places" is one number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from acerto.core.identifiers import (
    InvalidIdentifier,
    all_states,
    all_zones,
    ddd_info,
    ddd_zones,
    state_zones,
)
from acerto.law.rules import windows

DDD_FROM = 100
WIDEST = "SP"
CLUES = """
SELECT state FROM parties_person WHERE party_id = %(party)s
UNION
SELECT CASE kind WHEN 'address' THEN state_uf ELSE ddd END FROM parties_point
WHERE party_id = %(party)s AND state = 'active'
"""
LAST_DDD = 99


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
    keys, key_states, key_zones = _keys()
    return {
        "place_states": [_bit(row.state, _states()) for row in rows],
        "place_zones": [_bit(row.zone, all_zones()) for row in rows],
        "place_days": [row.local_on for row in rows],
        "place_opens": [max(row.opens_at, now) if not row.code else row.opens_at for row in rows],
        "place_codes": [row.code for row in rows],
        "place_rules": [row.rule for row in rows],
        "place_caps_day": [row.cap_day for row in rows],
        "place_caps_week": [row.cap_week for row in rows],
        "keys": keys,
        "key_states": key_states,
        "key_zones": key_zones,
        "default_state": _bit(windows.DEFAULT, _states()),
        "default_zones": _bits(all_zones()),
        "ddd_from": DDD_FROM,
        "zone_bits": [_bit(zone, all_zones()) for zone in all_zones()],
        "zone_names": list(all_zones()),
    }


def state_names(bits: int) -> list[str]:
    """The states of a number of SQL; none where nothing is known of the person."""
    return [name for name in all_states() if bits & _bit(name, _states())]


def zone_names(bits: int) -> list[str]:
    """The zones of a number of SQL."""
    return [name for name in all_zones() if bits & _bit(name, all_zones())]


def place_of(*, party_id: int) -> tuple[int, int]:
    """The states and zones where a person of the tenant in scope may be, as numbers."""
    keys, states, zones = _keys()
    with connection.cursor() as cursor:
        cursor.execute(CLUES, {"party": party_id})
        clues = [row[0] for row in cursor.fetchall() if row[0]]
    found = [keys.index(clue) if clue in keys else DDD_FROM + int(clue) - 1 for clue in clues]
    if not found:
        return _bit(windows.DEFAULT, _states()), _bits(all_zones())
    return _union(states[place] for place in found), _union(zones[place] for place in found)


def widest() -> tuple[int, int]:
    """A place whose hours are the widest that the law knows: for hours that bind many people."""
    return _bit(WIDEST, _states()), _bits(state_zones(WIDEST))


def citation(*, rule: str, channel: str, now: datetime) -> str:
    """What a rule that closes some place at this instant rests on."""
    rows = places(channel=channel, now=now)
    return next(row.citation for row in rows if row.rule == rule)


@lru_cache(maxsize=8)
def _places(channel: str, minute: datetime) -> tuple[Place, ...]:
    return tuple(
        _place(state, zone, channel=channel, minute=minute)
        for state in _states()
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
def _keys() -> tuple[list[str], list[int], list[int]]:
    """Clues, with the states and zones in which each puts a person: states first, then area codes.

    An area code stands at its own number after DDD_FROM, so that SQL finds it without a search.
    """
    states, zones = [0] * (DDD_FROM + LAST_DDD), [0] * (DDD_FROM + LAST_DDD)
    for place, state in enumerate(all_states()):
        states[place] = _bit(state, _states())
        zones[place] = _bits(state_zones(state))
    for ddd in _ddds():
        states[DDD_FROM + int(ddd) - 1] = _bit(ddd_info(ddd)[0], _states())
        zones[DDD_FROM + int(ddd) - 1] = _bits(ddd_zones(ddd))
    return list(all_states()), states, zones


def _union(numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= number
    return found


def _bits(zones: Iterable[str]) -> int:
    return sum(_bit(zone, all_zones()) for zone in zones)


def _states() -> tuple[str, ...]:
    return (windows.DEFAULT, *all_states())


def _bit(name: str, names: tuple[str, ...]) -> int:
    return 1 << names.index(name)


def _ddds() -> list[str]:
    found = []
    for number in range(LAST_DDD + 1):
        try:
            ddd_info(f"{number:02}")
        except InvalidIdentifier:
            continue
        found.append(f"{number:02}")
    return found
