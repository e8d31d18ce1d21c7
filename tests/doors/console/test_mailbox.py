"""The mailbox: the company's own letters, by page and by words; nobody else's."""

from email.message import EmailMessage
from mailbox import Maildir

import pytest
from django.conf import settings
from tests.doors.console.pages import text

from acerto.domain.contact.models import Contact
from acerto.doors.console.views import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ACERTO_MAILBOX", tmp_path / "box")
    return Maildir(tmp_path / "box", create=True)


def put(box, subject, message_id="", to="alguem@example.org"):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "acerto@localhost", to, subject
    letter["Message-ID"] = message_id or f"<{subject.replace(' ', '')}@elsewhere>"
    letter.set_content("Olá")
    return box.add(letter.as_bytes())


@pytest.fixture
def letters(decided, box):
    """Three letters of this company, one of nobody's."""
    with decided.scope:
        ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True))[:2]
        for number, pk in enumerate(ids):
            Contact.objects.filter(pk=pk).update(message_id=f"<m{number}@acerto>")
    put(box, "Primeiro aviso", "<m0@acerto>")
    put(box, "Segundo aviso", "<m1@acerto>")
    return put(box, "De outra casa")


def test_shows_the_companys_letters_alone(letters, operator, stranger):
    page = text(operator.get("/correio/"))
    assert "2 mensagens" in page
    assert "Primeiro aviso" in page
    assert "De outra casa" not in page
    assert operator.get(f"/correio/{letters}/").status_code == 404
    assert "Nenhuma mensagem ainda" in text(stranger.get("/correio/"))


def test_turns_its_pages(letters, operator, monkeypatch):
    monkeypatch.setattr(mailbox, "SHOWN", 1)
    first = text(operator.get("/correio/"))
    second = text(operator.get("/correio/?pagina=2"))
    assert "página 1 de 2" in first
    assert ("Primeiro aviso" in first) != ("Primeiro aviso" in second)
    assert "página 2 de 2" in text(operator.get("/correio/?pagina=999"))


def test_is_searched_by_words_in_any_order(letters, operator):
    page = text(operator.get("/correio/?busca=AVISO+segundo"))
    assert "1 mensagem" in page
    assert "Segundo aviso" in page
    assert "Primeiro aviso" not in page
    assert "Nenhuma mensagem com estas palavras" in text(operator.get("/correio/?busca=nada"))


def test_shows_people_what_was_sent_about_their_own_access(decided, box, operator, manager):
    key = put(
        box, "Acerto: fazer outra senha", to=f"operator-{decided.world.tenant_id}-0@example.com"
    )
    assert "para você, sobre o seu acesso" in text(operator.get("/correio/"))
    assert "Olá" in text(operator.get(f"/correio/{key}/"))
    assert "fazer outra senha" not in text(manager.get("/correio/"))
    assert manager.get(f"/correio/{key}/").status_code == 404
