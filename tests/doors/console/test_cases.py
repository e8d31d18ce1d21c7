"""The list of cases: filters, search, pages, CSV."""

from datetime import timedelta

import pytest
from tests.doors.console.pages import text
from tests.factory import NOON

from acerto.domain.contact.models import Hold
from acerto.domain.intake.models import Import

pytestmark = pytest.mark.django_db
QUERIES = 19


def names(response):
    page = text(response)
    return [name for name in ("Ana Antunes", "Bruno Braga", "Célia Campos") if name in page]


class TestList:
    def test_the_most_overdue_comes_first(self, decided, operator):
        page = text(operator.get("/casos/"))
        assert page.index("Ana Antunes") < page.index("Bruno Braga") < page.index("Célia Campos")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("faixa=31-60", ["Ana Antunes"]),
            ("faixa=1-30", ["Bruno Braga"]),
            ("faixa=a_vencer", ["Célia Campos"]),
            ("uf=RJ", []),
            ("uf=SP&faixa=1-30", ["Bruno Braga"]),
            ("busca=antunes", ["Ana Antunes"]),
            ("busca=celia", ["Célia Campos"]),
            ("busca=bru+bra", ["Bruno Braga"]),
            ("busca=braga+bruno", ["Bruno Braga"]),
            ("busca=AN+a+an", ["Ana Antunes"]),
            ("busca=braga+antunes", []),
            ("uf=sp&busca=ana", ["Ana Antunes"]),
            ("busca=%25", []),
            ("busca=529.982.247-25", ["Bruno Braga"]),
            ("busca=529.982.247-26", []),
        ],
    )
    def test_filters_and_search(self, decided, operator, query, found):
        assert names(operator.get(f"/casos/?{query}")) == found

    def test_finds_a_contract(self, decided, operator):
        with decided.scope:
            from acerto.domain.receivables.models import Title

            contract = Title.objects.get(pk=decided.titles["Bruno Braga"]).contract
        assert names(operator.get(f"/casos/?busca={contract}")) == ["Bruno Braga"]

    def test_finds_people_before_any_day_was_run(self, company):
        operator = company.member("operator")
        assert names(operator.get("/casos/?busca=ana")) == ["Ana Antunes"]
        assert len(names(operator.get("/casos/"))) == 3

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("faixa=bobagem", "O filtro “Atraso” não tem o valor “bobagem”."),
            ("decisao=99:99", "O filtro “Decisão” não tem o valor “99:99”."),
            ("credor=999999", "O filtro “Credor” não tem o valor “999999”."),
            ("etapa=xx", "O filtro “Etapa” não tem o valor “xx”."),
            ("uf=XX", "O filtro “UF” não tem o valor “XX”."),
            ("sinal=verde", "O filtro “Sinal” não tem o valor “verde”."),
            ("depois=--", "O filtro “Página” não tem o valor “--”."),
        ],
    )
    def test_tells_a_value_that_no_filter_has_and_shows_nobody(
        self, decided, operator, query, said
    ):
        page = operator.get(f"/casos/?{query}&busca=")
        assert said in text(page)
        assert names(page) == []
        file = operator.get(f"/casos/exportar.csv?{query}", follow=True)
        assert said in text(file)

    def test_says_how_many_there_are(self, decided, operator, monkeypatch):
        from acerto.domain.dunning.screens import cases

        assert "3 casos." in text(operator.get("/casos/"))
        assert "1 caso." in text(operator.get("/casos/?faixa=1-30"))
        monkeypatch.setattr(cases, "COUNTED", 2)
        assert "Mais de 1.000 casos" in text(operator.get("/casos/"))

    def test_past_the_end_it_says_that_the_list_is_over(self, decided, operator):
        page = text(operator.get("/casos/?depois=0.0"))
        assert "A lista acabou" in page
        assert "Nenhum caso ainda" not in page

    def test_asks_for_more_than_one_letter(self, decided, operator):
        assert "pelo menos duas letras" in text(operator.get("/casos/?busca=a"))

    def test_shows_the_principal_of_what_no_run_has_decided(self, company):
        operator = company.member("operator")
        page = text(operator.get("/casos/"))
        assert "ainda não calculado hoje: só o principal" in page
        assert "40 dias R$ 1.234,56 R$ 1.234,56" in page
        assert "– R$ 0,00 R$ 90,00" in page
        response = operator.get("/casos/exportar.csv?busca=ana")
        lines = b"".join(response.streaming_content).decode()
        assert ";40;1;1.234,56;1.234,56;Ainda não calculado;" in lines

    def test_says_that_a_file_came_in_after_the_run(self, decided, operator):
        assert "Chegou um arquivo depois" not in text(operator.get("/casos/"))
        with decided.scope:
            Import.objects.create(
                tenant_id=decided.world.tenant_id,
                creditor_id=decided.world.creditor_id,
                kind="titles",
                mode="partial",
                file_name="a.csv",
                file_digest=b"",
                mapping="",
                started_at=NOON + timedelta(hours=1),
            )
        assert "Chegou um arquivo depois" in text(operator.get("/casos/"))

    def test_pages_through_what_no_run_has_decided(self, company, monkeypatch):
        from acerto.domain.dunning.screens import cases

        monkeypatch.setitem(cases.page.__kwdefaults__, "size", 2)
        operator = company.member("operator")
        first = operator.get("/casos/")
        (after,) = [part.split('"')[0] for part in first.content.decode().split("depois=")[1:]]
        seen = names(first) + names(operator.get(f"/casos/?depois={after}"))
        assert sorted(seen) == ["Ana Antunes", "Bruno Braga", "Célia Campos"]

    def test_shows_who_is_on_hold(self, decided, operator):
        with decided.scope:
            Hold.objects.create(
                tenant_id=decided.world.tenant_id,
                party_id=decided.parties["Bruno Braga"],
                reason=Hold.Reason.MANUAL,
                rule="policy.hold",
                starts_at=NOON,
            )
        assert names(operator.get("/casos/?sinal=hold")) == ["Bruno Braga"]
        assert names(operator.get("/casos/?sinal=claim")) == []

    def test_pages_by_key(self, decided, operator, monkeypatch):
        from acerto.domain.dunning.screens import cases

        monkeypatch.setitem(cases.page.__kwdefaults__, "size", 2)
        first = operator.get("/casos/")
        assert names(first) == ["Ana Antunes", "Bruno Braga"]
        (after,) = [part.split('"')[0] for part in first.content.decode().split("depois=")[1:]]
        assert names(operator.get(f"/casos/?depois={after}")) == ["Célia Campos"]

    def test_htmx_gets_the_list_alone(self, decided, operator):
        page = operator.get("/casos/", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in page
        assert "Ana Antunes" in page

    @pytest.mark.parametrize("query", ["", "?faixa=31-60&uf=SP", "?decisao=1:0"])
    def test_costs_a_pinned_number_of_queries(
        self, decided, operator, django_assert_num_queries, query
    ):
        operator.get("/casos/")
        with django_assert_num_queries(QUERIES):
            operator.get(f"/casos/{query}")


class TestExport:
    def test_gives_the_filtered_list_to_a_spreadsheet(self, decided, operator):
        response = operator.get("/casos/exportar.csv?faixa=31-60")
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Caso;Devedor;CPF ou CNPJ")
        assert len(lines) == 2
        assert "Ana Antunes;***.***.***-05;SP" in lines[1]
        assert "1.275,71" in lines[1] or ";1." in lines[1]

    def test_no_cell_is_a_formula(self, decided, operator):
        with decided.scope:
            from acerto.domain.parties.models import Party

            Party.objects.filter(pk=decided.parties["Ana Antunes"]).update(name="=1+1")
        response = operator.get("/casos/exportar.csv")
        assert ";'=1+1;" in b"".join(response.streaming_content).decode()
