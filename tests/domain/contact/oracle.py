"""The rules of contact in plain Python, from their texts (tests/golden/contact/windows.yaml).

It shares nothing with the product: no parameter, no calendar, no SQL. `broken` names every rule that
a message sent at an instant would break.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

TEXT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "golden/contact/windows.yaml").read_text(encoding="utf-8")
)
BOUND = ("collection", "reminder")
SAO_PAULO = timezone(timedelta(hours=-3))
Opening = tuple[int, time, time]


@dataclass
class Pause:
    reason: str
    channel: str = ""
    starts: datetime = datetime.min.replace(tzinfo=SAO_PAULO)
    ends: datetime | None = None

    def holds(self, *, channel: str, purpose: str, now: datetime) -> bool:
        if self.starts > now or (self.ends is not None and self.ends <= now):
            return False
        if self.channel not in ("", channel):
            return False
        if self.reason in TEXT["pauses"]["everything"]:
            return True
        return self.reason in TEXT["pauses"]["bound"] and purpose in BOUND


@dataclass
class Debt:
    due: date
    prescribes: date
    open: bool = True
    pauses: list[Pause] = field(default_factory=list)


@dataclass
class Person:
    state: str = ""
    ddds: list[str] = field(default_factory=list)
    town: str = ""
    identified: bool = True
    pauses: list[Pause] = field(default_factory=list)
    case_pauses: list[Pause] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    received: list[date] = field(default_factory=list)  # bound contacts, by local day
    services: list[datetime] = field(default_factory=list)
    wishes: list[Opening] = field(default_factory=list)
    lists: list[tuple[str, date | None]] = field(default_factory=list)
    company: list[list[Opening]] = field(default_factory=list)  # each owner's hours
    caps: list[tuple[int | None, int | None]] = field(default_factory=list)


@dataclass
class Letter:
    channel: str
    purpose: str
    expires: datetime
    point: str = "active"
    debt: int | None = None  # the debt that a step before the due date is about


def broken(person: Person, letter: Letter, *, now: datetime) -> set[str]:
    """The rules that sending the letter now would break."""
    found = set()
    if letter.expires <= now:
        found.add("stale")
    if not person.identified:
        found.add("no-identity")
    if letter.point != "active":
        found.add("wrong-person-stop")
    found |= _paused(person, letter, now)
    found |= _listed(person, letter, now)
    if letter.purpose in BOUND:
        found |= (
            _debts(person, letter, now)
            | closed(person, channel=letter.channel, now=now)
            | _too_often(person, now)
        )
    elif (
        sum(1 for at in person.services if at > now - timedelta(hours=1))
        >= (TEXT["service_an_hour"])
    ):
        found.add("service-rate")
    return found


def closed(person: Person, *, channel: str, now: datetime) -> set[str]:
    """Hours and holidays, of every state and zone where the person may be; then the narrower ones."""
    found = set()
    states = {person.state, *(TEXT["ddds"][ddd] for ddd in person.ddds)} - {""} or {""}
    locals_ = [
        now.astimezone(timezone(timedelta(hours=-behind))) for behind in sorted(_behind(person))
    ]
    for local in locals_:
        for state in states:
            if not all(_open(hours, local) for hours in _hours(state, channel)):
                found.add("hours")
            if _holiday(local.date(), state):
                found.add("holiday")
        if f"{local:%m-%d}" in TEXT["towns"].get(person.town, []):
            found.add("town holiday")
        for hours in [*person.company, *([person.wishes] if person.wishes else [])]:
            inside = (local.weekday() == day and a <= local.time() < b for day, a, b in hours)
            if not any(inside):
                found.add("narrower hours")
    return found


def _hours(state: str, channel: str) -> list[list[dict[str, Any]]]:
    """Those that must all hold: the state's, and the default where they are not for the channel."""
    own = TEXT["hours"].get(state, TEXT["hours"][""])
    return [own] if channel in TEXT["channels"].get(state, [channel]) else [own, TEXT["hours"][""]]


def _behind(person: Person) -> set[int]:
    places = [TEXT["behind"].get(person.state, [3])] if person.state else []
    for ddd in person.ddds:
        of_state = TEXT["behind"].get(TEXT["ddds"][ddd], [3])
        places.append(TEXT["ddd_behind"].get(ddd, of_state))
    return {behind for place in places or [TEXT["behind"][""]] for behind in place}


def _open(hours: list[dict[str, Any]], local: datetime) -> bool:
    return any(
        local.weekday() in each["days"] and each["from"] <= f"{local:%H:%M:%S}" < each["to"] + ":00"
        for each in hours
    )


def _holiday(day: date, state: str) -> bool:
    easter = date.fromisoformat(TEXT["easter"][day.year])
    moving = {easter + timedelta(days=n) for n in TEXT["from_easter"]}
    fixed = [*TEXT["national"], *TEXT["states"].get(state, [])]
    return day in moving or f"{day:%m-%d}" in fixed


def _too_often(person: Person, now: datetime) -> set[str]:
    most_day = min([TEXT["caps"]["day"], *(d for d, _w in person.caps if d is not None)])
    most_week = min([TEXT["caps"]["week"], *(w for _d, w in person.caps if w is not None)])
    found = set()
    for behind in _behind(person):
        today = now.astimezone(timezone(timedelta(hours=-behind))).date()
        if person.received.count(today) >= most_day:
            found.add("frequency-excess day")
        if sum(1 for day in person.received if day > today - timedelta(days=7)) >= most_week:
            found.add("frequency-excess week")
    return found


def _paused(person: Person, letter: Letter, now: datetime) -> set[str]:
    pauses = [*person.pauses, *person.case_pauses]
    if letter.debt is not None:
        pauses += person.debts[letter.debt].pauses
    asked = {"channel": letter.channel, "purpose": letter.purpose, "now": now}
    return {f"pause {pause.reason}" for pause in pauses if pause.holds(**asked)}


def _listed(person: Person, letter: Letter, now: datetime) -> set[str]:
    if letter.purpose not in BOUND:
        return set()
    today = now.astimezone(SAO_PAULO).date()
    found = set()
    for name, since in person.lists:
        text = TEXT["lists"][name]
        binds = since is None or since + timedelta(days=text["after_days"]) <= today
        if binds and letter.channel in text["channels"]:
            found.add(f"list {name}")
    return found


def _debts(person: Person, letter: Letter, now: datetime) -> set[str]:
    """Something must be owed, overdue, not prescribed and not paused."""
    today = now.astimezone(SAO_PAULO).date()
    if letter.debt is not None:
        debt = person.debts[letter.debt]
        if not debt.open:
            return {"paid"}
        late = {"false statement"} if debt.due < today else set()
        return late | ({"prescribed"} if debt.prescribes <= today else set())
    overdue = [debt for debt in person.debts if debt.open and debt.due < today]
    if not overdue:
        return {"paid"}
    alive = [debt for debt in overdue if debt.prescribes > today]
    if not alive:
        return {"prescribed"}
    asked = {"channel": letter.channel, "purpose": letter.purpose, "now": now}
    if all(any(pause.holds(**asked) for pause in debt.pauses) for debt in alive):
        return {"pause of every debt"}
    return set()
