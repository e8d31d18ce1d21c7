"""The gate: may these contacts go at this instant? One statement (sql/gate.sql)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from acerto.core.calendar import SAO_PAULO
from acerto.law.rules import windows

from . import facts_of_law, hours, narrow
from .narrow import Place, lawful_from
from .statements import statement
from .stops import Stop, stop

SERVICE_HOUR = 10
"""Service messages that one person may get in an hour: enough for codes, too few to be abused."""

POLICY = "policy"
"""In the place of a rule: the number is the company's own, lower than the law's."""

# Midnight here is after midnight everywhere in the country.
LAST_ZONE = ZoneInfo("America/Rio_Branco")
WINDOW_CODES = frozenset({"contact_holiday", "outside_window"})
# What only has to be waited for: the message stays true, however long it takes.
WAITS = WINDOW_CODES | {"town_holiday", "policy_hours", "preferred_hours", "cap_day", "cap_week"}


@dataclass(frozen=True, slots=True)
class Objection:
    """One rule against a contact; `until` is when it may be asked again, None: never."""

    reason: str
    rule: str
    citation: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of one contact; without objections it may go."""

    contact_id: int
    party_id: int
    bound: bool  # by windows and caps: collection and reminder
    permit_id: int | None  # it has one already, from a try that handed nothing over
    permit_on: date | None  # of which day that one is
    expires_at: datetime
    local_on: date
    used_today: int
    objections: tuple[Objection, ...]
    again_at: datetime | None  # the next lawful instant; None: never, or nothing stands against it

    @property
    def ending_reason(self) -> str:
        """Why it will not go: the first reason that never passes, else the first."""
        never = [objection.reason for objection in self.objections if objection.until is None]
        return (never or [objection.reason for objection in self.objections])[0]


def verdicts(*, contact_ids: Sequence[int], channel: str, now: datetime) -> list[Verdict]:
    """Evaluate contacts of one channel of the tenant in scope, in order of id."""
    values = parameters(contact_ids=contact_ids, channel=channel, now=now)
    with connection.cursor() as cursor:
        cursor.execute(statement("gate"), values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    narrower = narrow.hours_of(rows=[row for row in rows if row["bound"] and _refused(row)])
    return [_verdict(row, narrower.get(row["contact_id"], ()), channel, now) for row in rows]


def parameters(*, contact_ids: Sequence[int], channel: str, now: datetime) -> dict[str, Any]:
    """What `sql/gate.sql` needs: the contacts, the instant and the law as it reads on it."""
    return {
        "contact_ids": list(contact_ids),
        "now": now,
        "today": now.astimezone(SAO_PAULO).date(),
        "service_hour": SERVICE_HOUR,
        **facts_of_law.parameters(now=now),
        **hours.parameters(channel=channel, now=now),
    }


def _refused(row: dict[str, Any]) -> bool:
    return bool(row["plain"] or row["reasons"])


def _verdict(
    row: dict[str, Any], narrower: tuple[windows.Hours, ...], channel: str, now: datetime
) -> Verdict:
    place = Place(row["states"], row["zones"], channel, narrower)
    objections = tuple(_objections(row, place=place, now=now)) if _refused(row) else ()
    return Verdict(
        contact_id=row["contact_id"],
        party_id=row["recipient_id"],
        bound=row["bound"],
        permit_id=row["permit_id"],
        permit_on=row["permit_on"],
        expires_at=row["expires_at"],
        local_on=row["local_on"],
        used_today=row["used_today"],
        objections=objections,
        again_at=_again_at(row, objections, place=place),
    )


def _objections(row: dict[str, Any], *, place: Place, now: datetime) -> Iterator[Objection]:
    for reason, rule, until_at, until_on in sorted(_found(row), key=str):
        until = until_at
        if until_on is not None:
            until = lawful_from(place=place, start=_midnight(until_on))
        elif reason in WAITS:
            until = lawful_from(place=place, start=until_at)
        behind = _behind(reason=reason, rule=rule, channel=place.channel, now=now)
        yield Objection(reason, behind.rule, behind.citation, until)


def _found(row: dict[str, Any]) -> Iterator[tuple[str, str, datetime | None, date | None]]:
    """Reason, rule, and until when, of everything that the statement found."""
    for reason in row["plain"]:
        if reason in WINDOW_CODES:
            yield reason, row["rule"], row["opens_at"], None
        elif reason == "cap_day":
            yield reason, POLICY * row["policy_day"], None, row["local_on"] + timedelta(days=1)
        elif reason == "cap_week":
            yield reason, POLICY * row["policy_week"], None, row["week_on"]
        else:
            yield reason, "", None, None
    if row["reasons"]:
        columns = (row["reasons"], row["rules"], row["until_at"], row["until_on"])
        yield from zip(*columns, strict=True)


def _again_at(
    row: dict[str, Any], objections: Sequence[Objection], *, place: Place
) -> datetime | None:
    """When every objection is gone and the hours allow it; None: never.

    Hours and caps are waited for as long as they take. Anything else must pass before the contact
    expires: a pause of weeks makes its message stale.
    """
    ends = [objection.until for objection in objections]
    others = [objection.until for objection in objections if objection.reason not in WAITS]
    latest = max((end for end in ends if end is not None), default=None)
    if latest is None or None in ends:
        return None
    if any(end is not None and end >= row["expires_at"] for end in others):
        return None
    return lawful_from(place=place, start=latest) if row["bound"] else latest


def _behind(*, reason: str, rule: str, channel: str, now: datetime) -> Stop:
    if reason in WINDOW_CODES:
        return Stop(rule, hours.citation(rule=rule, channel=channel, now=now))
    return stop(reason=reason, rule=rule, on=now.astimezone(SAO_PAULO).date())


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LAST_ZONE)
