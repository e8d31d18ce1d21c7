"""A debtor, a link, and a browser that carries no back-office session."""

from datetime import date

import pytest
from tests.factory import NOON, World
from tests.portal_world import WRITTEN_CPF, make_link

from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the doors."""

    def set_clock(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_clock(NOON)
    return set_clock


@pytest.fixture
def world(at):
    return World.new()


@pytest.fixture
def link(world):
    return make_link(world)


@pytest.fixture
def titles(world, link):
    """Two overdue titles of R$ 100,00 and one that falls due in a month."""
    with scope(world.tenant_id):
        return [
            world.title(link.case_id, due_on=date(2026, 1, 5)),
            world.title(link.case_id, due_on=date(2026, 2, 5)),
            world.title(link.case_id, due_on=date(2026, 4, 6)),
        ]


@pytest.fixture
def url(link):
    """Addresses of the link's pages: url() is the entry, url("codigo/") the Pix page."""
    return lambda page="": f"/d/{link.token}/{page}"


@pytest.fixture
def inside(client, url, titles):
    """The debtor's browser, already confirmed."""
    assert client.post(url(), {"tax_id": WRITTEN_CPF}).status_code == 302
    return client
