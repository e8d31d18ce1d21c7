"""Another link for whoever mistyped too often: by the gate, and seen by nobody of the team."""

from datetime import timedelta

import pytest
from tests.factory import NOON, World
from tests.portal_world import CPF, OTHER_CPF, Linked, make_link

from acerto.domain.audit.models import Entry
from acerto.domain.contact import sending
from acerto.domain.contact.claim import claim
from acerto.domain.contact.models import Contact, PortalLink
from acerto.domain.contact.portal_access import TRIES, confirm
from acerto.domain.contact.relinking import (
    AlreadyAsked,
    NoPointInUse,
    closed_links,
    send_link_again,
)
from acerto.domain.parties.models import ContactPoint
from acerto.domain.tenancy.scope import scope
from acerto.ports.channel import Receipt

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def world() -> World:
    return World.new()


@pytest.fixture
def link(world: World) -> Linked:
    made = make_link(world)
    for _ in range(TRIES):
        confirm(token=made.token, tax_id=OTHER_CPF, now=NOON)
    return made


def again(link: Linked) -> Contact:
    contact_id = send_link_again(link_id=link.ref.link_id, now=LATER, actor_id=7)
    return Contact.objects.get(pk=contact_id)


def test_tells_which_links_were_closed(world: World, link: Linked) -> None:
    make_link(world, party_id=link.party_id, now=NOON - timedelta(days=1))
    with scope(world.tenant_id):
        (found,) = closed_links(case_ids=[link.case_id])
        assert (found.id, found.closed_at, found.asked) == (link.ref.link_id, NOON, False)


def test_a_newer_link_ends_the_notice(world: World, link: Linked) -> None:
    make_link(world, party_id=link.party_id, now=LATER)
    with scope(world.tenant_id):
        assert closed_links(case_ids=[link.case_id]) == []


def test_goes_by_the_gate_with_a_link_that_opens(world: World, link: Linked) -> None:
    with scope(world.tenant_id):
        contact = again(link)
        assert (contact.purpose, contact.point_id) == ("service", link.point_id)
        assert closed_links(case_ids=[link.case_id])[0].asked
        (claimed,) = claim(channel="email", now=LATER).claimed
        message = sending.prepare(contact_id=claimed.contact_id, now=LATER)
        assert message
        token = message.text.split("/d/")[1].split("/")[0]
        sending.record_sent(contact_id=contact.pk, receipt=Receipt(provider_id="1"), now=LATER)
        assert closed_links(case_ids=[link.case_id]) == []
    assert confirm(token=token, tax_id=CPF, now=LATER)


def test_leaves_an_entry_with_who_asked(world: World, link: Linked) -> None:
    with scope(world.tenant_id):
        contact = again(link)
        entry = Entry.objects.get(action="portal.link_again")
        assert (entry.actor, entry.actor_id, entry.subject_id) == ("user", 7, link.ref.link_id)
        assert entry.facts["contact"] == contact.pk


def test_is_asked_once(world: World, link: Linked) -> None:
    with scope(world.tenant_id):
        again(link)
        with pytest.raises(AlreadyAsked):
            again(link)
        assert Contact.objects.count() == 1


def test_an_open_link_needs_no_other(world: World) -> None:
    link = make_link(world)
    with scope(world.tenant_id), pytest.raises(AlreadyAsked):
        again(link)


def test_goes_to_another_address_where_the_first_is_not_in_use(world: World, link: Linked) -> None:
    with scope(world.tenant_id):
        ContactPoint.objects.update(state="bounced")
        with pytest.raises(NoPointInUse):
            again(link)
        newer = world.point(link.party_id, "email", "nova@example.org")
        assert again(link).point_id == newer


def test_no_link_is_made_before_the_message(world: World, link: Linked) -> None:
    with scope(world.tenant_id):
        again(link)
        assert PortalLink.objects.count() == 1
