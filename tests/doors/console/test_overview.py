"""The manager's first screen, and running the day from it."""

from datetime import timedelta

import pytest
from tests.doors.console.conftest import _company
from tests.doors.console.pages import text
from tests.factory import NOON

from acerto.domain.contact.models import Hold
from acerto.domain.dunning.models import Run
from acerto.domain.dunning.policies import publish_defaults

pytestmark = pytest.mark.django_db
# Of these ten find out who asks.
QUERIES = 17


class TestOverview:
    def test_teaches_what_to_do_with_an_empty_company(self, stranger):
        assert "Comece trazendo a sua carteira" in text(stranger.get("/"))

    def test_shows_what_the_day_decided_and_why(self, decided, manager):
        page = text(manager.get("/"))
        assert "Contatar Há uma etapa da régua para hoje e nada a impede." in page
        assert "Hoje, decidido às 12:00" in page
        assert "3 títulos" in page

    def test_headline_and_table_count_the_same_after_a_dispute(self, told):
        company = _company()
        with company.scope:
            Hold.objects.create(
                tenant_id=company.world.tenant_id,
                title_id=company.titles["Bruno Braga"],
                reason=Hold.Reason.DISPUTE,
                rule="policy.hold",
                starts_at=NOON - timedelta(hours=1),
            )
        company.run()
        company.debtor("Dora Dias", cpf="", late_days=5, cents=10_00)
        company.run(now=NOON + timedelta(minutes=5))
        page = text(company.member("manager").get("/"))
        assert "Em aberto R$ 1.834,56 4 títulos a cobrar R$" in page
        assert "Vencido R$ 1.744,56 3 títulos a cobrar R$" in page
        assert "Em aberto 4 R$ 1.834,56" in page  # the table's sum

    def test_every_count_opens_the_list_behind_it(self, decided, manager):
        assert "?decisao=1%3A0" in manager.get("/").content.decode()
        found = text(manager.get("/casos/?decisao=1:0"))
        assert "Ana Antunes" in found
        assert "Célia Campos" not in found

    def test_costs_a_pinned_number_of_queries(self, decided, manager, django_assert_num_queries):
        manager.get("/")
        with django_assert_num_queries(QUERIES):
            manager.get("/")


class TestRunDay:
    def test_manager_runs_the_day(self, company):
        manager = company.member("manager")
        with company.scope:
            publish_defaults(now=NOON)
        page = text(manager.post("/dia/rodar/", follow=True))
        assert "O dia foi rodado: 3 casos decididos" in page
        with company.scope:
            assert Run.objects.count() == 1

    def test_without_a_policy_it_says_what_to_do(self, company):
        manager = company.member("manager")
        assert "Nenhuma régua publicada" in text(manager.post("/dia/rodar/", follow=True))

    def test_operator_may_not(self, operator):
        response = operator.post("/dia/rodar/")
        assert response.status_code == 403
        assert "Só gestores rodam o dia" in text(response)
