"""One address that asks too often waits a little; stopping the messages has wider limits."""

import pytest
from django.core.cache import cache

from acerto.doors.portal import limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_yet(db, monkeypatch):
    cache.clear()
    limits = {"page": "3/60s/ip", "form": "2/60s/ip", "one_click": "4/60s/ip"}
    monkeypatch.setattr(limit, "LIMITS", limits)


def test_asks_an_address_that_comes_too_often_to_wait(client, url):
    assert [client.get(url()).status_code for _ in range(4)] == [200, 200, 200, 429]
    busy = client.get(url())
    assert "Aguarde um minuto" in busy.content.decode()
    assert busy["Cache-Control"] == "no-store"
    assert client.get(url(), REMOTE_ADDR="198.51.100.7").status_code == 200


def test_counts_forms_by_themselves(client, url):
    sent = [client.post(url(), {"tax_id": "1"}).status_code for _ in range(3)]
    assert sent == [200, 200, 429]


def test_one_click_has_its_own(client, link):
    sent = [client.post(f"/o/{link.token}/").status_code for _ in range(5)]
    assert sent == [200, 200, 200, 200, 429]
