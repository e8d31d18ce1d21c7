"""Bringing a file in by the screen."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors.console.pages import text

from acerto.domain.intake.models import Import
from acerto.domain.receivables.models import Title

pytestmark = pytest.mark.django_db
FILE = """contrato;vencimento;valor;cpf;nome
F-1;10/02/2026;350,00;390.533.447-05;Ana Antunes
F-2;31/02/2026;100,00;390.533.447-05;Ana Antunes
F-3;10/02/2026;120,00;111.111.111-11;Sem Documento
"""


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Uploads of a test are its own."""
    home = type(settings.HOME)(tmp_path)
    monkeypatch.setattr(settings, "HOME", home)
    return home


def send(client, company, content=FILE, kind="titles"):
    """Upload; returns the address of the next step."""
    file = SimpleUploadedFile(
        "carteira.csv", content.encode() if isinstance(content, str) else content
    )
    data = {"file": file, "creditor": company.world.creditor_id, "kind": kind}
    response = client.post("/importar/arquivo/", data)
    assert response.status_code == 302, text(response)
    return response["Location"]


def hidden(response):
    """The form that a page carries on."""
    page = response.content.decode()
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def guessed(client, address):
    """The mapping that the page offers, as a person would send it unchanged."""
    page = client.get(address).content.decode()
    chosen = {}
    for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', page, re.DOTALL):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    return chosen


class TestImport:
    def test_guesses_the_columns_and_shows_the_first_rows(self, decided, manager):
        address = send(manager, decided)
        assert guessed(manager, address)["column_contract"] == "contrato"
        assert guessed(manager, address)["column_due_on"] == "vencimento"
        assert "390.533.447-05" in text(manager.get(address))

    def test_shows_what_would_change_and_writes_nothing(self, decided, manager):
        address = send(manager, decided)
        page = text(manager.post(address, guessed(manager, address)))
        assert "Linhas 3 Novos 2" in page
        assert "Com erro 1" in page
        assert "1 sem CPF ou CNPJ válido" in page
        with decided.scope:
            assert not Title.objects.filter(contract__startswith="F-").exists()

    def test_says_what_the_types_of_debt_were_taken_for(self, decided, manager):
        typed = FILE.replace("nome\n", "nome;tipo\n").replace("Antunes\n", "Antunes;aluguéis\n")
        typed = typed.replace("Documento\n", "Documento;loja seguro\n")
        address = send(manager, decided, typed)
        page = text(
            manager.post(address, {**guessed(manager, address), "column_debt_type": "tipo"})
        )
        assert "“aluguéis” entendido como aluguel" in page
        assert "“loja seguro” não reconhecido (vale a regra geral)" in page
        assert "Tipo de dívida não reconhecido: “loja seguro”." in page

    def test_imports_and_gives_the_error_file(self, decided, manager):
        address = send(manager, decided)
        preview = manager.post(address, guessed(manager, address))
        done = manager.post(address, {**hidden(preview), "run": "1"}, follow=True)
        page = text(done)
        assert "Arquivo importado." in page
        assert "Baixar as linhas com problema" in page
        found = re.search(r'href="(/importar/\d+/erros.csv)"', done.content.decode())[1]
        errors = manager.get(found).content.decode("utf-8-sig")
        assert "31/02/2026" in errors
        with decided.scope:
            assert Title.objects.filter(contract__startswith="F-").count() == 2

    def test_the_upload_is_sealed_and_gone_after_the_import(self, decided, manager, own_home):
        address = send(manager, decided)
        (kept,) = (own_home.root / "uploads").glob("*.sealed")
        assert "Antunes" not in kept.read_text()
        preview = manager.post(address, guessed(manager, address))
        manager.post(address, {**hidden(preview), "run": "1"})
        assert not list((own_home.root / "uploads").iterdir())

    def test_a_form_sent_again_leads_to_its_first_import(self, decided, manager):
        address = send(manager, decided)
        preview = manager.post(address, guessed(manager, address))
        form = {**hidden(preview), "run": "1"}
        first = manager.post(address, form)["Location"]
        assert manager.post(address, form)["Location"] == first
        page = manager.get(address, follow=True)
        assert page.redirect_chain[-1][0] == first
        assert "já foi importado: nada se repetiu" in text(page)
        with decided.scope:
            assert Import.objects.count() == 1

    def test_a_column_that_is_missing_is_asked_for(self, decided, manager):
        address = send(manager, decided)
        mapping = {**guessed(manager, address), "column_due_on": ""}
        assert "Este campo é obrigatório" in text(manager.post(address, mapping))

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"\x00\x01\x02\x03" * 100, "problema|não é|texto"),
            ("so uma linha sem colunas\n", "nomes das colunas"),
            ("contrato;vencimento;valor;cpf\n", "só tem o cabeçalho"),
        ],
    )
    def test_bad_files_get_one_clear_sentence(self, decided, manager, content, said):
        address = send(manager, decided, content)
        page = manager.get(address)
        if "form" in page.context and page.context["form"] is not None:
            page = manager.post(address, guessed(manager, address))
        assert re.search(said, text(page))

    def test_somebody_elses_upload_is_not_there(self, decided, manager, stranger):
        address = send(manager, decided)
        assert "já foi importado ou expirou" in text(stranger.get(address, follow=True))
        other = decided.member("manager", creditors=(decided.world.creditor_id,))
        assert "já foi importado ou expirou" in text(other.get(address, follow=True))

    def test_a_creditor_out_of_reach_cannot_be_chosen(self, decided, manager):
        file = SimpleUploadedFile("a.csv", FILE.encode())
        response = manager.post(
            "/importar/arquivo/", {"file": file, "creditor": 999999, "kind": "titles"}
        )
        assert "Faça uma escolha válida" in text(response)

    def test_stranger_gets_no_error_file(self, decided, manager, stranger):
        address = send(manager, decided)
        preview = manager.post(address, guessed(manager, address))
        done = manager.post(address, {**hidden(preview), "run": "1"})
        assert stranger.get(done["Location"]).status_code == 404
        assert stranger.get(done["Location"] + "erros.csv").status_code == 404
