"""What a changed policy would do, before anybody gets anything."""

from datetime import timedelta

import pytest
from tests.doors.console.conftest import TODAY
from tests.doors.console.pages import text
from tests.factory import NOON

from acerto.domain.contact.models import Contact
from acerto.domain.dunning.models import Decision, PolicyVersion, Run
from acerto.domain.dunning.policies import publish_defaults

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def version(decided):
    with decided.scope:
        return PolicyVersion.objects.get(party_kind="consumer", active=True)


@pytest.fixture
def fresh(company):
    """Its day was not run yet: somebody would get a message today."""
    with company.scope:
        publish_defaults(now=NOON)
        version = PolicyVersion.objects.get(party_kind="consumer", active=True)
    return company.member("manager"), version


def compared(client, version, body, **more):
    form = {"text": body, "on": TOMORROW.isoformat(), **more}
    return client.post(f"/regua/{version.pk}/comparar/", form)


def without_small_debts(version) -> str:
    """The policy, leaving alone whoever owes less than R$ 1.000."""
    return version.body.replace("minimum_cents: 1000\n", "minimum_cents: 100000\n")


class TestCompare:
    def test_begins_with_the_text_in_force_and_tomorrow(self, manager, version):
        page = manager.get(f"/regua/{version.pk}/comparar/").content.decode()
        assert TOMORROW.isoformat() in page
        assert "minimum_cents: 1000" in page

    def test_the_same_text_changes_nothing(self, manager, version):
        page = text(compared(manager, version, version.body))
        assert "Nenhum caso mudaria nesse dia." in page

    def test_shows_who_would_get_what(self, fresh):
        manager, version = fresh
        page = text(compared(manager, version, without_small_debts(version), on=TODAY.isoformat()))
        assert "1 de 3 casos mudaria." in page
        assert "Bruno Braga" in page
        assert "Contatar" in page
        assert "Aguardar" in page

    def test_tells_the_cost_where_a_price_is_given(self, fresh):
        manager, version = fresh
        day = TODAY.isoformat()
        page = text(compared(manager, version, version.body, on=day, price_email="0,50"))
        assert page.count("R$ 1,00") == 2  # two messages under either policy

    def test_keeps_and_sends_nothing(self, decided, manager, version):
        with decided.scope:
            before = [model.objects.count() for model in (Run, Decision, Contact, PolicyVersion)]
        compared(manager, version, without_small_debts(version))
        with decided.scope:
            after = [model.objects.count() for model in (Run, Decision, Contact, PolicyVersion)]
        assert after == before

    def test_gives_the_list_as_csv(self, company, fresh):
        manager, version = fresh
        answer = compared(
            manager, version, without_small_debts(version), on=TODAY.isoformat(), list="1"
        )
        assert answer["Content-Type"].startswith("text/csv")
        lines = answer.content.decode().splitlines()
        assert lines[0].startswith("case_id,old_verdict")
        assert str(company.cases["Bruno Braga"]) in {line.split(",")[0] for line in lines[1:]}

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"text": "name: [", "on": "2026-03-03"}, "não"),
            ({"text": "name: consumidor", "on": "2026-03-03"}, "A régua não pode ser usada"),
            ({"text": "x", "on": "2026-03-01"}, "de hoje a daqui a 30 dias"),
            ({"text": "x", "on": "2027-03-01"}, "de hoje a daqui a 30 dias"),
            ({"text": "x", "on": "amanhã"}, "data"),
            ({"text": "x", "on": "2026-03-03", "price_sms": "-1"}, "maior ou igual"),
        ],
    )
    def test_says_what_is_wrong(self, manager, version, form, sentence):
        answer = manager.post(f"/regua/{version.pk}/comparar/", form)
        assert answer.status_code == 400
        assert sentence in text(answer)

    def test_only_those_within_reach_are_counted(self, decided, version):
        with decided.scope:
            other = decided.world.another_creditor("outra")
        narrow = decided.member("manager", creditors=(other,))
        page = text(compared(narrow, version, without_small_debts(version), on=TODAY.isoformat()))
        assert "Nenhum caso mudaria" in page
        assert "Bruno" not in page

    def test_an_operator_may_not(self, operator, version):
        assert operator.get(f"/regua/{version.pk}/comparar/").status_code == 403

    def test_a_stranger_finds_nothing(self, stranger, version):
        assert stranger.get(f"/regua/{version.pk}/comparar/").status_code == 404


class TestWhy:
    def test_tells_the_chain(self, decided, operator):
        case_id = decided.cases["Ana Antunes"]
        page = text(operator.get(f"/casos/{case_id}/por-que/?dia={TODAY}"))
        assert "Contatar" in page
        assert "40 dias" in page
        assert "versão 1" in page
        assert "na fila" in page

    def test_tells_what_stood_against_it(self, decided, operator):
        case_id = decided.cases["Célia Campos"]
        page = text(operator.get(f"/casos/{case_id}/por-que/?dia={TODAY}"))
        assert "Nenhuma etapa da régua cai hoje." in page
        assert "decidiu" in page
        assert "Nenhuma mensagem." in page

    def test_is_reached_from_the_debtor_s_page(self, decided, operator):
        page = operator.get(f"/devedores/{decided.parties['Ana Antunes']}/").content.decode()
        assert f"/casos/{decided.cases['Ana Antunes']}/por-que/?dia={TODAY}" in page

    def test_a_day_that_was_not_run_is_told(self, decided, operator):
        answer = operator.get(f"/casos/{decided.cases['Ana Antunes']}/por-que/?dia=2026-01-01")
        assert answer.status_code == 404
        assert "não foi rodado" in text(answer)

    @pytest.mark.parametrize("day", ["ontem", "2026-13-01", "0"])
    def test_no_day_is_no_page(self, decided, operator, day):
        address = f"/casos/{decided.cases['Ana Antunes']}/por-que/?dia={day}"
        assert operator.get(address).status_code == 404

    def test_a_stranger_finds_nothing(self, decided, stranger):
        address = f"/casos/{decided.cases['Ana Antunes']}/por-que/?dia={TODAY}"
        assert stranger.get(address).status_code == 404
