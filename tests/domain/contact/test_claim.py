"""Claims: permits, refusals, and who comes first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.domain.contact.letters import overdue, queue
from tests.factory import NOON, World

from acerto.domain.audit.models import Event
from acerto.domain.contact.claim import claim
from acerto.domain.contact.models import Contact, Hold, Permit, Refusal
from acerto.domain.tenancy.scope import scope


@pytest.fixture
def world(db: None) -> World:
    return World.new()


class TestClaim:
    def test_gives_a_permit_for_the_local_day(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            result = claim(channel="email", now=NOON)
            contact.refresh_from_db()
            permit = Permit.objects.get()
        assert [c.contact_id for c in result.claimed] == [contact.pk]
        assert contact.state == "claimed"
        assert contact.permit_id == permit.pk
        assert (permit.ordinal, permit.local_on) == (1, NOON.date())
        assert permit.law_version

    def test_takes_nothing_twice(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
            assert claim(channel="email", now=NOON).looked == 1
            assert claim(channel="email", now=NOON).looked == 0

    def test_takes_one_contact_a_person(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            first = queue(case_id, party_id)
            second = queue(case_id, party_id, step_id=2)
            assert first
            assert second
            assert [c.contact_id for c in claim(channel="email", now=NOON).claimed] == [first.pk]
            result = claim(channel="email", now=NOON)
            second.refresh_from_db()
        assert (result.claimed, result.postponed) == ([], 1)
        assert second.state == "queued"
        assert second.not_before > NOON

    def test_lets_what_the_person_asked_for_go_first_and_uncounted(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
            asked = queue(case_id, party_id, step_id=2, purpose="service")
            assert asked
            assert [c.contact_id for c in claim(channel="email", now=NOON).claimed] == [asked.pk]
            assert Permit.objects.get().ordinal is None
            assert len(claim(channel="email", now=NOON).claimed) == 1

    def test_keeps_a_refusal_once_a_rule_with_its_citation(self, world: World) -> None:
        night = NOON + timedelta(hours=9)
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            assert contact
            for _ in range(2):
                Contact.objects.update(not_before=NOON)
                assert claim(channel="email", now=night).postponed == 1
            refusal = Refusal.objects.get()
            contact.refresh_from_db()
        assert refusal.rule == "hours-default-BR"
        assert refusal.citation
        assert refusal.not_before == contact.not_before > night
        assert contact.state == "queued"

    def test_ends_what_will_never_go(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            Hold.objects.create(
                tenant_id=world.tenant_id,
                party_id=party_id,
                reason="opt_out",
                rule="opt-out",
                channel="email",
                starts_at=NOON,
            )
            assert contact
            assert claim(channel="email", now=NOON).refused == 1
            contact.refresh_from_db()
            assert Event.objects.filter(kind="contact.refused", subject_id=contact.pk).exists()
        assert (contact.state, contact.failure) == ("refused", "opt_out")
        assert contact.permit_id is None


class TestConstraints:
    """What must never be false, asked of the database itself."""

    def test_nothing_is_sent_without_a_permit(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
            with pytest.raises(IntegrityError, match="sent_only_with_permit"), transaction.atomic():
                Contact.objects.update(state="sent", sent_at=NOON)

    def test_a_cap_is_a_constraint(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            queue(case_id, party_id)
            other = queue(case_id, party_id, step_id=2)
            claim(channel="email", now=NOON)
            taken = Permit.objects.get()
            taken.pk, taken.contact = None, other
            with (
                pytest.raises(IntegrityError, match="permit_ordinal_once_a_day"),
                transaction.atomic(),
            ):
                taken.save(force_insert=True)
