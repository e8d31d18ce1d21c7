"""The way in: e-mail and password, wrong answers that tell nothing, and a limit of tries."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.doors.console.conftest import PASSWORD
from tests.doors.console.pages import text

from acerto.domain.tenancy.services import create_user

pytestmark = pytest.mark.django_db
ADDRESS = "/conta/login/"
TRIES = 5


@pytest.fixture(autouse=True)
def nobody_tried_yet(db):
    cache.clear()


@pytest.fixture
def email():
    create_user(email="marta@example.com", password=PASSWORD, name="Marta")
    return "marta@example.com"


def log_in(client, email, password):
    return client.post(ADDRESS, {"login": email, "password": password})


class TestLogIn:
    def test_lets_in_by_email_and_password(self, email):
        assert log_in(Client(), email, PASSWORD)["Location"] == "/"

    def test_goes_where_the_person_wanted(self, email):
        response = Client().post(
            ADDRESS, {"login": email, "password": PASSWORD, "next": "/casos/?faixa=1-30"}
        )
        assert response["Location"] == "/casos/?faixa=1-30"

    def test_does_not_send_people_elsewhere(self, email):
        response = Client().post(
            ADDRESS, {"login": email, "password": PASSWORD, "next": "https://example.net/"}
        )
        assert response["Location"] == "/"

    def test_says_the_same_for_a_wrong_password_and_an_unknown_person(self, email):
        wrong = text(log_in(Client(), email, "outra senha"))
        unknown = text(log_in(Client(), "ninguem@example.com", "outra senha"))
        assert "estão incorretos" in wrong
        assert wrong == unknown

    def test_stops_listening_after_some_wrong_tries(self, email):
        client = Client()
        for _try in range(TRIES):
            log_in(client, email, "outra senha")
        response = log_in(client, email, PASSWORD)
        assert response.status_code != 302
        assert "tentativas" in text(response).lower()

    def test_nobody_signs_up(self, db):
        assert "O acesso é dado pela empresa" in text(Client().get("/conta/signup/"))

    def test_leaves(self, decided):
        client = decided.member("operator")
        client.post("/conta/logout/")
        assert client.get("/")["Location"].startswith(ADDRESS)
