"""What the debtor sees: who, what, how it was computed, and the total of what they choose."""

import re
from datetime import date

import pytest
from tests.factory import NOON
from tests.portal_world import WRITTEN_CPF, make_link

from acerto.core.money import format_brl
from acerto.domain.contact.models import Hold
from acerto.domain.contact.portal_page import page
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.models import Creditor
from acerto.domain.tenancy.scope import scope
from acerto.law.rules.wording import check

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def body(response):
    """The text, with breaking spaces, as a person reads it."""
    text = response.content.decode().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def total(response):
    found = re.search(r'class="amount">(.*?)<', response.content.decode())
    return found[1].replace("\u00a0", " ")


@pytest.fixture
def owed(world, link, titles):
    """The debt of the case today, title by title."""
    with scope(world.tenant_id):
        debt = case_debt(case_id=link.case_id, on=TODAY)
    return {title.title_id: title.debt for title in debt.titles}


def test_names_the_creditor_as_the_law_wants(inside, url):
    text = body(inside.get(url()))
    assert "Loja Exemplo Ltda." in text
    assert "11.222.333/0001-81" in text
    assert "Rua das Flores, 10, São Paulo/SP" in text


def test_itemises_every_title_with_the_law_beside_each_line(inside, url, owed, titles):
    text = body(inside.get(url()))
    for title_id in titles:
        for line in owed[title_id].lines:
            assert line.text in text
            assert format_brl(line.cents) in text
            assert all(citation in text for citation in line.citations)
        assert format_brl(owed[title_id].total_cents) in text
    assert "Vale para pagamento hoje, 02/03/2026" in text


def test_sums_all_overdue_titles_by_default(inside, url, owed, titles):
    late = sum(owed[title_id].total_cents for title_id in titles[:2])
    assert total(inside.get(url())) == format_brl(late)


def test_sums_what_is_chosen(inside, url, owed, titles):
    chosen = inside.get(url(), {"e": "1", "t": [titles[0], titles[2]]})
    assert total(chosen) == format_brl(owed[titles[0]].total_cents + owed[titles[2]].total_cents)
    assert total(inside.get(url(), {"e": "1"})) == "R$ 0,00"


@pytest.mark.parametrize("asked", ["abc", "-1", "²", "999999999999999999999"])
def test_ignores_what_is_not_a_title_of_the_debtor(inside, url, asked):
    response = inside.get(url(), {"e": "1", "t": asked})
    assert (response.status_code, total(response)) == (200, "R$ 0,00")


def test_offers_the_next_title_when_nothing_is_overdue(client, world, link, url):
    with scope(world.tenant_id):
        world.title(link.case_id, due_on=date(2026, 4, 6), cents=70_00)
        world.title(link.case_id, due_on=date(2026, 5, 6), cents=80_00)
    client.post(url(), {"tax_id": WRITTEN_CPF})
    assert total(client.get(url())) == "R$ 70,00"


def test_says_so_when_there_is_nothing_to_pay(client, url):
    client.post(url(), {"tax_id": WRITTEN_CPF})
    response = client.get(url())
    assert "nada a pagar" in body(response)
    assert b"Pix" not in response.content.replace(b"confirmar o Pix", b"")


def test_shows_no_other_case(inside, world, url):
    with scope(world.tenant_id):
        other = world.party("Bia Exemplo", cpf="52998224725", email="bia@example.org")
        world.title(world.case(other), due_on=date(2026, 1, 5), cents=777_77)
    assert "777,77" not in body(inside.get(url()))


@pytest.fixture
def old(world, link):
    with scope(world.tenant_id):
        return world.title(link.case_id, due_on=date(2020, 5, 4), cents=321_00)


def test_never_asks_for_a_prescribed_title(inside, url, old):
    text = body(inside.get(url(), {"e": "1", "t": old}))
    assert "R$ 0,00" in text
    assert "321,00" not in text
    assert "04/05/2020" not in text
    assert "prescrit" not in text
    assert "Nenhuma parcela foi marcada" in body(inside.get(url("codigo/"), {"e": "1", "t": old}))


def test_tells_of_what_is_prescribed_to_who_asks(inside, url, old):
    assert "Ver dívidas que não podem mais ser cobradas" in body(inside.get(url()))
    text = body(inside.get(url("antigas/")))
    assert "vencimento em 04/05/2020" in text
    assert "Prescrita desde " in text
    assert "206" in text
    assert "Código Civil, art. 189" in text
    assert "não precisa fazer nada" in text


def test_lets_who_asks_pay_what_is_prescribed(inside, url, old, titles):
    page = inside.get(url("codigo/"), {"e": "1", "v": "1", "t": old})
    assert "Este pagamento é voluntário" in body(page)
    assert "não pode ser pedido de volta" in body(page)


def test_has_no_link_where_nothing_is_prescribed(inside, url):
    assert "não podem mais ser cobradas" not in body(inside.get(url()))
    assert "Não há nenhuma aqui" in body(inside.get(url("antigas/")))


def indexed(world, link, **more):
    """A title whose correction waits for an index that nobody has published."""
    with scope(world.tenant_id):
        terms = world.terms(correction_index="igpm")
        return world.title(link.case_id, due_on=date(2025, 11, 3), terms_id=terms, **more)


def test_says_what_the_sum_is_without(inside, world, link, url, owed, titles):
    indexed(world, link)
    response = inside.get(url())
    late = sum(owed[title_id].total_cents for title_id in titles[:2])
    assert total(response) == format_brl(late)
    assert "cujo valor depende do IGP-M de " in body(response)


def test_shows_no_zero_where_nothing_is_known(client, world, link, url):
    indexed(world, link)
    client.post(url(), {"tax_id": WRITTEN_CPF})
    response = client.get(url())
    assert total(response) == "em apuração"
    assert "R$ 0,00" not in body(response)
    assert "cujo valor depende do IGP-M" in body(response)


def test_names_who_serves_on_behalf_of_the_creditor(inside, url, world):
    with scope(world.tenant_id):
        tenant_name = Creditor.objects.get().tenant.name
    assert f"Atendimento feito por {tenant_name}" in body(inside.get(url()))


def test_does_not_preselect_what_is_paused(inside, world, url, owed, titles):
    with scope(world.tenant_id):
        Hold.objects.create(
            tenant_id=world.tenant_id,
            title_id=titles[0],
            reason="manual",
            rule="manual-pause",
            starts_at=NOON,
        )
    response = inside.get(url())
    assert total(response) == format_brl(owed[titles[1]].total_cents)
    assert "Cobrança pausada" in body(response)


def test_uses_no_forbidden_words(inside, url, old):
    for name in ("", "aviso/", "revisao/", "mensagens/", "codigo/", "antigas/"):
        text = re.sub(r"<[^>]+>", "\n\n", body(inside.get(url(name))))
        assert check(text, on=TODAY) == [], name


def test_reads_the_page_in_a_fixed_number_of_queries(
    world, link, titles, django_assert_num_queries
):
    with django_assert_num_queries(PAGE_QUERIES):
        page(ref=link.ref, on=TODAY, now=NOON)
    with scope(world.tenant_id):
        for _ in range(10):
            world.title(link.case_id, due_on=date(2026, 1, 5))
    with django_assert_num_queries(PAGE_QUERIES):
        page(ref=link.ref, on=TODAY, now=NOON)


PAGE_QUERIES = 13  # with the scope's own: savepoint and settings


def test_greets_each_link_by_its_own_creditor(inside, world):
    """Two tenants know the same person: each page speaks of its own only."""
    from tests.factory import World

    other_world = World.new()
    other = make_link(other_world)
    inside.post(f"/d/{other.token}/", {"tax_id": WRITTEN_CPF})
    assert "nada a pagar" in body(inside.get(f"/d/{other.token}/"))
