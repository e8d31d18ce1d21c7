"""An account's own pages: the password, the second step, and nothing that changes who has access."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from tests.doors.console.conftest import PASSWORD
from tests.doors.console.pages import text

from acerto.adapters.channels.mailbox import list_messages, read_message
from acerto.domain.tenancy.services import create_user

pytestmark = pytest.mark.django_db
LOG_IN = "/conta/login/"
RESET = "/conta/password/reset/"
OUTLET = "acerto.config.account_mail.AccountMail"
ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}
ENGLISH_WORDS = r"\b(the|your|password|code|codes|authenticator|sign|please|are you|recovery)\b"


@pytest.fixture(autouse=True)
def nobody_tried_yet(db):
    cache.clear()


@pytest.fixture
def email():
    create_user(email="marta@example.com", password=PASSWORD, name="Marta")
    return "marta@example.com"


@pytest.fixture
def marta(email):
    """A browser where Marta logged in by the form."""
    client = Client()
    client.post(LOG_IN, {"login": email, "password": PASSWORD})
    return client


class TestAccess:
    @pytest.mark.parametrize(
        "address",
        ["email/", "confirm-email/", "password/set/", "login/code/confirm/", "3rdparty/"],
    )
    def test_is_the_companys_to_give_and_to_change(self, marta, address):
        assert marta.get(f"/conta/{address}").status_code == 404
        wanted = {"email": "outra@example.net", "action_add": ""}
        assert marta.post(f"/conta/{address}", wanted).status_code == 404


class TestForgottenPassword:
    def test_a_link_makes_a_new_one(self, email):
        client = Client()
        page = client.post(RESET, {"email": email}, follow=True)
        assert "mandamos a ele um link" in text(page)
        (letter,) = mail.outbox
        assert letter.to == [email]
        assert "Alguém pediu uma senha nova" in letter.body
        address = re.search(r"http://testserver(\S+)", letter.body)[1]
        form = client.get(address, follow=True)
        assert "Guardar a senha" in text(form)
        new = {"password1": "outra senha comprida", "password2": "outra senha comprida"}
        assert "A senha nova já vale" in text(
            client.post(form.request["PATH_INFO"], new, follow=True)
        )
        answer = Client().post(LOG_IN, {"login": email, "password": "outra senha comprida"})
        assert answer["Location"] == "/"

    def test_tells_the_same_to_whom_nobody_let_in(self, email):
        known = text(Client().post(RESET, {"email": email}, follow=True))
        mail.outbox.clear()
        unknown = text(Client().post(RESET, {"email": "ninguem@example.com"}, follow=True))
        assert unknown == known
        assert mail.outbox == []

    def test_without_a_mail_server_the_letter_lies_in_our_mailbox(self, email, tmp_path):
        box = tmp_path / "mailbox"
        with override_settings(EMAIL_BACKEND=OUTLET, ACERTO_MAILBOX=box, ACERTO_SMTP_HOST=""):
            assert Client().post(RESET, {"email": email}).status_code == 302
        (found,) = list_messages(folder=box)
        assert found.recipient == email
        assert "/conta/password/reset/key/" in read_message(folder=box, key=found.key).text

    @pytest.mark.parametrize("who", ["marta@example.com", "ninguem@example.com"])
    def test_a_mail_server_that_is_down_is_told(self, email, who):
        down = {"ACERTO_SMTP_HOST": "127.0.0.1", "EMAIL_PORT": 1, "EMAIL_BACKEND": OUTLET}
        with override_settings(**down):
            page = Client().post(RESET, {"email": who})
        assert page.status_code == 503
        assert "A mensagem não pôde sair" in text(page)


class TestPortuguese:
    def test_whatever_the_browser_asks_for(self, decided):
        page = decided.member("operator").get("/casos/", headers=ENGLISH)
        assert 'lang="pt-br"' in page.content.decode()

    @pytest.mark.parametrize(
        "address",
        ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/",
         "password/reset/key/done/", "password/change/", "logout/", "2fa/", "2fa/totp/activate/",
         "reauthenticate/"],
    )  # fmt: skip
    def test_no_page_of_an_account_speaks_english(self, email, address):
        client = Client()
        if address not in ("login/", "signup/"):
            client.post(LOG_IN, {"login": email, "password": PASSWORD})
        page = client.get(f"/conta/{address}", headers=ENGLISH, follow=True)
        assert page.status_code == 200
        assert not re.search(ENGLISH_WORDS, text(page).lower())

    def test_the_second_step_is_switched_on_and_asked_for(self, email, marta):
        from allauth.mfa.totp.internal import auth

        marta.post("/conta/reauthenticate/", {"password": PASSWORD})
        page = text(marta.get("/conta/2fa/totp/activate/"))
        secret = re.search(r"digite esta chave no aplicativo: (\w+)", page)[1]
        counter = next(iter(auth.yield_hotp_counters_from_time()))
        code = auth.format_hotp_value(auth.hotp_value(secret, counter))
        page = marta.post("/conta/2fa/totp/activate/", {"code": code}, follow=True)
        assert "Códigos de recuperação" in text(page)
        assert not re.search(ENGLISH_WORDS, text(page).lower())
        for address in ("", "totp/deactivate/", "recovery-codes/generate/"):
            page = text(marta.get(f"/conta/2fa/{address}", follow=True)).lower()
            assert not re.search(ENGLISH_WORDS, page)
        asked = Client().post(LOG_IN, {"login": email, "password": PASSWORD}, follow=True)
        assert "Segunda etapa" in text(asked)
        assert not re.search(ENGLISH_WORDS, text(asked).lower())


class TestTries:
    def wrong(self, client, login, times=5, **where):
        for _try in range(times):
            page = client.post(LOG_IN, {"login": login, "password": "errada"}, **where)
        return page

    def test_says_for_how_long_to_wait(self, email):
        client = Client()
        self.wrong(client, email)
        page = text(client.post(LOG_IN, {"login": email, "password": PASSWORD}))
        assert re.search(r"Tente de novo em [45] minutos\.", page)

    def test_an_account_at_its_limit_does_not_stop_its_neighbours(self, email):
        client = Client()
        for name in ("ana", "bia", "caio", "davi", "eva", "fabio", "gil"):
            self.wrong(client, f"{name}@example.com")
        answer = client.post(LOG_IN, {"login": email, "password": PASSWORD})
        assert answer["Location"] == "/"

    def test_nor_the_same_person_somewhere_else(self, email):
        self.wrong(Client(), email)
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        assert elsewhere.post(LOG_IN, {"login": email, "password": PASSWORD})["Location"] == "/"


def test_settings_send_account_mail_by_the_products_outlet():
    from acerto.config import settings as product

    assert product.EMAIL_BACKEND == OUTLET
    assert settings.LANGUAGES == [("pt-br", "Português")]
