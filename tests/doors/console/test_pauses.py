"""Pausing a debtor's collection on the screen, ending it with confirmation, preferred hours."""

import pytest
from tests.doors.console.pages import text

from acerto.domain.contact.models import Contact, Hold, Hours

pytestmark = pytest.mark.django_db
DEATH = {
    "reason": "deceased",
    "where": ["person"],
    "event_on": "2026-02-20",
    "evidence": "certidão 4321",
    "ends_on": "",
}


@pytest.fixture
def party(decided):
    return decided.parties["Ana Antunes"]


def paused(client, party, **changes):
    return client.post(f"/devedores/{party}/pausas/nova/", {**DEATH, **changes}, follow=True)


def the_hold(company):
    with company.scope:
        return Hold.objects.get()


class TestSet:
    def test_shows_what_each_reason_pauses_and_its_law(self, operator, party):
        page = text(operator.get(f"/devedores/{party}/pausas/nova/"))
        assert "CC arts. 1.792 e 1.997" in page
        assert "sem revisão de advogado" in page
        assert "sem fonte conferida" in page
        assert "Pausa: cobrança, lembrete." in page

    def test_pauses_at_once_and_shows_its_rule(self, decided, operator, party):
        page = text(paused(operator, party))
        assert "Em pausa : pessoa falecida" in page
        assert "Não sai: cobrança, lembrete." in page
        assert "Fato de 20/02/2026" in page
        assert "Regra: CC arts. 1.792 e 1.997" in page
        assert "4321" not in page
        with decided.scope:
            states = Contact.objects.filter(recipient_id=party).values_list("state", "failure")
            assert set(states) == {("cancelled", "deceased")}

    def test_of_one_title_leaves_the_person(self, decided, operator, party):
        title = decided.titles["Ana Antunes"]
        page = text(
            paused(operator, party, reason="recovery", where=[f"title:{title}"], evidence="0001")
        )
        assert "Em pausa : recuperação judicial, contrato" in page
        assert the_hold(decided).title_id == title

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"event_on": ""}, "Diga o dia do fato"),
            ({"evidence": " "}, "Diga em que a pausa se apoia"),
            ({"event_on": "2026-03-03"}, "Esse dia ainda não chegou"),
            ({"event_on": "0001-01-01"}, "o fato não pode ter mais de 50 anos"),
            ({"ends_on": "9999-12-31"}, "a pausa vai até 10 anos"),
            ({"ends_on": "20260-01-01"}, "data válida"),
            ({"where": []}, "obrigatório"),
            ({"where": ["title:999999"]}, "999999"),
            ({"reason": "opt_out"}, "opt_out"),
        ],
    )
    def test_says_what_is_missing(self, decided, operator, party, changes, said):
        assert said in text(paused(operator, party, **changes))
        with decided.scope:
            assert not Hold.objects.exists()

    def test_the_analyst_may_not_and_a_stranger_sees_nothing(self, decided, stranger, party):
        address = f"/devedores/{party}/pausas/nova/"
        assert decided.member("analyst").get(address).status_code == 403
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, DEATH).status_code == 404


class TestEnd:
    def test_asks_with_the_evidence_in_sight_then_ends(self, decided, operator, manager, party):
        paused(operator, party)
        address = f"/pausas/{the_hold(decided).pk}/encerrar/"
        page = text(manager.get(address))
        assert "Encerrar a pausa?" in page
        assert "certidão 4321" in page
        assert "Operator" in page
        assert the_hold(decided).ends_at is None
        page = text(manager.post(address, follow=True))
        assert "Pausa encerrada" in page
        assert "Em pausa : pessoa falecida" not in page
        assert the_hold(decided).ended_by is not None
        assert "já tinha acabado" in text(manager.post(address, follow=True))

    def test_is_not_for_operators_nor_strangers(self, decided, operator, stranger, party):
        paused(operator, party)
        address = f"/pausas/{the_hold(decided).pk}/encerrar/"
        assert operator.post(address).status_code == 403
        assert stranger.post(address).status_code == 404
        assert the_hold(decided).ends_at is None


class TestHours:
    def test_are_kept_and_shown_again(self, decided, operator, party):
        address = f"/devedores/{party}/horarios/"
        page = text(operator.post(address, {"starts_2": "14:00", "ends_2": "16:00"}, follow=True))
        assert "Horários guardados" in page
        assert 'value="14:00"' in operator.get(address).content.decode()
        with decided.scope:
            (kept,) = Hours.objects.filter(party_id=party)
            assert (kept.weekday, kept.starts.hour, kept.ends.hour) == (2, 14, 16)

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"starts_6": "10:00", "ends_6": "12:00"}, "A lei não permite"),
            ({"starts_0": "12:00", "ends_0": "10:00"}, "terminar depois de começar"),
            ({"starts_0": "12:00"}, "Diga o começo e o fim"),
        ],
    )
    def test_that_cannot_be_are_told(self, operator, party, asked, said):
        assert said in text(operator.post(f"/devedores/{party}/horarios/", asked))
