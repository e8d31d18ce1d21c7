"""Hours narrower than the law's: a company's, a creditor's, or those that a person asked for.

They are added to the law and never put in its place: the gate wants both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.tenancy.scope import current
from acerto.law.rules import windows

from . import hours
from .models import Channel, Hours


class HoursRefused(Exception):
    """Hours that cannot be kept like this."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Opening:
    """One weekday (0 = Monday) from `starts` to `ends`, in the recipient's local time."""

    weekday: int
    starts: time
    ends: time


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


@transaction.atomic
def set_hours(
    *,
    openings: Collection[Opening],
    now: datetime,
    actor_id: int | None,
    party_id: int | None = None,
    creditor_id: int | None = None,
    party_kind: str = "",
) -> None:
    """Set the hours of one owner in the place of earlier ones; none: the law's alone.

    The owner is a person, a creditor (of one kind of party or both), or else the tenant. Raises
    HoursRefused when a window ends before it starts, or the law never allows any of them.
    """
    _check(openings)
    if openings:
        place = _widest(party_id=party_id, openings=openings)
        if lawful_from(place=place, start=now) is None:
            raise HoursRefused(
                "never_lawful",
                _("A lei não permite contato em nenhum desses horários: escolha outros."),
            )
    owner = {"party_id": party_id, "creditor_id": creditor_id, "party_kind": party_kind}
    Hours.objects.filter(**owner).delete()
    Hours.objects.bulk_create(
        Hours(tenant_id=current(), weekday=o.weekday, starts=o.starts, ends=o.ends, **owner)
        for o in openings
    )
    facts = {"party": party_id, "creditor": creditor_id, "openings": len(openings)}
    audit.record(
        now=now,
        action="contact.hours",
        subject="party" if party_id else "tenant",
        subject_id=party_id,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts=facts,
    )


def openings_of(
    *, party_id: int | None = None, creditor_id: int | None = None, party_kind: str = ""
) -> list[Opening]:
    """The narrower hours of one owner, in order of the week; empty: the law's alone."""
    kept = Hours.objects.filter(
        party_id=party_id, creditor_id=creditor_id, party_kind=party_kind
    ).order_by("weekday", "starts")
    return [Opening(one.weekday, one.starts, one.ends) for one in kept]


def _check(openings: Collection[Opening]) -> None:
    if any(one.starts >= one.ends for one in openings):
        raise HoursRefused("backwards", _("O horário precisa terminar depois de começar."))


def _widest(*, party_id: int | None, openings: Collection[Opening]) -> Place:
    """Where the hours will be asked: at the person's place, or where the law is widest, by telephone."""
    states, zones = hours.place_of(party_id=party_id) if party_id else hours.widest()
    own = tuple(window(one.weekday, one.starts, one.ends) for one in openings)
    return Place(states, zones, Channel.PHONE.value, (own,))
