"""The gate: may these contacts go at this instant? One statement (sql/gate.sql)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from acerto.core.calendar import SAO_PAULO
from acerto.law.rules import windows

from . import facts_of_law, hours
from .statements import statement
from .stops import Stop, stop

SERVICE_HOUR = 10
"""Service messages that one person may get in an hour: enough for codes, too few to be abused."""

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
    values = {
        "contact_ids": list(contact_ids),
        "now": now,
        "today": now.astimezone(SAO_PAULO).date(),
        "service_hour": SERVICE_HOUR,
        **facts_of_law.parameters(now=now),
        **hours.parameters(channel=channel, now=now),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement("gate"), values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_verdict(row, channel=channel, now=now) for row in rows]


def _verdict(row: dict[str, Any], *, channel: str, now: datetime) -> Verdict:
    objections = tuple(_objections(row, channel=channel, now=now))
    return Verdict(
        contact_id=row["contact_id"],
        party_id=row["recipient_id"],
        bound=row["bound"],
        permit_id=row["permit_id"],
        expires_at=row["expires_at"],
        local_on=row["local_on"],
        used_today=row["used_today"],
        objections=objections,
        again_at=_again_at(row, objections, channel=channel),
    )


def _objections(row: dict[str, Any], *, channel: str, now: datetime) -> Iterator[Objection]:
    found = zip(row["reasons"], row["rules"], row["until_at"], row["until_on"], strict=True)
    for reason, rule, until_at, until_on in found:
        until = until_at
        if until_on is not None:
            until = _lawful(row, channel=channel, start=_midnight(until_on))
        elif reason in WAITS:
            until = _lawful(row, channel=channel, start=until_at)
        behind = _behind(reason=reason, rule=rule, channel=channel, now=now)
        yield Objection(reason, behind.rule, behind.citation, until)


def _again_at(
    row: dict[str, Any], objections: Sequence[Objection], *, channel: str
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
    return _lawful(row, channel=channel, start=latest) if row["bound"] else latest


def _behind(*, reason: str, rule: str, channel: str, now: datetime) -> Stop:
    if reason in WINDOW_CODES:
        return Stop(rule, hours.citation(rule=rule, channel=channel, now=now))
    return stop(reason=reason, rule=rule, on=now.astimezone(SAO_PAULO).date())


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LAST_ZONE)


def _lawful(row: dict[str, Any], *, channel: str, start: datetime) -> datetime | None:
    """The first instant from `start` on at which law, creditor and person allow a contact."""
    try:
        return windows.next_allowed_at(
            states=row["states"],
            zones=row["zones"],
            channel=channel,
            now=start,
            narrower=_narrower(row),
        )
    except windows.NoWindow:
        return None


def _narrower(row: dict[str, Any]) -> list[windows.Hours]:
    """The hours of each owner who is narrower than the law, as the law's module reads them."""
    found: dict[str, list[windows.Window]] = {}
    rows = zip(row["scopes"], row["weekdays"], row["starts"], row["ends"], strict=True)
    for scope, weekday, starts, ends in rows:
        window = windows.Window((weekday,), starts, ends, rule="", citation="")
        found.setdefault(scope, []).append(window)
    return [tuple(hours) for hours in found.values()]
