"""Flags: facts that pause the collection, with their day, evidence, rule and who set them."""

from datetime import date, timedelta

import pytest
from tests.domain.contact.letters import overdue, queue
from tests.domain.contact.test_gate import reasons
from tests.factory import NOON, World

from acerto.domain.audit.models import Entry, Event
from acerto.domain.contact.flags import (
    ON_WORD,
    SETTABLE,
    Fact,
    FlagRefused,
    Where,
    end_flag,
    evidence,
    set_flag,
)
from acerto.domain.contact.models import Contact, Hold
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.law import params

ACTOR = 7
DISPUTE = Fact(reason=Hold.Reason.DISPUTE, event_on=date(2026, 2, 20), evidence="e-mail")
DEATH = Fact(reason=Hold.Reason.DECEASED, event_on=date(2026, 2, 20), evidence="certidão 123")


@pytest.fixture
def world(db: None) -> World:
    return World.new()


def refused(where: Where, fact: Fact) -> FlagRefused:
    with pytest.raises(FlagRefused) as found:
        set_flag(where=where, fact=fact, now=NOON, actor_id=ACTOR)
    return found.value


class TestSet:
    @pytest.mark.parametrize("reason", SETTABLE)
    @pytest.mark.parametrize("purpose", ["collection", "reminder", "service", "reply"])
    def test_pauses_what_its_law_says_and_nothing_else(
        self, world: World, reason: Hold.Reason, purpose: str
    ) -> None:
        fact = Fact(reason=reason, event_on=date(2026, 2, 20), evidence="processo 1")
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            set_flag(where=Where(party_id=party_id), fact=fact, now=NOON, actor_id=ACTOR)
            contact = queue(case_id, party_id, purpose=purpose)
            assert contact
            stops = params.words(f"contact.stop.{reason}", on=NOON.date())
            assert (reasons(contact) == [reason]) == (purpose in stops)

    def test_of_a_person_pauses_every_debt_of_theirs_and_nobody_elses(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, first = overdue(world)
            world.creditor_id = world.another_creditor("outra")
            world.point(party_id, "email", "outra@example.org")
            second = world.case(party_id, debt_type="loan")
            world.title(second, due_on=date(2026, 2, 2))
            other_id, other = overdue(world, cpf="52998224725", email="b@example.org")
            set_flag(where=Where(party_id=party_id), fact=DEATH, now=NOON, actor_id=ACTOR)
            contacts = [queue(first, party_id), queue(second, party_id), queue(other, other_id)]
            found = [reasons(contact) for contact in contacts if contact]
        assert found == [["deceased"], ["deceased"], []]

    def test_of_titles_leaves_the_other_titles(self, world: World) -> None:
        fact = Fact(reason=Hold.Reason.RECOVERY, event_on=date(2026, 2, 1), evidence="0001")
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            (old,) = Title.objects.filter(case_id=case_id).values_list("pk", flat=True)
            contact = queue(case_id, party_id)
            assert contact
            new = world.title(case_id, due_on=date(2026, 2, 10))
            set_flag(where=Where(title_ids=(old,)), fact=fact, now=NOON, actor_id=ACTOR)
            assert reasons(contact) == []
            set_flag(where=Where(title_ids=(new,)), fact=fact, now=NOON, actor_id=ACTOR)
            assert set(reasons(contact)) == {"recovery"}

    def test_keeps_the_day_the_rule_who_set_it_and_seals_the_evidence(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id = overdue(world)
            (hold_id,) = set_flag(
                where=Where(party_id=party_id), fact=DEATH, now=NOON, actor_id=ACTOR
            )
            hold = Hold.objects.get(pk=hold_id)
            assert (hold.event_on, hold.rule, hold.set_by) == (
                date(2026, 2, 20),
                "elderly-deceased",
                ACTOR,
            )
            assert b"123" not in bytes(hold.evidence_enc)
            assert evidence(hold_id=hold_id) == "certidão 123"
            entry = Entry.objects.get(action="contact.hold")
            assert "certid" not in str(entry.facts)
            assert (entry.actor_id, entry.subject_id) == (ACTOR, hold_id)

    def test_cancels_what_waits_and_would_never_go(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            collection = queue(case_id, party_id)
            service = queue(case_id, party_id, purpose="service", step_id=2)
            set_flag(where=Where(party_id=party_id), fact=DEATH, now=NOON, actor_id=ACTOR)
            states = dict(Contact.objects.values_list("pk", "state"))
            assert collection
            assert service
            assert states == {collection.pk: "cancelled", service.pk: "queued"}

    def test_of_every_overdue_title_cancels_what_waits_about_the_case(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            second = world.title(case_id, due_on=date(2026, 2, 10))
            (first,) = Title.objects.filter(case_id=case_id).exclude(pk=second).values_list(
                "pk", flat=True
            )  # fmt: skip
            contact = queue(case_id, party_id)
            service = queue(case_id, party_id, purpose="service", step_id=2)
            assert contact
            assert service
            set_flag(where=Where(title_ids=(first,)), fact=DISPUTE, now=NOON, actor_id=ACTOR)
            contact.refresh_from_db()
            assert contact.state == "queued"
            set_flag(where=Where(title_ids=(second,)), fact=DISPUTE, now=NOON, actor_id=ACTOR)
            contact.refresh_from_db()
            service.refresh_from_db()
            assert (contact.state, contact.failure) == ("cancelled", "dispute")
            assert service.state == "queued"

    def test_with_an_end_leaves_the_queue_to_the_gate(self, world: World) -> None:
        fact = Fact(reason=Hold.Reason.MANUAL, ends_on=date(2026, 3, 4))
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            contact = queue(case_id, party_id)
            set_flag(where=Where(case_ids=(case_id,)), fact=fact, now=NOON, actor_id=ACTOR)
            assert contact
            contact.refresh_from_db()
            assert contact.state == "queued"
            assert reasons(contact) == ["manual"]
            assert reasons(contact, now=NOON + timedelta(days=2)) == []

    def test_tells_upper_rooms_about_the_case(self, world: World) -> None:
        with scope(world.tenant_id):
            _party_id, case_id = overdue(world)
            set_flag(where=Where(case_ids=(case_id,)), fact=DEATH, now=NOON, actor_id=ACTOR)
            assert Event.objects.get(kind="contact.hold").case_id == case_id


class TestRefusals:
    def test_no_day_no_evidence_no_future_no_past_end(self, world: World) -> None:
        where = Where(party_id=1)
        reason = Hold.Reason.DECEASED
        with scope(world.tenant_id):
            assert refused(where, Fact(reason=reason, evidence="x")).code == "no_day"
            day = date(2026, 2, 1)
            assert refused(where, Fact(reason=reason, event_on=day)).code == "no_evidence"
            late = Fact(reason=reason, event_on=date(2026, 3, 3), evidence="x")
            assert refused(where, late).code == "future"
            over = Fact(reason=Hold.Reason.MANUAL, ends_on=date(2026, 3, 2))
            assert refused(where, over).code == "over"
            assert refused(Where(), Fact(reason=Hold.Reason.MANUAL)).code == "nothing"

    @pytest.mark.parametrize("reason", sorted(set(Hold.Reason) - set(SETTABLE)))
    def test_what_the_debtor_alone_may_say(self, world: World, reason: Hold.Reason) -> None:
        with scope(world.tenant_id):
            assert refused(Where(party_id=1), Fact(reason=reason)).code == "not_settable"

    @pytest.mark.parametrize("reason", sorted(ON_WORD))
    def test_a_word_is_enough_for_some(self, world: World, reason: Hold.Reason) -> None:
        with scope(world.tenant_id):
            party_id, _case_id = overdue(world)
            assert set_flag(
                where=Where(party_id=party_id), fact=Fact(reason=reason), now=NOON, actor_id=ACTOR
            )


class TestEnd:
    def test_lets_the_collection_go_on_and_says_who(self, world: World) -> None:
        later = NOON + timedelta(minutes=5)
        with scope(world.tenant_id):
            party_id, case_id = overdue(world)
            (hold_id,) = set_flag(
                where=Where(party_id=party_id), fact=DEATH, now=NOON, actor_id=ACTOR
            )
            end_flag(hold_id=hold_id, now=later, actor_id=8)
            hold = Hold.objects.get(pk=hold_id)
            assert (hold.ends_at, hold.ended_by) == (later, 8)
            contact = queue(case_id, party_id, now=later)
            assert contact
            assert reasons(contact, now=later) == []
            with pytest.raises(FlagRefused) as twice:
                end_flag(hold_id=hold_id, now=later, actor_id=8)
            assert twice.value.code == "ended"

    def test_not_what_the_debtor_asked_for(self, world: World) -> None:
        with scope(world.tenant_id):
            party_id, _case_id = overdue(world)
            hold = Hold.objects.create(
                tenant_id=world.tenant_id,
                party_id=party_id,
                reason="opt_out",
                rule="opt-out",
                starts_at=NOON,
            )
            with pytest.raises(FlagRefused) as asked:
                end_flag(hold_id=hold.pk, now=NOON, actor_id=ACTOR)
            assert asked.value.code == "not_ours"
