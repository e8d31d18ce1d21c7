"""Into the queue and out of it."""

from datetime import date, datetime, timedelta

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.factory import NOON, World

from acerto.domain.contact.models import Contact
from acerto.domain.contact.queue import BadRelation, cancel_unsent, enqueue, tenants_due
from acerto.domain.parties.models import ContactPoint
from acerto.domain.tenancy.scope import scope


@pytest.fixture
def world(db: None) -> World:
    return World.new()


class TestEnqueue:
    def test_waits_for_the_hour_of_the_recipient(self, world: World) -> None:
        night = datetime.fromisoformat("2026-03-02T23:30:00+00:00")
        with scope(world.tenant_id):
            party_id, case_id = overdue(world, state="PR")
            contact = queue(case_id, party_id, now=night)
        assert contact
        assert contact.not_before == datetime.fromisoformat("2026-03-03T12:00:00+00:00")

    def test_goes_at_once_within_the_hours(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
        assert contact
        assert contact.not_before == NOON

    def test_queues_a_step_once_an_episode(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            assert queue(case_id, party_id)
            assert queue(case_id, party_id) is None
            assert queue(case_id, party_id, step_id=2)

    def test_queues_a_cancelled_step_again(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            assert queue(case_id, party_id, run_id=7)
            assert cancel_unsent(run_id=7, now=NOON) == 1
            assert queue(case_id, party_id, run_id=8)

    def test_prefers_the_confirmed_point_then_the_newest(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            newer = world.point(
                party_id, "email", "nova@example.org", now=NOON + timedelta(hours=1)
            )
            contact = queue(case_id, party_id)
            assert contact
            assert contact.point_id == newer
            first = ContactPoint.objects.filter(party_id=party_id).exclude(pk=newer)
            first.update(confirmed_at=NOON)
            again = queue(case_id, party_id, step_id=2)
            assert again
            assert again.point_id == first.get().pk

    def test_does_not_use_what_another_creditor_gave(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id = overdue(world)
            world.creditor_id = world.another_creditor("outra")
            other = world.case(party_id)
            world.title(other, due_on=date(2026, 2, 2))
            assert queue(other, party_id) is None
            ContactPoint.objects.filter(party_id=party_id).update(source="debtor")
            assert queue(other, party_id)

    @pytest.mark.parametrize("state", ["bounced", "wrong_party", "replaced"])
    def test_leaves_out_whoever_has_no_point_in_use(self, world: World, state: str) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            ContactPoint.objects.filter(party_id=party_id).update(state=state)
            assert queue(case_id, party_id) is None

    def test_takes_a_plain_name_only(self, world: World) -> None:
        with scope(world.tenant_id), pytest.raises(BadRelation):
            enqueue(relation="x; DROP TABLE y", now=NOON, on=NOON.date(), ladder={})


class TestCancelUnsent:
    def test_cancels_what_waits_for_a_case(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
            assert cancel_unsent(case_ids=[case_id], now=NOON) == 1
            assert Contact.objects.get().state == "cancelled"


class TestTenantsDue:
    def test_names_who_has_something_to_send_now(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
        assert world.tenant_id in tenants_due(now=NOON)
        assert world.tenant_id not in tenants_due(now=NOON - timedelta(seconds=1))
