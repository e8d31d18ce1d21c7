"""What holds on every page: a NUL is refused, and nothing is kept by browsers."""

import pytest
from django.test import Client
from tests.doors.console.pages import text

pytestmark = pytest.mark.django_db


class TestNul:
    @pytest.mark.parametrize(
        "address",
        ["/casos/?busca=%00", "/casos/?uf=%00", "/casos/?a%00b=1", "/casos/exportar.csv?uf=%00",
         "/regras/?uf=%00", "/correio/a%00b/", "/importar/conferir/%00/"],
    )  # fmt: skip
    def test_in_an_address_is_refused(self, decided, operator, address):
        response = operator.get(address)
        assert response.status_code == 400
        assert "um caractere que não se pode usar" in text(response)

    def test_in_a_form_is_refused(self, decided, operator):
        party = decided.parties["Ana Antunes"]
        response = operator.post(f"/devedores/{party}/pausas/nova/", {"evidence": "a\x00b"})
        assert response.status_code == 400
        assert Client().post("/conta/login/", {"login": "a\x00b@c.d"}).status_code == 400


class TestNoStore:
    @pytest.mark.parametrize(
        "address",
        ["/", "/casos/", "/casos/exportar.csv", "/regua/", "/regras/", "/importar/", "/correio/",
         "/listas/", "/empresa/", "/conta/2fa/"],
    )  # fmt: skip
    def test_nothing_behind_the_log_in_is_kept(self, decided, manager, address):
        assert "no-store" in manager.get(address, follow=True)["Cache-Control"]
