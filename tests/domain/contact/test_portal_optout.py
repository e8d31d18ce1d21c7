"""Channels close and open at once."""

from datetime import timedelta

import pytest
from tests.factory import NOON, World
from tests.portal_world import make_link

from acerto.domain.audit.models import Entry, Event
from acerto.domain.contact.models import Contact, Hold, PortalLink
from acerto.domain.contact.portal_optout import one_click, opt_in, opt_out
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.new()


@pytest.fixture
def link(world):
    return make_link(world)


def contact(world, link, *, channel):
    with scope(world.tenant_id):
        return Contact.objects.create(
            tenant_id=world.tenant_id,
            case_id=link.case_id,
            recipient_id=link.party_id,
            point_id=link.point_id,
            channel=channel,
            purpose="collection",
            template="t",
            decided_on=NOON.date(),
            not_before=NOON,
            expires_at=NOON,
            created_at=NOON,
        ).pk


def test_closes_one_channel_for_the_person_and_cancels_what_waits_there(world, link):
    mail, text = contact(world, link, channel="email"), contact(world, link, channel="sms")
    assert opt_out(ref=link.ref, channel="email", now=NOON)
    with scope(world.tenant_id):
        hold = Hold.objects.get()
        assert (hold.party_id, hold.channel, hold.reason) == (link.party_id, "email", "opt_out")
        states = dict(Contact.objects.values_list("id", "state"))
        assert states == {mail: "cancelled", text: "queued"}
        assert Entry.objects.get(action="contact.opt_out").actor == "debtor"
        assert Event.objects.filter(kind="contact.opt_out").count() == 1


def test_closing_twice_is_closing_once(world, link):
    opt_out(ref=link.ref, channel="email", now=NOON)
    assert not opt_out(ref=link.ref, channel="email", now=NOON)
    with scope(world.tenant_id):
        assert Hold.objects.count() == 1


def test_opens_again(world, link):
    opt_out(ref=link.ref, channel="email", now=NOON)
    later = NOON + timedelta(hours=1)
    assert opt_in(ref=link.ref, channel="email", now=later)
    assert not opt_in(ref=link.ref, channel="email", now=later)
    with scope(world.tenant_id):
        assert Hold.objects.get().ends_at == later


def test_one_click_closes_the_channel_that_the_message_came_by(world, link):
    one_click(token=link.token, now=NOON)
    with scope(world.tenant_id):
        assert Hold.objects.get().channel == "email"


def test_one_click_works_from_an_old_message(world, link):
    with scope(world.tenant_id):
        PortalLink.objects.update(dead_at=NOON)
    one_click(token=link.token, now=NOON + timedelta(days=90))
    with scope(world.tenant_id):
        assert Hold.objects.count() == 1


def test_one_click_with_an_unknown_token_does_nothing(world, link):
    one_click(token="nobody-has-this-one", now=NOON)
    with scope(world.tenant_id):
        assert not Hold.objects.exists()
