"""Contact hours and caps: state by state, zone by zone, the strictest wins."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.identifiers import all_states, ddd_zones
from acerto.law.rules import windows
from acerto.law.rules.windows import Caps, allowed, caps, next_allowed_at, window_rows, windows_for

THURSDAY = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)
SP = "America/Sao_Paulo"


def at(hour: str, *, on: date = THURSDAY, zone: str = SP) -> datetime:
    return datetime.combine(on, time.fromisoformat(hour), tzinfo=ZoneInfo(zone))


def verdict(state: str | None, hour: str, *, on: date = THURSDAY, channel: str = "phone") -> bool:
    states = [] if state is None else [state]
    return allowed(states=states, zones=[SP], channel=channel, now=at(hour, on=on)) is None


class TestHours:
    @pytest.mark.parametrize(
        ("state", "first", "last", "after"),
        [
            (None, "09:00", "17:59", "18:00"),
            ("MG", "09:00", "17:59", "18:00"),
            ("MS", "09:00", "17:59", "18:00"),
            ("RS", "09:00", "17:59", "18:00"),
            ("SP", "08:00", "19:59", "20:00"),
            ("RJ", "09:00", "18:59", "19:00"),
            ("ES", "08:00", "18:59", "19:00"),
            ("AM", "08:00", "17:59", "18:00"),
            ("AL", "08:00", "19:59", "20:00"),
            ("CE", "08:00", "17:59", "18:00"),
            ("MT", "08:00", "17:59", "18:00"),
        ],
    )
    def test_of_a_weekday(self, state: str | None, first: str, last: str, after: str) -> None:
        assert not verdict(state, "07:59")
        assert verdict(state, first)
        assert verdict(state, last)
        assert not verdict(state, after)

    @pytest.mark.parametrize("state", ["SP", "AL"])
    def test_of_a_saturday_where_the_law_allows_it(self, state: str) -> None:
        assert verdict(state, "13:59", on=SATURDAY)
        assert not verdict(state, "14:00", on=SATURDAY)
        assert not verdict(state, "10:00", on=SATURDAY + timedelta(days=1))

    @pytest.mark.parametrize("state", [None, "RJ", "CE", "MT"])
    def test_no_saturday_elsewhere(self, state: str | None) -> None:
        assert not verdict(state, "10:00", on=SATURDAY)

    @pytest.mark.parametrize("channel", windows.CHANNELS)
    def test_bind_every_channel_email_too(self, channel: str) -> None:
        assert not verdict("SP", "20:30", channel=channel)
        assert not verdict(None, "08:30", channel=channel)

    def test_an_unknown_channel_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="pigeon"):
            verdict("SP", "10:00", channel="pigeon")

    def test_before_its_law_a_state_has_the_default(self) -> None:
        assert windows_for(state="RJ", channel="phone", on=date(2018, 3, 1))[0].end == time(18)
        assert windows_for(state="RJ", channel="phone", on=date(2018, 3, 2))[0].end == time(19)


class TestZones:
    def test_ddd_81_is_three_hours_behind(self) -> None:
        zones = ddd_zones("81")
        noon = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
        assert allowed(states=["PE"], zones=zones, channel="sms", now=noon) is None
        early = noon - timedelta(minutes=1)
        assert allowed(states=["PE"], zones=zones, channel="sms", now=early) is not None

    def test_acre_wakes_two_hours_later(self) -> None:
        nine_in_sao_paulo = at("09:30")
        refused = allowed(
            states=["AC"], zones=["America/Rio_Branco"], channel="sms", now=nine_in_sao_paulo
        )
        assert refused is not None
        assert refused.code == "outside_window"

    def test_where_two_states_are_possible_both_must_allow(self) -> None:
        assert verdict("SP", "19:30")
        refused = allowed(states=["SP", "CE"], zones=[SP], channel="sms", now=at("19:30"))
        assert refused is not None
        assert refused.rule == "hours-CE"

    def test_an_unknown_place_waits_for_the_whole_country(self) -> None:
        assert allowed(states=[], zones=[], channel="email", now=at("10:59")) is not None
        assert allowed(states=[], zones=[], channel="email", now=at("11:00")) is None
        assert allowed(states=[None], zones=[], channel="email", now=at("18:00")) is not None

    def test_a_known_state_without_zone_brings_its_own(self) -> None:
        assert allowed(states=["AM"], zones=[], channel="phone", now=at("09:30")) is not None
        assert allowed(states=["AM"], zones=[], channel="phone", now=at("10:00")) is None

    def test_now_without_a_zone_is_a_mistake(self) -> None:
        with pytest.raises(AssertionError):
            allowed(states=[], zones=[], channel="email", now=datetime(2026, 11, 26, 12))


class TestRefusal:
    def test_cites_the_rule_of_the_state(self) -> None:
        refused = allowed(states=["SP"], zones=[SP], channel="phone", now=at("20:00"))
        assert refused is not None
        assert (refused.code, refused.rule) == ("outside_window", "hours-SP")
        assert "Lei SP 17.832/2023" in refused.citation
        assert "seg-sex 08:00-20:00; sab 08:00-14:00" in refused.message

    def test_names_the_holiday(self) -> None:
        black_awareness = at("10:00", on=date(2026, 11, 20))
        refused = allowed(states=["RS"], zones=[SP], channel="email", now=black_awareness)
        assert refused is not None
        assert refused.code == "contact_holiday"
        assert "Zumbi" in refused.message

    def test_a_state_holiday_binds_its_state(self) -> None:
        revolution = date(2026, 7, 9)
        assert not verdict("SP", "10:00", on=revolution)
        assert verdict("RJ", "10:00", on=revolution)


class TestNextAllowed:
    def test_now_when_now_is_fine(self) -> None:
        assert next_allowed_at(states=["SP"], zones=[SP], channel="sms", now=at("10:17")) == at(
            "10:17"
        )

    def test_friday_evening_waits_for_monday_or_saturday(self) -> None:
        friday = THURSDAY + timedelta(days=1)
        evening = at("21:00", on=friday)
        monday = at("09:00", on=friday + timedelta(days=3))
        rio = next_allowed_at(states=["RJ"], zones=[SP], channel="sms", now=evening)
        paulista = next_allowed_at(states=["SP"], zones=[SP], channel="sms", now=evening)
        assert rio == monday
        assert paulista == at("08:00", on=SATURDAY)

    def test_carnival_waits_for_wednesday(self) -> None:
        friday_evening = at("21:00", on=date(2026, 2, 13))
        found = next_allowed_at(states=["RJ"], zones=[SP], channel="sms", now=friday_evening)
        assert found == at("09:00", on=date(2026, 2, 18))

    @given(
        st.lists(st.sampled_from([None, *all_states()]), max_size=2),
        st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC)),
    )
    def test_is_allowed_and_nothing_before_it_is(
        self, states: list[str | None], now: datetime
    ) -> None:
        found = next_allowed_at(states=states, zones=[], channel="email", now=now)
        assert found >= now
        assert allowed(states=states, zones=[], channel="email", now=found) is None
        if found > now:
            before = found - timedelta(minutes=1)
            assert allowed(states=states, zones=[], channel="email", now=before) is not None
            assert allowed(states=states, zones=[], channel="email", now=now) is not None


class TestCaps:
    def test_default(self) -> None:
        assert caps(on=THURSDAY) == Caps(attempts_day=2, contacts_day=1, contacts_week=3)

    def test_a_state_can_only_be_stricter(self) -> None:
        default = caps(on=THURSDAY)
        for state in all_states():
            found = caps(on=THURSDAY, states=[state, None])
            assert found.attempts_day <= default.attempts_day
            assert found.contacts_day <= default.contacts_day
            assert found.contacts_week <= default.contacts_week


class TestRows:
    def test_tell_the_same_as_the_function(self) -> None:
        rows = window_rows(on=THURSDAY)
        assert {row[0] for row in rows} == {"DEFAULT", *all_states()}
        assert {row[1] for row in rows} == set(windows.CHANNELS)
        assert len(rows) == len({row[:4] for row in rows})
        for state in [None, "SP", "RJ", "MT", "RS"]:
            for day in (THURSDAY, SATURDAY):
                for minute in range(0, 1440, 30):
                    hour = time(minute // 60, minute % 60)
                    by_rows = any(
                        row[0] == (state or "DEFAULT")
                        and row[1] == "sms"
                        and row[2] == day.weekday()
                        and row[3] <= hour < row[4]
                        for row in rows
                    )
                    assert by_rows == verdict(state, hour.isoformat(), on=day, channel="sms")


class TestChannelNamedByTheLaw:
    """contact-windows.json: SP names the phone alone; CE the phone, SMS, WhatsApp; MT e-mail too."""

    @pytest.mark.parametrize(
        ("state", "channel", "named"),
        [
            ("SP", "phone", True),
            ("SP", "email", False),
            ("AL", "sms", True),
            ("AL", "whatsapp", False),
            ("CE", "whatsapp", True),
            ("CE", "email", False),
            ("MT", "email", True),
            ("MG", "phone", False),
        ],
    )
    def test_is_told_apart_from_policy(self, state: str, channel: str, named: bool) -> None:
        assert windows.names_channel(state=state, channel=channel, on=THURSDAY) == named
        if state == "MG":
            return
        refused = allowed(states=[state], zones=[SP], channel=channel, now=at("23:00"))
        assert refused is not None
        by_policy = "por política" in refused.citation or refused.rule == "hours-default-BR"
        assert by_policy != named

    @pytest.mark.parametrize("state", ["SP", "AL", "RJ", "ES", "AM", "CE"])
    def test_keeps_e_mail_in_the_default_hours_where_it_is_not_named(self, state: str) -> None:
        """The strictest of both: Monday to Friday, 09 to 18; no Saturday of SP or AL."""
        (window,) = windows_for(state=state, channel="email", on=THURSDAY)
        assert (window.weekdays, window.start, window.end) == ((0, 1, 2, 3, 4), time(9), time(18))
        assert window.rule == "hours-default-BR"
        assert windows_for(state=state, channel="phone", on=THURSDAY)[0].rule == f"hours-{state}"

    def test_leaves_e_mail_the_hours_of_a_law_that_names_it(self) -> None:
        (window,) = windows_for(state="MT", channel="email", on=THURSDAY)
        assert (window.start, window.end, window.rule) == (time(8), time(18), "contacts-MT")


class TestNarrowerHours:
    """A creditor's or a person's hours are added to the law."""

    AFTERNOON = (windows.Window((3,), time(14), time(16), "policy-hours", "Política da empresa"),)

    def test_refuse_what_the_law_would_allow(self) -> None:
        asked = {"states": ["SP"], "zones": [SP], "channel": "email", "narrower": [self.AFTERNOON]}
        refused = allowed(**asked, now=at("13:59"))
        assert refused is not None
        assert (refused.code, refused.rule) == ("narrower_hours", "policy-hours")
        assert allowed(**asked, now=at("14:00")) is None
        assert next_allowed_at(**asked, now=at("16:00")) == at("14:00", on=date(2026, 12, 3))

    def test_do_not_open_what_the_law_closes(self) -> None:
        sunday = (windows.Window((6,), time(10), time(12), "policy-hours", "Política"),)
        with pytest.raises(windows.NoWindow):
            next_allowed_at(
                states=["SP"], zones=[SP], channel="email", narrower=[sunday], now=at("10:00")
            )
