"""Parts of `acerto demo`: a lawful moment, log-ins that stay, a company made once."""

import fcntl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.dunning.books import TODAY, TOMORROW, debtor, noon
from tests.factory import World

from acerto.core.calendar import SAO_PAULO, is_bank_day
from acerto.core.places import all_states, state_zones
from acerto.domain.dunning.policies import active_policies, publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.tenancy.models import Creditor, Membership, Tenant, User
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli import demo
from acerto.doors.kit.console import Output
from acerto.law.rules import windows

INSTANTS = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2031, 12, 31), timezones=st.just(UTC)
)
SUNDAY = datetime(2026, 3, 15, 15, 0, tzinfo=UTC)


class TestLawfulMoment:
    @given(now=INSTANTS)
    def test_is_a_bank_day_in_working_hours_and_never_to_come(self, now: datetime) -> None:
        moment = demo.lawful_moment(now=now)
        local = moment.astimezone(SAO_PAULO)
        assert moment <= now
        assert now - moment < timedelta(days=12)
        assert is_bank_day(local.date())
        assert demo.LAWFUL_FROM <= local.time() < demo.LAWFUL_TO

    @given(now=INSTANTS)
    def test_lets_messages_go_to_every_state(self, now: datetime) -> None:
        moment = demo.lawful_moment(now=now)
        for state in all_states():
            zones = state_zones(state)
            assert not windows.allowed(states=[state], zones=zones, channel="email", now=moment)

    def test_is_now_when_now_will_do(self) -> None:
        assert demo.lawful_moment(now=noon(TODAY)) == noon(TODAY)

    def test_of_a_sunday_is_the_friday_before(self) -> None:
        found = demo.lawful_moment(now=SUNDAY).astimezone(SAO_PAULO)
        assert (found.date().isoformat(), found.hour) == ("2026-03-13", 14)

    def test_of_an_evening_is_the_same_day(self) -> None:
        evening = noon(TODAY) + timedelta(hours=8)
        assert demo.lawful_moment(now=evening) == noon(TODAY) + timedelta(hours=2)


@pytest.fixture
def world(db: None) -> World:
    world = World.new(now=noon(TODAY))
    with scope(world.tenant_id):
        publish_defaults(now=noon(TODAY))
        debtor(world)
    return world


class TestDay:
    def test_is_run(self, world: World) -> None:
        assert demo._run(world.tenant_id, noon(TODAY), TODAY).queued == 1

    def test_is_left_alone_when_somebody_has_run_a_later_one(self, world: World) -> None:
        with scope(world.tenant_id):
            run_day(on=TOMORROW, now=noon(TOMORROW))
        result = demo._run(world.tenant_id, noon(TODAY), TODAY)
        assert (result.run_id, result.queued) == (None, 0)


class TestTwoStartsAtOnce:
    def test_take_turns(self, tmp_path: Path) -> None:
        folder, order = demo._folder(tmp_path), []
        waiting, output = Event(), Output(as_json=True)

        def second() -> None:
            with (folder / "preparing.lock").open("w") as file, pytest.raises(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            waiting.set()
            with demo._alone(folder, output):
                order.append("second")

        with demo._alone(folder, output):
            thread = Thread(target=second)
            thread.start()
            assert waiting.wait(timeout=30)
            order.append("first")
        thread.join(timeout=30)
        assert order == ["first", "second"]


@pytest.mark.django_db
class TestCompany:
    def test_is_made_once(self) -> None:
        first = demo._company(noon(TODAY))
        assert demo._company(noon(TOMORROW)) == first
        with scope(first):
            assert Tenant.objects.get(pk=first).slug == demo.SLUG
            assert set(Creditor.objects.values_list("code", flat=True)) == {"cartoes", "atacado"}
            assert len(active_policies()) == 2

    def test_keeps_its_passwords_to_the_owner(self, world: World, tmp_path: Path) -> None:
        folder = demo._folder(tmp_path)
        first = demo._logins(folder, world.tenant_id)
        assert demo._logins(folder, world.tenant_id) == first
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "logins.json").stat().st_mode & 0o777 == 0o600
        for login in first:
            assert User.objects.get(email=login.email).check_password(login.password)
        with scope(world.tenant_id):
            assert set(Membership.objects.values_list("role", flat=True)) == {"manager", "operator"}
