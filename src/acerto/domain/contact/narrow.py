"""Hours narrower than the law's: a company's, a creditor's, or those that a person asked for.

They are added to the law and never put in its place: the gate wants both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import Q

from acerto.law.rules import windows

from . import hours
from .models import Hours

OWN = "own"


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when one person may be contacted: states and zones as numbers of `hours`."""

    states: int
    zones: int
    channel: str
    narrower: tuple[windows.Hours, ...]


@lru_cache(maxsize=4096)
def lawful_from(*, place: Place, start: datetime) -> datetime | None:
    """The first instant from `start` on at which law, company and person allow it; None: never."""
    try:
        return windows.next_allowed_at(
            states=hours.state_names(place.states),
            zones=hours.zone_names(place.zones),
            channel=place.channel,
            now=start,
            narrower=place.narrower,
        )
    except windows.NoWindow:
        return None


def hours_of(*, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[windows.Hours, ...]]:
    """By contact, the narrower hours that bind it: one entry an owner. For rows of the gate."""
    if not rows:
        return {}
    people = {row["recipient_id"] for row in rows}
    kept = list(Hours.objects.filter(Q(party_id__in=people) | Q(party_id=None)).order_by("pk"))
    if not kept:
        return {}
    of_people: dict[int, list[Hours]] = {}
    for one in kept:
        if one.party_id:
            of_people.setdefault(one.party_id, []).append(one)
    of_companies = [one for one in kept if not one.party_id]
    return {
        row["contact_id"]: _by_owner(
            [
                *of_people.get(row["recipient_id"], []),
                *(one for one in of_companies if _binds(one, row)),
            ]
        )
        for row in rows
    }


def _binds(one: Hours, row: Mapping[str, Any]) -> bool:
    same_creditor = one.creditor_id in (None, row["holder_id"])
    return same_creditor and one.party_kind in ("", row["party_kind"])


def _by_owner(kept: Collection[Hours]) -> tuple[windows.Hours, ...]:
    found: dict[tuple[object, ...], list[windows.Window]] = {}
    for one in kept:
        owner = (one.party_id, one.creditor_id, one.party_kind)
        found.setdefault(owner, []).append(window(one.weekday, one.starts, one.ends))
    return tuple(tuple(each) for each in found.values())


def window(weekday: int, starts: time, ends: time) -> windows.Window:
    """One opening as the law's module reads it."""
    return windows.Window((weekday,), starts, ends, rule="", citation="")
