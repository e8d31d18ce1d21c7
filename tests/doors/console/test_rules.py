"""The rules as a manager or a lawyer reads them."""

import pytest
from django.test import Client
from tests.doors.console.pages import text

from acerto.law import catalogue

pytestmark = pytest.mark.django_db
QUERIES = 10  # the session, the user, the seats and the tenant's scope; the law is in memory


@pytest.fixture
def compliance(decided, db):
    return decided.member("compliance")


class TestMenu:
    def test_leads_everybody_of_the_team_to_the_rules(self, manager, compliance, operator):
        for reader in (manager, compliance, operator):
            assert 'href="/regras/"' in reader.get("/").content.decode()
            assert reader.get("/regras/").status_code == 200

    def test_nobody_is_sent_to_the_log_in(self, db):
        assert Client().get("/regras/").status_code == 302


class TestList:
    def test_shows_every_rule_and_says_that_no_lawyer_reviewed_them(self, manager):
        page = text(manager.get("/regras/"))
        assert f"{len(catalogue.rules())} regras de {len(catalogue.rules())}" in page
        assert "Nenhum advogado reviu estas regras" in page
        assert page.count("não revista por advogado") == len(catalogue.rules())
        assert "Registro dura no máximo cinco anos" in page
        assert "CDC art. 43 §1; Súmula STJ 323" in page

    @pytest.mark.parametrize(
        ("query", "said"),
        [("uf=XX", "O filtro “UF” não tem o valor “XX”."), ("tema=x", "O filtro “Tema” não tem")],
    )
    def test_tells_a_value_that_no_filter_has(self, manager, query, said):
        page = text(manager.get(f"/regras/?{query}"))
        assert said in page
        assert "não revista por advogado" not in page

    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("uf=MT", "dois contatos por dia", "Horário de cobrança em São Paulo"),
            ("divida=rent&tema=prescription", "Aluguel: três anos", "Água e esgoto: dez anos"),
            ("canal=protest", "Protesto sem custo adiantado", "Horário de cobrança no Ceará"),
            ("efeito=warn", "Contestação pausa a cobrança", "Boleto não tem tarifa"),
            ("tema=tax", "Perda com garantia", "Boleto não tem tarifa"),
            ("situacao=dormant", "Aviso antes de negativar", "Boleto não tem tarifa"),
            ("busca=S%C3%BAmula+548", "cinco dias úteis", "Boleto não tem tarifa"),
        ],
    )
    def test_filters(self, manager, query, shown, hidden):
        page = text(manager.get(f"/regras/?{query}"))
        assert shown in page
        assert hidden not in page

    def test_shows_only_those_without_a_source(self, manager):
        page = text(manager.get("/regras/?sem_fonte=1"))
        count = len(catalogue.select(unsourced=True))
        assert f"{count} regras de" in page
        assert f"{count} sem fonte" in page
        assert "Cobrança sem ridículo" not in page

    def test_marks_those_without_a_source_among_the_others(self, manager):
        page = text(manager.get("/regras/?busca=lgpd-basis"))
        assert "1 regra de" in page
        assert "1 sem fonte" in page

    def test_an_unknown_filter_finds_nothing_and_offers_a_way_back(self, manager):
        page = text(manager.get("/regras/?tema=nada&uf=ZZ"))
        assert "O filtro “Tema” não tem o valor “nada”" in page
        assert "Limpar os filtros" in page

    def test_what_was_typed_comes_back_escaped(self, manager):
        page = manager.get('/regras/?busca="><script>').content.decode()
        assert "<script>" not in page.replace("<script src", "")

    def test_htmx_gets_the_list_alone(self, manager):
        page = manager.get("/regras/?tema=tax", headers={"HX-Request": "true"}).content.decode()
        assert "<form" not in page
        assert "Perda com garantia" in page

    def test_costs_a_pinned_number_of_queries(self, manager, django_assert_num_queries):
        manager.get("/regras/")
        with django_assert_num_queries(QUERIES):
            manager.get("/regras/")


class TestOne:
    def test_tells_text_citation_sources_dates_and_values_of_today(self, manager):
        page = text(manager.get("/regras/fine-2pct-consumer/"))
        assert "Multa do consumidor: até 2%" in page
        assert "CDC art. 52 §1 (Lei 9.298/1996); Súmula STJ 285" in page
        assert "desde 02/08/1996" in page
        assert "CDC compilado (Planalto)" in page
        assert "Parâmetros em 02/03/2026" in page
        assert "consumer.late_fee_cap" in page
        assert "acerto.law" not in page
        assert "Regra não revista por advogado" in page

    def test_marks_what_rests_on_no_source(self, manager):
        page = text(manager.get("/regras/lgpd-basis/"))
        assert "Sem fonte: ninguém leu esta regra" in page
        assert "Nenhuma fonte guardada" in page
        assert "Sem fonte" not in text(manager.get("/regras/cdc42-no-ridicule/"))

    def test_says_when_it_is_not_in_force(self, manager):
        page = text(manager.get("/regras/prog-novo-desenrola/"))
        assert "Não está em vigor em 02/03/2026" in page
        assert "começo não apurado" in text(manager.get("/regras/hours-ES/"))

    def test_keeps_the_filters_on_the_way_back(self, manager):
        page = manager.get("/regras/hours-ES/?uf=ES&sem_fonte=1").content.decode()
        assert "/regras/?uf=ES&amp;sem_fonte=1" in page

    def test_an_unknown_rule_is_not_found(self, manager):
        assert manager.get("/regras/nada/").status_code == 404

    @pytest.mark.parametrize("topic", catalogue.topics(), ids=lambda topic: topic.topic)
    def test_every_rule_has_its_page(self, manager, topic):
        for rule in topic.rules:
            response = manager.get(f"/regras/{rule.id}/")
            assert response.status_code == 200, rule.id
            assert rule.title in text(response)
