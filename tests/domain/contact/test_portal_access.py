"""The link, the five tries, and the one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factory import NOON, World
from tests.portal_world import CPF, OTHER_CPF, make_link

from acerto.domain.audit.models import Entry, Event
from acerto.domain.contact.models import PortalLink
from acerto.domain.contact.portal_access import TRIES, company, confirm, is_open
from acerto.domain.parties.models import ContactPoint, Party
from acerto.domain.tenancy.scope import scope


@pytest.fixture
def world(db):
    return World.new()


@pytest.fixture
def link(world):
    return make_link(world)


def test_lets_the_debtor_in_and_confirms_the_point_that_got_the_link(link):
    ref = confirm(token=link.token, tax_id=CPF, now=NOON)
    assert ref == link.ref
    with scope(ref.tenant_id):
        row = PortalLink.objects.get(pk=ref.link_id)
        assert row.confirmed_at == NOON
        assert ContactPoint.objects.get(pk=link.point_id).confirmed_at == NOON
        assert Event.objects.filter(kind="contact_point.confirmed", case_id=link.case_id).exists()
        entry = Entry.objects.get(action="portal.confirmed")
        assert (entry.actor, entry.subject_id) == ("debtor", ref.link_id)
    assert is_open(ref=ref, now=NOON)


def test_confirms_the_point_once(link):
    confirm(token=link.token, tax_id=CPF, now=NOON)
    confirm(token=link.token, tax_id=CPF, now=NOON + timedelta(days=1))
    with scope(link.ref.tenant_id):
        assert ContactPoint.objects.get(pk=link.point_id).confirmed_at == NOON
        assert Event.objects.filter(kind="contact_point.confirmed").count() == 1


def test_dies_after_five_wrong_numbers_even_for_the_debtor(link):
    for _ in range(TRIES):
        assert confirm(token=link.token, tax_id=OTHER_CPF, now=NOON) is None
    assert confirm(token=link.token, tax_id=CPF, now=NOON) is None
    with scope(link.ref.tenant_id):
        row = PortalLink.objects.get(pk=link.ref.link_id)
        assert (row.tries, row.dead_at, row.confirmed_at) == (TRIES, NOON, None)
        assert Entry.objects.filter(action="portal.refused").count() == TRIES


def test_gives_the_tries_back_to_the_debtor(link):
    for _ in range(TRIES - 1):
        confirm(token=link.token, tax_id=OTHER_CPF, now=NOON)
    assert confirm(token=link.token, tax_id=CPF, now=NOON)
    for _ in range(TRIES - 1):
        confirm(token=link.token, tax_id=OTHER_CPF, now=NOON)
    assert confirm(token=link.token, tax_id=CPF, now=NOON)


def test_refuses_an_expired_link(link):
    late = NOON + timedelta(days=30)
    assert confirm(token=link.token, tax_id=CPF, now=late) is None
    assert not is_open(ref=link.ref, now=late)


def test_refuses_the_tax_id_of_somebody_else_of_the_same_tenant(world, link):
    with scope(world.tenant_id):
        world.party("Bia Exemplo", cpf=OTHER_CPF, email="bia@example.org")
    assert confirm(token=link.token, tax_id=OTHER_CPF, now=NOON) is None


def test_refuses_the_same_person_of_another_tenant(link):
    stranger = World.new()
    with scope(stranger.tenant_id):
        stranger.party(cpf=OTHER_CPF)
    assert confirm(token=link.token, tax_id=OTHER_CPF, now=NOON) is None


def test_knows_a_debtor_who_was_merged_into_another_record(world, link):
    with scope(world.tenant_id):
        survivor = world.party("Ana E. Exemplo", cpf=OTHER_CPF, email="")
        Party.objects.filter(pk=link.party_id).update(merged_into=survivor)
    assert confirm(token=link.token, tax_id=OTHER_CPF, now=NOON) == link.ref


def test_refuses_an_unknown_token(db):
    assert confirm(token="nobody-has-this-one", tax_id=CPF, now=NOON) is None
    assert company(token="nobody-has-this-one") is None


def test_names_the_company_and_nothing_else(link):
    found = company(token=link.token)
    assert (found.name, found.tax_id) == ("Loja Exemplo Ltda.", "11.222.333/0001-81")


def test_costs_the_same_work_for_dead_expired_and_unknown_links(world, link):
    """Comparable time: the same statements, whatever is wrong; a try also leaves an entry."""
    dead = make_link(world, party_id=link.party_id)
    for _ in range(TRIES):
        confirm(token=dead.token, tax_id=OTHER_CPF, now=NOON)
    late = NOON + timedelta(days=31)
    work = [
        _statements(token=dead.token, now=NOON),
        _statements(token=link.token, now=late),
        _statements(token="nobody-has-this-one", now=NOON),
    ]
    assert work[0] == work[1] == work[2]
    assert len(_statements(token=link.token, now=NOON)) - len(work[0]) <= 2


def _statements(*, token, now):
    with CaptureQueriesContext(connection) as seen:
        confirm(token=token, tax_id=OTHER_CPF, now=now)
    return [query["sql"].split()[0] for query in seen.captured_queries]


class TestTogether:
    """Answers at the same moment, each on its own connection."""

    def test_ten_wrong_answers_are_five_tries(self, committed_db):
        world = World.new()
        link = make_link(world)
        answers = _together(10, lambda: confirm(token=link.token, tax_id=OTHER_CPF, now=NOON))
        assert answers == [None] * 10
        with scope(world.tenant_id):
            assert PortalLink.objects.get(pk=link.ref.link_id).tries == TRIES
            refused = Entry.objects.filter(action="portal.refused", subject_id=link.ref.link_id)
            assert sorted(row.facts["tries"] for row in refused) == [1, 2, 3, 4, 5]
        assert confirm(token=link.token, tax_id=CPF, now=NOON) is None


def _together(number, act):
    """Run `act` in so many threads that start as one; their answers."""
    start = Barrier(number)

    def one(_):
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))
