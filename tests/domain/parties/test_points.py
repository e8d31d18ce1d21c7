"""One address, given by two creditors: each may use its own; what happens to it happens to both."""

import pytest
from django.db import IntegrityError, transaction
from tests.factory import NOON, World

from acerto.domain.parties.identification import confirm_point
from acerto.domain.parties.models import ContactPoint
from acerto.domain.parties.points import mark_bounced
from acerto.domain.parties.screens import party
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World.new()
    with scope(world.tenant_id):
        yield world


@pytest.fixture
def twins(world):
    """The same e-mail of one person, from two creditors."""
    person = world.party(email="")
    first = world.point(person, ContactPoint.Kind.EMAIL, "ana@example.org")
    world.creditor_id = world.another_creditor("outra")
    return person, first, world.point(person, ContactPoint.Kind.EMAIL, "ana@example.org")


def test_one_creditor_gives_an_address_once(world, twins):
    person, _first, _second = twins
    with pytest.raises(IntegrityError), transaction.atomic():
        world.point(person, ContactPoint.Kind.EMAIL, "ana@example.org")


def test_a_bounce_stops_the_address_for_both(twins):
    _person, first, _second = twins
    assert mark_bounced(point_id=first)
    states = set(ContactPoint.objects.values_list("state", flat=True))
    assert states == {ContactPoint.State.BOUNCED}


def test_the_debtor_confirms_the_address_once(twins):
    _person, _first, second = twins
    assert confirm_point(point_id=second, now=NOON)
    assert not ContactPoint.objects.filter(confirmed_at=None).exists()


def test_screens_show_it_once(twins):
    assert len(party(party_id=twins[0]).points) == 1
