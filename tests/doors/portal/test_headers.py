"""The page stays out of caches, frames, search engines and other people's logs."""

import re

import pytest
from django.test import Client

from acerto.domain.contact.models import PortalLink
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
PAGES = ["", "codigo/", "aviso/", "revisao/", "mensagens/", "ajuda/"]


@pytest.mark.parametrize("page", PAGES)
def test_headers(inside, url, page):
    response = inside.get(url(page))
    assert response.status_code == 200
    assert response["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["X-Frame-Options"] == "DENY"


def test_headers_before_identity_and_of_refusals(client, link, url):
    for response in (
        client.get(url()),
        client.get(url("codigo/")),
        client.get(f"/o/{link.token}/"),
    ):
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("page", PAGES)
def test_no_inline_style_or_script_and_a_title_that_tells_nothing(inside, url, page):
    body = inside.get(url(page)).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)", body)
    title = re.search(r"<title>(.*?)</title>", body, re.DOTALL)[1]
    assert title == "Loja Exemplo Ltda. · Área segura"


def test_speaks_portuguese_to_every_browser(client, url, titles):
    response = client.get(url(), headers={"accept-language": "en"})
    assert '<html lang="pt-br">' in response.content.decode()


def test_the_cookie_stays_on_the_link(client, url, titles):
    client.post(url(), {"tax_id": "39053344705"})
    cookie = client.cookies["acerto_visita"]
    assert cookie["path"] == url()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


class TestForms:
    """The forgery check, under a policy by which browsers send `Origin: null`."""

    @pytest.fixture
    def strict(self):
        return Client(enforce_csrf_checks=True)

    def post(self, client, url, **headers):
        client.get(url())
        fields = {
            "tax_id": "39053344705",
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        }
        return client.post(url(), fields, headers=headers)

    def test_takes_the_form_of_this_site(self, strict, url, titles):
        sent = self.post(strict, url, origin="null", sec_fetch_site="same-origin")
        assert sent.status_code == 302

    def test_takes_the_form_of_an_old_browser(self, strict, url, titles):
        assert self.post(strict, url, origin="null").status_code == 302

    def test_refuses_the_form_of_another_site(self, strict, url, titles):
        sent = self.post(strict, url, origin="null", sec_fetch_site="cross-site")
        assert sent.status_code == 403
        assert self.post(strict, url, origin="https://example.net").status_code == 403

    def test_refuses_a_form_without_its_token(self, strict, world, url, titles):
        refused = strict.post(url(), {"tax_id": "39053344705"})
        assert refused.status_code == 403
        assert "Vamos tentar de novo" in refused.content.decode()
        assert refused["Cache-Control"] == "no-store"
        with scope(world.tenant_id):
            assert PortalLink.objects.get().tries == 0
