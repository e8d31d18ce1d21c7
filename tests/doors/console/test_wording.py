"""The wording check as a manager and a compliance officer use it."""

import pytest
from tests.doors.console.pages import text

pytestmark = pytest.mark.django_db
BAD = "Ana, este é o último aviso. <b>Pague</b> ou a polícia vai saber."
QUERIES = 10  # the session, the user, the seats and the tenant's scope; the law is in memory


@pytest.fixture
def compliance(decided, db):
    return decided.member("compliance")


def check(browser, words, **fields):
    return browser.post("/redacao/", {"channel": "email", "text": words, **fields})


class TestAccess:
    def test_managers_and_compliance_are_led_to_it(self, manager, compliance):
        for reader in (manager, compliance):
            assert 'href="/redacao/"' in reader.get("/").content.decode()
            assert reader.get("/redacao/").status_code == 200

    def test_others_are_told_whom_to_ask(self, operator):
        assert 'href="/redacao/"' not in operator.get("/").content.decode()
        response = operator.get("/redacao/")
        assert response.status_code == 403
        assert "Só gestores e compliance" in text(response)

    def test_nobody_is_sent_to_the_log_in(self, client):
        assert client.get("/redacao/").status_code == 302


class TestCheck:
    def test_marks_sentences_with_reason_law_and_suggestion(self, manager):
        response = check(manager, BAD)
        page = response.content.decode()
        assert '<mark class="mark-bad">último aviso</mark>' in page
        said = text(response)
        assert "Este texto não pode sair assim." in said
        assert "CDC arts. 37 e 71" in said
        assert 'href="/regras/no-prison-threat/"' in page
        assert "Sugestão: Condição válida até {data}" in said

    def test_what_was_pasted_comes_back_escaped(self, manager):
        assert "<b>Pague" not in check(manager, BAD).content.decode()

    def test_says_what_is_missing(self, manager):
        said = text(check(manager, "Olá, temos uma mensagem."))
        assert "falta algo na mensagem" in said
        assert "Falta o nome do credor." in said
        assert "CDC art. 42-A (Lei 12.039/2009)" in said

    def test_a_subject_with_an_amount_is_marked(self, manager):
        page = check(manager, "Olá.", subject="Pague R$ 10,00").content.decode()
        assert '<mark class="mark-bad">R$ 10,00</mark>' in page

    def test_nothing_of_a_debt_before_identification(self, manager):
        words = "Aqui é a Loja. Sua fatura está aberta. Para parar: SAIR."
        assert "não pode sair" not in text(check(manager, words, channel="sms"))
        assert "não pode sair" in text(check(manager, words, channel="sms", neutral="on"))

    def test_an_announcement_depends_on_the_facts(self, manager):
        words = "Aqui é a Loja. Após 30/04/2026 haverá protesto. Para parar: SAIR."
        said = text(check(manager, words, channel="sms"))
        assert "Depende dos fatos." in said

    def test_a_clean_text_passes(self, manager):
        words = "Aqui é a Loja. Temos uma mensagem sobre o seu cadastro. Para parar: SAIR."
        assert "Nada contra este texto." in text(check(manager, words, channel="sms"))

    def test_an_empty_text_is_asked_for_again(self, manager):
        assert manager.post("/redacao/", {"channel": "email", "text": " "}).status_code == 200
        assert "Sugestão" not in text(check(manager, "  "))

    def test_costs_a_pinned_number_of_queries(self, manager, django_assert_num_queries):
        manager.get("/redacao/")
        with django_assert_num_queries(QUERIES):
            check(manager, BAD)
