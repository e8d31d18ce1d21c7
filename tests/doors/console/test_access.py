"""Who sees what: roles, creditors in reach, and the stranger from another company."""

import pytest
from django.test import Client
from tests.doors.console.conftest import TODAY
from tests.doors.console.pages import text
from tests.factory import NOON, World

from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import record_payment
from acerto.domain.tenancy.services import add_member, create_creditor

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/casos/",
    "/regua/",
    "/regras/",
    "/calculadora/",
    "/importar/",
    "/correio/",
    "/casos/exportar.csv",
]


@pytest.fixture
def things(decided):
    """An address of every thing that belongs to the company."""
    with decided.scope:
        paid = record_payment(
            case_id=decided.cases["Ana Antunes"],
            creditor_id=decided.world.creditor_id,
            amount_cents=10_00,
            paid_on=TODAY,
            now=NOON,
        )
        from acerto.domain.dunning.models import PolicyVersion

        version = PolicyVersion.objects.first().pk
    return {
        "debtor": f"/devedores/{decided.parties['Ana Antunes']}/",
        "payment": f"/casos/{decided.cases['Ana Antunes']}/pagamento/",
        "reverse": f"/pagamentos/{paid.payment_ids[0]}/estornar/",
        "policy": f"/regua/{version}/",
    }


class TestNobody:
    @pytest.mark.parametrize("page", PAGES)
    def test_is_sent_to_the_log_in(self, db, page):
        response = Client().get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/conta/login/?next=/")

    def test_user_without_a_company_is_told_so(self, db, django_user_model):
        client = Client()
        client.force_login(django_user_model.objects.create_user("so@example.com", "x"))
        response = client.get("/")
        assert response.status_code == 403
        assert "Você ainda não está em nenhuma empresa" in text(response)


class TestStranger:
    def test_sees_none_of_it(self, decided, stranger):
        assert "Ana Antunes" not in text(stranger.get("/casos/"))
        assert "Ana Antunes" not in text(stranger.get("/casos/?busca=ana"))
        assert "Bruno" not in text(stranger.get("/casos/?busca=529.982.247-25"))
        assert b"Ana" not in b"".join(stranger.get("/casos/exportar.csv").streaming_content)

    def test_finds_nothing_by_address(self, things, stranger):
        for name, address in things.items():
            assert stranger.get(address).status_code == 404, name

    def test_changes_nothing(self, things, decided, stranger):
        assert stranger.post(things["reverse"]).status_code == 404
        assert stranger.post(things["debtor"] + "documento/").status_code == 404
        assert stranger.post("/contestacoes/1/", {"answer": "accept"}).status_code == 404
        with decided.scope:
            assert Payment.objects.get().state == Payment.State.BOOKED

    def test_cannot_choose_the_company(self, decided, stranger):
        stranger.post("/empresa/", {"tenant": decided.world.tenant_id})
        assert "Ana Antunes" not in text(stranger.get("/casos/"))


class TestReach:
    """A membership narrowed to one creditor."""

    @pytest.fixture
    def narrow(self, decided):
        other = create_creditor(
            tenant_id=decided.world.tenant_id, code="outra", legal_name="Outra Loja Ltda."
        )
        return decided.member("manager", creditors=(other,))

    def test_sees_only_its_creditors(self, decided, things, narrow):
        assert "Ana Antunes" not in text(narrow.get("/casos/"))
        assert "R$ 0,00" in text(narrow.get("/"))
        for name in ("debtor", "payment", "reverse"):
            assert narrow.get(things[name]).status_code == 404, name

    def test_figures_of_its_own_creditor_are_whole(self, decided):
        own = decided.member("operator", creditors=(decided.world.creditor_id,))
        wide = decided.member("operator")
        assert "Contatar" in text(own.get("/"))
        whole = text(wide.get("/")).split("Em aberto")[1][:40]
        assert text(own.get("/")).split("Em aberto")[1][:40] == whole


class TestSeveralCompanies:
    def test_switches_between_them(self, decided, django_user_model):
        client = decided.member("operator")
        user = django_user_model.objects.get(email__startswith="operator-")
        second = World.new()
        add_member(tenant_id=second.tenant_id, user_id=user.pk, role="operator")
        assert "Ana Antunes" in text(client.get("/casos/"))
        assert "Trocar de empresa" in text(client.get("/casos/"))
        client.post("/empresa/", {"tenant": second.tenant_id})
        assert "Ana Antunes" not in text(client.get("/casos/"))


class TestOperator:
    def test_does_not_import(self, operator):
        response = operator.get("/importar/arquivo/")
        assert response.status_code == 403
        assert "Só gestores importam arquivos" in text(response)


def test_a_form_without_its_token_is_refused_in_kind_portuguese():
    response = Client(enforce_csrf_checks=True).post("/conta/login/", {"login": "a@example.com"})
    assert response.status_code == 403
    page = text(response)
    assert "Vamos tentar de novo" in page
    assert "CSRF" not in page
