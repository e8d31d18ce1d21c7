"""What the debtor says pauses the collection at once."""

from datetime import date

import pytest
from tests.factory import NOON, World
from tests.portal_world import make_link

from acerto.domain.audit.models import Entry, Event
from acerto.domain.contact.models import Claim, Contact, Hold
from acerto.domain.contact.portal_claims import NothingChosen, answer_by, claim_text, make_claim
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.new()


@pytest.fixture
def link(world):
    return make_link(world)


@pytest.fixture
def titles(world, link):
    with scope(world.tenant_id):
        return [
            world.title(link.case_id, due_on=date(2026, 1, 5)),
            world.title(link.case_id, due_on=date(2026, 2, 5)),
        ]


def queue(world, link, *, state="queued"):
    with scope(world.tenant_id):
        return Contact.objects.create(
            tenant_id=world.tenant_id,
            case_id=link.case_id,
            recipient_id=link.party_id,
            point_id=link.point_id,
            channel="email",
            purpose="collection",
            template="t",
            decided_on=NOON.date(),
            state=state,
            not_before=NOON,
            expires_at=NOON,
            created_at=NOON,
        ).pk


def claim(link, titles, *, kind=Claim.Kind.SAYS_PAID, text=""):
    return make_claim(ref=link.ref, kind=kind, title_ids=titles, text=text, now=NOON)


def test_saying_paid_holds_the_titles_and_opens_claims(world, link, titles):
    receipt = claim(link, titles[:1], text="Data informada: 02/02/2026.")
    with scope(world.tenant_id):
        hold = Hold.objects.get()
        opened = Claim.objects.get()
        assert (hold.title_id, hold.reason, hold.ends_at) == (titles[0], "says_paid", None)
        assert (opened.hold_id, opened.title_id, opened.state) == (hold.pk, titles[0], "open")
        assert claim_text(claim_id=opened.pk) == "Data informada: 02/02/2026."
        assert b"informada" not in bytes(opened.text_enc)
        assert [p.number for p in receipt.protocols] == [f"2026-{opened.pk:06d}"]


def test_not_recognising_is_a_dispute_of_each_title(world, link, titles):
    claim(link, titles, kind=Claim.Kind.NOT_MINE)
    with scope(world.tenant_id):
        holds = Hold.objects.order_by("title_id").values_list("title_id", "reason")
        assert list(holds) == [(title, "dispute") for title in titles]


def test_cancels_what_waits_to_be_sent_and_nothing_that_left(world, link, titles):
    waiting, gone = queue(world, link), queue(world, link, state="rejected")
    other = queue(world, make_link(world, party_id=_somebody(world)))
    claim(link, titles[:1])
    with scope(world.tenant_id):
        states = dict(Contact.objects.values_list("id", "state"))
    assert states == {waiting: "cancelled", gone: "rejected", other: "queued"}


def test_saying_it_twice_changes_nothing(world, link, titles):
    first = claim(link, titles)
    assert claim(link, titles) == first
    with scope(world.tenant_id):
        assert (Hold.objects.count(), Claim.objects.count()) == (2, 2)


def test_keeps_what_is_added_later(world, link, titles):
    for text in ("Paguei na loja.", "Paguei na loja.", "Achei o recibo."):
        claim(link, titles[:1], text=text)
    with scope(world.tenant_id):
        assert claim_text(claim_id=Claim.objects.get().pk) == "Paguei na loja.\nAchei o recibo."


def test_refuses_titles_of_somebody_else(world, link, titles):
    other = make_link(world, party_id=_somebody(world))
    with pytest.raises(NothingChosen):
        claim(other, titles)
    with scope(world.tenant_id):
        assert not Hold.objects.exists()


def test_leaves_an_entry_by_the_debtor_and_events_without_words(world, link, titles):
    claim(link, titles, text="Paguei no balcão")
    with scope(world.tenant_id):
        entry = Entry.objects.get(action="claim.says_paid")
        events = Event.objects.filter(kind="claim.says_paid", case_id=link.case_id)
        assert (entry.actor, entry.subject, entry.subject_id) == ("debtor", "case", link.case_id)
        assert events.count() == 2
        assert "balc" not in str(entry.facts) + str(events.values_list("facts"))


@pytest.mark.parametrize(
    ("made_on", "due_on"),
    [
        (date(2026, 3, 2), date(2026, 3, 9)),  # Monday to Monday
        (date(2026, 3, 7), date(2026, 3, 13)),  # a Saturday counts from Monday
        (date(2026, 4, 1), date(2026, 4, 9)),  # Good Friday does not count
    ],
)
def test_answers_within_five_bank_days(made_on, due_on):
    assert answer_by(on=made_on) == due_on


def _somebody(world):
    with scope(world.tenant_id):
        return world.party("Bia Exemplo", cpf="52998224725", email="bia@example.org")
