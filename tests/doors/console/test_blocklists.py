"""Block lists on the screen: what each binds, and taking one in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors.console.pages import text

from acerto.domain.contact.models import Blocked

pytestmark = pytest.mark.django_db


def send(client, content=b"11988887777\n11977776666;01/01/2026\n", **changes):
    asked = {
        "name": "sp_nao_me_ligue",
        "taken_on": "2026-03-01",
        "source": "Procon-SP",
        "mode": "full",
        "file": SimpleUploadedFile("lista.csv", content),
        **changes,
    }
    return client.post("/listas/nova/", asked, follow=True)


class TestLists:
    def test_tell_what_each_binds_and_its_law(self, operator):
        page = text(operator.get("/listas/"))
        assert "Não Me Ligue (Procon-SP)" in page
        assert "Vale 30 dias depois do cadastro." in page
        assert "Lei SP 13.226/2008" in page
        assert "Não barra a cobrança: a lista fecha ofertas." in page
        assert "nunca importada" in page

    def test_are_taken_in_once(self, decided, manager):
        page = text(send(manager))
        assert "Lista importada: 2 bloqueios novos" in page
        assert "2 bloqueios, lista de 01/03/2026" in page
        assert "nada mudou" in text(send(manager))
        with decided.scope:
            assert Blocked.objects.count() == 2

    def test_that_free_most_people_want_a_word(self, manager):
        send(manager)
        smaller = {"content": b"11955554444\n", "taken_on": "2026-03-02"}
        assert "tiraria 2 de 2" in text(send(manager, **smaller))
        assert "1 bloqueio novo, 2 a menos" in text(send(manager, sure="on", **smaller))

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"content": b"nada\n12\n"}, "nenhum telefone ou e-mail"),
            ({"taken_on": "2026-03-03"}, "Esse dia ainda não chegou"),
            ({"name": "outra"}, "outra"),
        ],
    )
    def test_that_cannot_be_taken_in_say_why(self, decided, manager, changes, said):
        assert said in text(send(manager, **changes))
        with decided.scope:
            assert not Blocked.objects.exists()

    def test_are_not_for_operators_to_take_in(self, operator):
        assert operator.get("/listas/nova/").status_code == 403
