"""Already paid, not mine, not here: each acts at once, and says so."""

import re

import pytest
from tests.factory import NOON

from acerto.domain.contact.answering import answer_claim
from acerto.domain.contact.models import Claim, Hold
from acerto.domain.contact.portal_claims import claim_text
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def test_already_paid_gives_a_protocol_and_a_day(inside, world, url, titles):
    sent = inside.post(
        url("aviso/"),
        {"titles": titles[:2], "paid_on": "2026-02-10", "how": "Pix", "text": "Tenho recibo."},
    )
    assert (sent.status_code, sent["Location"]) == (302, url("recebido/"))
    with scope(world.tenant_id):
        claims = list(Claim.objects.order_by("id"))
        assert [claim.title_id for claim in claims] == titles[:2]
        assert claim_text(claim_id=claims[0].pk) == (
            "Data informada: 10/02/2026.\nForma informada: Pix.\nTenho recibo."
        )
    text = inside.get(url("recebido/")).content.decode()
    for claim in claims:
        assert f"2026-{claim.pk:06d}" in text
    assert text.count("<dt>Protocolo</dt>") == 2
    assert "09/03/2026" in text


def test_already_paid_needs_no_date_nor_words(inside, world, url, titles):
    assert inside.post(url("aviso/"), {"titles": titles[0]}).status_code == 302
    with scope(world.tenant_id):
        assert Hold.objects.get().reason == "says_paid"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Marque pelo menos uma parcela"),
        ({"titles": "999999"}, "Marque uma das parcelas da lista"),
        ({"titles": "x"}, "Marque uma das parcelas da lista"),
        ({"paid_on": "32/13/2026"}, "Escreva a data como"),
        ({"paid_on": "2026-03-03"}, "Esta data ainda não chegou"),
    ],
)
def test_says_kindly_what_is_missing_and_keeps_what_was_written(inside, world, url, fields, says):
    response = inside.post(url("aviso/"), {"text": "recibo 123", **fields})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "recibo 123" in response.content.decode()
    with scope(world.tenant_id):
        assert not Claim.objects.exists()


def test_not_mine_is_shown_as_paused_afterwards(inside, world, url, titles):
    inside.post(url("revisao/"), {"titles": titles[0], "text": "Não comprei."})
    text = inside.get(url()).content.decode()
    assert "Você avisou que não reconhece." in text
    assert "Cobrança pausada" in text
    checked = re.findall(r'name="t" value="(\d+)" checked', text)
    assert checked == [str(titles[1])]


def answered(world, claim_text, **more):
    with scope(world.tenant_id):
        answer_claim(claim_id=Claim.objects.get().pk, text=claim_text, now=NOON, actor_id=1, **more)


@pytest.mark.parametrize(
    ("accepted", "says"),
    [(True, "Aceitamos o seu aviso."), (False, "não pudemos aceitar o seu aviso")],
)
def test_the_answer_is_shown_with_protocol_day_and_words(
    inside, world, url, titles, accepted, says
):
    inside.post(url("revisao/"), {"titles": titles[0]})
    answered(world, "Conferimos a <nota> 123.", accepted=accepted)
    text = inside.get(url()).content.decode()
    assert says in text
    with scope(world.tenant_id):
        claim = Claim.objects.get()
        assert b"Conferimos" not in bytes(claim.answer_enc)
    assert f"Protocolo 2026-{claim.pk:06d}, resposta de 02/03/2026." in text
    assert "Conferimos a &lt;nota&gt; 123." in text


def test_the_answer_is_shown_without_words_too(inside, world, url, titles):
    inside.post(url("revisao/"), {"titles": titles[0]})
    answered(world, "", accepted=True)
    assert "Aceitamos o seu aviso." in inside.get(url()).content.decode()


def test_what_the_debtor_writes_is_never_markup(inside, url, titles):
    response = inside.post(url("revisao/"), {"text": "</textarea><script src=x></script>"})
    assert "<script src=x>" not in response.content.decode()


def test_receipt_without_a_claim_goes_home(inside, url):
    assert inside.get(url("recebido/"))["Location"] == url()


def test_a_stranger_claims_nothing(client, world, url, titles):
    assert client.post(url("aviso/"), {"titles": titles}).status_code == 302
    with scope(world.tenant_id):
        assert not Claim.objects.exists()


def test_channels_close_and_open(inside, world, url):
    inside.post(url("mensagens/"), {"channel": "email", "act": "stop"})
    assert "Não vamos mais enviar" in inside.get(url("mensagens/")).content.decode()
    with scope(world.tenant_id):
        assert Hold.objects.get().ends_at is None
    inside.post(url("mensagens/"), {"channel": "email", "act": "resume"})
    assert "Você volta a receber" in inside.get(url("mensagens/")).content.decode()
    with scope(world.tenant_id):
        assert Hold.objects.get().ends_at is not None


def test_an_invented_channel_closes_nothing(inside, world, url):
    assert inside.post(url("mensagens/"), {"channel": "fax", "act": "stop"}).status_code == 200
    with scope(world.tenant_id):
        assert not Hold.objects.exists()


class TestOneClick:
    """RFC 8058: the mail program posts, with no cookie and no form token."""

    def post(self, client, token):
        return client.post(f"/o/{token}/", {"List-Unsubscribe": "One-Click"})

    def test_closes_at_once(self, client, world, link):
        assert self.post(client, link.token).status_code == 200
        with scope(world.tenant_id):
            hold = Hold.objects.get()
            assert (hold.party_id, hold.channel) == (link.party_id, "email")

    def test_answers_the_same_to_an_unknown_token(self, client, link):
        known, unknown = self.post(client, link.token), self.post(client, "nobody-has-this-one")
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)

    def test_opening_the_address_only_asks(self, client, world, link):
        response = client.get(f"/o/{link.token}/")
        assert "Parar as mensagens" in response.content.decode()
        with scope(world.tenant_id):
            assert not Hold.objects.exists()

    def test_needs_no_form_token(self, world, link):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        assert self.post(strict, link.token).status_code == 200
        with scope(world.tenant_id):
            assert Hold.objects.count() == 1
