"""When and how often a person may be sought: state hours, holidays, caps.

The hours of a state bind telephone, SMS and WhatsApp, the strictest reading of laws that mostly name
the telephone. They never widen what holds for a channel that the state's law does not name (e-mail,
contact.default_unless_named): there it is the default, and only what the state allows too. Where the
state of the address and of the area code differ, or a zone is in doubt, all of them must allow.
Sources: contact.windows.*, contact.caps.* (CDC arts. 42 and 71; state laws).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from acerto.core.calendar import contact_holiday_name
from acerto.core.identifiers import all_states, all_zones, state_zones
from acerto.law import params
from acerto.law.params import ParamEntry
from acerto.law.schema import WEEKDAYS, CapsValue, WindowValue

CHANNELS = ("email", "phone", "sms", "whatsapp")
"""Channels bound by windows and caps: all of them."""

DEFAULT = "DEFAULT"
"""The state of a person whose state is unknown."""

_WINDOWS = "contact.windows."
_CAPS = "contact.caps."
_NAMED = "contact.named."
_UNLESS_NAMED = "contact.default_unless_named"
_FALLBACK = "default"
_LOOKAHEAD = timedelta(weeks=2)


class NoWindow(LookupError):
    """The windows that bind a person never meet within two weeks."""

    code = "no_window"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours [start, end) in local time on some weekdays (0 = Monday), and the rule that says so."""

    weekdays: tuple[int, ...]
    start: time
    end: time
    rule: str
    citation: str

    def holds(self, local: datetime) -> bool:
        """Whether a local instant falls inside."""
        return local.weekday() in self.weekdays and self.start <= local.time() < self.end


Hours = tuple[Window, ...]
"""Windows of which one must hold."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How often a person may be sought, over the whole tenant; a week is seven days."""

    attempts_day: int
    contacts_day: int
    contacts_week: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nobody may be sought now, with the rule behind it."""

    code: Literal["contact_holiday", "outside_window", "narrower_hours"]
    rule: str
    citation: str
    message: str


def windows_for(*, state: str | None, channel: str, on: date) -> tuple[Window, ...]:
    """The hours of one state on a day; the default where no law is known. Raises NotInForce."""
    return tuple(_window(value, entry) for value, entry in _values(state, channel=channel, on=on))


def caps(*, on: date, states: Iterable[str | None] = ()) -> Caps:
    """The caps in force: the default, lowered by any state that is stricter."""
    found = _caps_value(_FALLBACK, on=on)
    assert found is not None
    attempts, contacts, week = found.attempts_day, found.contacts_day, found.contacts_week
    assert attempts, "the default caps are complete"
    assert contacts, "the default caps are complete"
    assert week, "the default caps are complete"
    for state in states:
        stricter = _caps_value(state, on=on) if state else None
        if stricter is not None:
            attempts = min(attempts, stricter.attempts_day or attempts)
            contacts = min(contacts, stricter.contacts_day or contacts)
            week = min(week, stricter.contacts_week or week)
    return Caps(attempts, contacts, week)


def allowed(
    *,
    states: Collection[str | None],
    zones: Collection[str],
    channel: str,
    now: datetime,
    narrower: Sequence[Hours] = (),
) -> Refusal | None:
    """None when a person may be sought at this instant, else the first refusal.

    `states` are those of the address and of the area code (none known: the default), `zones` the
    IANA zones where the person may be (none known: those of the states, else all of Brazil).
    `narrower` are hours that a creditor or the person set: they are added to the law, never put in
    its place. `now` carries its zone. Raises NotInForce.
    """
    assert now.tzinfo is not None, "now must carry its zone"
    places = _places(states)
    local_times = [now.astimezone(zone) for zone in _zones(places, zones)]
    for local in local_times:
        for state in places:
            refusal = _refusal(state, channel=channel, local=local)
            if refusal is not None:
                return refusal
    for hours in narrower:
        for local in local_times:
            if not any(window.holds(local) for window in hours):
                return _narrow_refusal(hours)
    return None


def next_allowed_at(
    *,
    states: Collection[str | None],
    zones: Collection[str],
    channel: str,
    now: datetime,
    narrower: Sequence[Hours] = (),
) -> datetime:
    """The first instant from `now` on at which `allowed` refuses nothing, in the zone of `now`.

    Raises NoWindow when there is none within two weeks.
    """
    places = _places(states)
    starts = {now}
    for zone in _zones(places, zones):
        for state in places:
            starts.update(_openings(state, zone=zone, channel=channel, now=now))
        for hours in narrower:
            starts.update(_starts(partial(_on_any_day, hours), zone=zone, now=now))
    for instant in sorted(starts):
        refusal = allowed(
            states=states, zones=zones, channel=channel, now=instant, narrower=narrower
        )
        if refusal is None:
            return instant.astimezone(now.tzinfo)
    raise NoWindow(f"no window for {sorted(map(str, states))} from {now.isoformat()}")


def window_rows(*, on: date) -> list[tuple[str, str, int, time, time, str]]:
    """The hours as rows (state or DEFAULT, channel, weekday 0 = Monday, start, end, rule).

    All 27 states are there; those without a law carry the default's hours and rule.
    """
    places: list[tuple[str, str | None]] = [(DEFAULT, None)]
    places += [(state, state) for state in all_states()]
    return [
        (label, channel, weekday, window.start, window.end, window.rule)
        for label, state in places
        for channel in CHANNELS
        for window in windows_for(state=state, channel=channel, on=on)
        for weekday in window.weekdays
    ]


def _places(states: Collection[str | None]) -> list[str | None]:
    known = sorted({state for state in states if state})
    return [*known] if known else [None]


def _zones(places: list[str | None], zones: Collection[str]) -> list[ZoneInfo]:
    names = set(zones)
    if not names:
        names = {zone for state in places if state for zone in state_zones(state)}
    return [ZoneInfo(name) for name in sorted(names or all_zones())]


def _refusal(state: str | None, *, channel: str, local: datetime) -> Refusal | None:
    on = local.date()
    found = _values(state, channel=channel, on=on)
    entry = found[0][1]
    cited = _cited(entry, state=state, channel=channel, on=on)
    holiday = contact_holiday_name(on, state=state)
    if holiday is not None:
        message = f"Feriado ({holiday}): não se cobra neste dia."
        return Refusal("contact_holiday", entry.rule, cited, message)
    if any(_window(value, entry).holds(local) for value, entry in found):
        return None
    hours = "; ".join(_in_words(value) for value, _ in found)
    message = f"Fora do horário de contato ({state or 'padrão'}: {hours}, na hora de quem recebe)."
    return Refusal("outside_window", entry.rule, cited, message)


def _openings(
    state: str | None, *, zone: ZoneInfo, channel: str, now: datetime
) -> Iterable[datetime]:
    """The instants from `now` on at which a window of one state opens in one zone."""
    return _starts(
        lambda day: windows_for(state=state, channel=channel, on=day), zone=zone, now=now
    )


def _on_any_day(hours: Hours, _day: date) -> Hours:
    return hours


def _starts(
    windows_of: Callable[[date], Hours], *, zone: ZoneInfo, now: datetime
) -> Iterable[datetime]:
    day = now.astimezone(zone).date()
    last = day + _LOOKAHEAD
    while day <= last:
        for window in windows_of(day):
            opening = datetime.combine(day, window.start, tzinfo=zone)
            if day.weekday() in window.weekdays and opening >= now:
                yield opening
        day += timedelta(days=1)


def _narrow_refusal(hours: Hours) -> Refusal:
    first = hours[0]
    message = "Fora do horário mais estreito que a empresa ou a própria pessoa escolheu."
    return Refusal("narrower_hours", first.rule, first.citation, message)


def _values(
    state: str | None, *, channel: str, on: date
) -> tuple[tuple[WindowValue, ParamEntry], ...]:
    """The windows of the state's law in force, else of the default, each with its entry.

    For a channel that only a law's own word opens, what both allow.
    """
    if channel not in CHANNELS:
        raise ValueError(f"unknown channel: {channel}")
    entry = _in_force(_WINDOWS, state, on=on) if state else None
    fallback = params.entry(_WINDOWS + _FALLBACK, on=on)
    if entry is None or entry.value is None:
        return tuple((value, fallback) for value in _hours(fallback))
    assert state
    bound = channel not in params.words(_UNLESS_NAMED, on=on)
    if bound or names_channel(state=state, channel=channel, on=on):
        return tuple((value, entry) for value in _hours(entry))
    both = (_both(own, other) for own in _hours(entry) for other in _hours(fallback))
    return tuple((value, fallback) for value in both if value is not None)


def _hours(entry: ParamEntry) -> tuple[WindowValue, ...]:
    assert isinstance(entry.value, tuple)
    return entry.value


def _both(one: WindowValue, other: WindowValue) -> WindowValue | None:
    """The days and hours that lie in both; None where they never meet."""
    days = tuple(day for day in one.days if day in other.days)
    start, end = max(one.start, other.start), min(one.end, other.end)
    return WindowValue(days=days, start=start, end=end) if days and start < end else None


def _caps_value(state: str, *, on: date) -> CapsValue | None:
    entry = _in_force(_CAPS, state, on=on)
    if entry is None:
        return None
    assert isinstance(entry.value, CapsValue)
    return entry.value


def _in_force(realm: str, state: str, *, on: date) -> ParamEntry | None:
    try:
        return params.entry(realm + state, on=on)
    except (params.UnknownParameter, params.NotInForce):
        return None


def _window(value: WindowValue, entry: ParamEntry) -> Window:
    weekdays = tuple(WEEKDAYS.index(day) for day in value.days)
    return Window(weekdays, value.start, value.end, entry.rule, entry.citation)


def names_channel(*, state: str, channel: str, on: date) -> bool:
    """Whether the law of a state speaks of this channel itself; else its hours hold by policy.

    Source: contact.named.<state>, the channels that each law names.
    """
    found = _in_force(_NAMED, state, on=on)
    return found is not None and isinstance(found.value, tuple) and channel in found.value


def _cited(entry: ParamEntry, *, state: str | None, channel: str, on: date) -> str:
    """The citation, honest about a channel that the law does not name."""
    if state is None or not entry.name.endswith(f".{state}"):
        return entry.citation
    if names_channel(state=state, channel=channel, on=on):
        return entry.citation
    return f"{entry.citation}; estendida a este canal por política (CDC art. 71)"


def _in_words(value: WindowValue) -> str:
    days = value.days[0] if value.days[0] == value.days[-1] else f"{value.days[0]}-{value.days[-1]}"
    return f"{days} {value.start:%H:%M}-{value.end:%H:%M}"
