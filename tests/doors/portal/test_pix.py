"""The Pix code says exactly what was chosen, to the bank and to the camera."""

import io
import re
from html import unescape

import pytest
import zxingcpp
from PIL import Image
from tests.factory import NOON

from acerto.domain.contact.models import PixChoice
from acerto.domain.contact.portal_pix import case_of, txid_of
from acerto.domain.payments.services import record_payment
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.models import Creditor
from acerto.domain.tenancy.scope import scope
from acerto.formats import brcode, qr

pytestmark = pytest.mark.django_db


def code(response):
    found = re.search(r"<textarea id=\"codigo\"[^>]*>(.*?)</textarea>", response.content.decode())
    return unescape(found[1])


@pytest.fixture
def owed(world, link, titles):
    with scope(world.tenant_id):
        debt = case_debt(case_id=link.case_id, on=NOON.date())
    return {title.title_id: title.debt.total_cents for title in debt.titles}


def test_code_pays_the_creditor_what_was_chosen(inside, url, link, titles, owed):
    said = brcode.decode(code(inside.get(url("codigo/"), {"e": "1", "t": titles[1:]})))
    assert said.amount_cents == owed[titles[1]] + owed[titles[2]]
    assert said.key == "contato@loja.example.com"
    assert said.merchant_name.casefold() == "loja exemplo ltda."
    assert said.city == "SAO PAULO"
    cents = owed[titles[1]] + owed[titles[2]]
    assert said.txid == txid_of(case_id=link.case_id, title_ids=titles[1:], cents=cents)
    assert case_of(txid=said.txid) == link.case_id


def test_each_choice_has_an_identifier_of_its_own(inside, url, link, titles):
    choices = [titles[:1], titles[1:2], titles[:2], titles]
    found = [
        brcode.decode(code(inside.get(url("codigo/"), {"e": "1", "t": chosen}))).txid
        for chosen in choices
    ]
    assert len(set(found)) == len(choices)
    assert all(re.fullmatch(r"[A-Za-z0-9]{25}", txid) for txid in found)


def test_the_identifier_tells_case_titles_and_amount_apart():
    one = {"case_id": 12, "title_ids": [3, 4], "cents": 100_00}
    same = txid_of(**{**one, "title_ids": [4, 3]})
    assert txid_of(**one) == same
    others = [{"case_id": 13}, {"title_ids": [3, 5]}, {"title_ids": [34]}, {"cents": 100_01}]
    assert same not in [txid_of(**{**one, **other}) for other in others]
    assert [case_of(txid=text) for text in (same, "ACERTO12", "***")] == [12, None, None]


def test_code_pays_all_overdue_titles_by_default(inside, url, titles, owed):
    said = brcode.decode(code(inside.get(url("codigo/"))))
    assert said.amount_cents == owed[titles[0]] + owed[titles[1]]


def test_the_picture_on_the_page_is_the_code(inside, url):
    response = inside.get(url("codigo/"))
    payload = code(response)
    assert qr.svg(payload) in response.content.decode()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(payload))))
    assert read.text == payload


def test_without_a_pix_key_says_how_to_pay(inside, world, url):
    with scope(world.tenant_id):
        Creditor.objects.update(pix_key="")
    text = inside.get(url("codigo/")).content.decode()
    assert "<svg" not in text
    assert "Ainda não temos uma chave Pix" in text
    assert "mailto:contato@loja.example.com" in text


def test_with_a_broken_pix_key_says_how_to_pay(inside, world, url):
    with scope(world.tenant_id):
        Creditor.objects.update(pix_key="not a key")
    assert "Ainda não temos uma chave Pix" in inside.get(url("codigo/")).content.decode()


def test_with_nothing_chosen_asks_to_choose(inside, url):
    text = inside.get(url("codigo/"), {"e": "1"}).content.decode()
    assert "Nenhuma parcela foi marcada" in text
    assert "<svg" not in text


def test_a_payment_that_carries_the_identifier_goes_to_what_was_chosen(
    inside, url, link, world, titles, owed
):
    said = brcode.decode(code(inside.get(url("codigo/"), {"e": "1", "t": titles[1]})))
    inside.get(url("codigo/"), {"e": "1", "t": titles[1]})
    with scope(world.tenant_id):
        assert [kept.title_ids for kept in PixChoice.objects.all()] == [[titles[1]]]
        record_payment(
            case_id=link.case_id,
            creditor_id=world.creditor_id,
            amount_cents=owed[titles[1]],
            paid_on=NOON.date(),
            now=NOON,
            memo=said.txid,
        )
        left = {title.title_id for title in case_debt(case_id=link.case_id, on=NOON.date()).titles}
    assert left == {titles[0], titles[2]}
