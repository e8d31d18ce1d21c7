"""Nothing before identity: the stranger with the link, five tries, one answer."""

import re
from datetime import timedelta

import pytest
from tests.factory import NOON, World
from tests.portal_world import OTHER_CPF, WRITTEN_CPF, make_link

from acerto.domain.contact.models import PortalLink
from acerto.domain.contact.portal_access import TRIES
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
FORGERY = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def answer(client, token, tax_id=OTHER_CPF):
    """Status and body of a try, without what differs for good reasons: form token, own address."""
    response = client.post(f"/d/{token}/", {"tax_id": tax_id})
    body = FORGERY.sub("", response.content.decode())
    return response.status_code, body.replace(token, "TOKEN"), sorted(response.cookies)


def test_says_who_asks_and_nothing_of_a_debt(client, url, titles):
    body = client.get(url()).content.decode()
    assert "Loja Exemplo Ltda." in body
    assert "11.222.333/0001-81" in body
    assert not re.search(r"R\$|d[ií]vida|parcela|contrato|cobran|venc", body, re.IGNORECASE)
    assert "Ana" not in body


def test_lets_the_debtor_in(client, url, titles):
    response = client.post(url(), {"tax_id": WRITTEN_CPF}, follow=True)
    body = response.content.decode()
    assert "Olá, Ana" in body
    assert "R$\u00a0" in body


def test_a_wrong_number_keeps_who_asks(client, link, titles):
    for tax_id in (OTHER_CPF, "390.533.447-06"):
        _status, body, _cookies = answer(client, link.token, tax_id)
        assert "Loja Exemplo Ltda." in body
        assert "11.222.333/0001-81" in body


def test_a_closed_link_says_so_to_right_and_wrong_numbers_alike(client, world, link, titles):
    dead, expired = (make_link(world, party_id=link.party_id) for _ in range(2))
    with scope(world.tenant_id):
        PortalLink.objects.filter(pk=dead.ref.link_id).update(tries=TRIES, dead_at=NOON)
        PortalLink.objects.filter(pk=expired.ref.link_id).update(expires_at=NOON)
    right = answer(client, dead.token, WRITTEN_CPF)
    assert "Este link está fechado" in right[1]
    assert "contato@loja.example.com" in right[1]
    assert right == answer(client, dead.token, OTHER_CPF)
    assert right == answer(client, expired.token, WRITTEN_CPF)
    assert not re.search(r"R\$|d[ií]vida|parcela|contrato|cobran", right[1], re.IGNORECASE)
    assert "Ana" not in right[1]


def test_an_unknown_link_is_closed_and_nobody_s(client):
    status, body, cookies = answer(client, "nobody-has-this-one", WRITTEN_CPF)
    assert status == 200
    assert "Este link está fechado" in body
    assert "Loja" not in body
    assert client.get("/d/nobody-has-this-one/").status_code == 200


def test_gives_five_tries(client, link, url, titles):
    for _ in range(TRIES - 1):
        assert "Não conseguimos confirmar" in answer(client, link.token)[1]
    assert "Este link está fechado" in answer(client, link.token)[1]
    assert "Este link está fechado" in answer(client, link.token, WRITTEN_CPF)[1]
    assert "Este link está fechado" in client.get(url()).content.decode()
    assert client.get(url("codigo/")).status_code == 302


def test_a_slip_of_the_finger_costs_no_try(client, world, link):
    known = answer(client, link.token, "390.533.447-06")
    assert "Confira o número" in known[1]
    with scope(world.tenant_id):
        assert PortalLink.objects.get(pk=link.ref.link_id).tries == 0


@pytest.mark.parametrize(
    "page", ["codigo/", "aviso/", "revisao/", "recebido/", "mensagens/", "ajuda/"]
)
def test_sends_a_stranger_back_to_the_entry(client, url, page, titles):
    response = client.get(url(page))
    assert (response.status_code, response["Location"]) == (302, url())
    assert b"R$" not in response.content


def test_a_visit_opens_one_link_only(inside, world, link):
    """Another link of the same debtor, or of another tenant, wants its own confirmation."""
    other_tenant = make_link(World.new())
    same_person = make_link(world, party_id=link.party_id)
    stolen = inside.cookies["acerto_visita"].value
    for other in (other_tenant, same_person):
        inside.cookies["acerto_visita"] = stolen
        body = inside.get(f"/d/{other.token}/").content.decode()
        assert "Olá" not in body
        assert "CPF ou CNPJ" in body


def test_a_visit_ends_after_half_an_hour_idle(inside, url, at):
    at(NOON + timedelta(minutes=29))
    assert "Olá, Ana" in inside.get(url()).content.decode()
    at(NOON + timedelta(minutes=58))
    assert "Olá, Ana" in inside.get(url()).content.decode()
    at(NOON + timedelta(minutes=89))
    assert "Olá, Ana" not in inside.get(url()).content.decode()


def test_a_visit_ends_with_its_link(inside, world, link, url):
    with scope(world.tenant_id):
        PortalLink.objects.update(dead_at=NOON)
    assert inside.get(url("codigo/")).status_code == 302


def test_leaves_when_asked(inside, url):
    inside.post(url("sair/"))
    assert "Olá, Ana" not in inside.get(url()).content.decode()


def test_a_forged_cookie_opens_nothing(client, url, titles):
    client.cookies["acerto_visita"] = "made-up:value:signature"
    assert "Olá" not in client.get(url()).content.decode()
