"""Who owes: identified, flagged, reached."""

import pytest

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.parties.models import ContactPoint, Identity, Party
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import scope

from .desk import CNPJ, CPF, OTHER_CPF, TITLES, row


def points(desk) -> dict[str, ContactPoint]:
    with scope(desk.tenant_id):
        return {point.kind: point for point in ContactPoint.objects.all()}


class TestIdentifiedDebtor:
    def test_is_one_party_however_the_number_is_written(self, desk):
        desk.bring(row("C1"), row("C2", cpf="39053344705"))
        assert desk.title("C1").case_id == desk.title("C2").case_id
        party = desk.title().case.debtor
        assert (party.identified, party.kind, party.state) == (True, "person", "SP")
        assert (party.name, party.name_key) == ("Ana Exemplo", "ana exemplo")

    def test_is_found_again_in_a_later_file(self, desk):
        desk.bring(row("C1"))
        desk.bring(row("C2"))
        with scope(desk.tenant_id):
            assert Party.objects.count() == 1

    def test_gets_back_the_zeros_that_a_spreadsheet_ate(self, desk):
        desk.bring(row(cpf="191"))  # 000.000.001-91
        assert desk.title().case.debtor.identified

    def test_may_have_letters_in_its_cnpj(self, desk):
        desk.bring(row(cpf="12.ABC.345/01DE-35"))
        assert desk.title().case.debtor.kind == "company"

    def test_is_sealed_and_found_by_index(self, desk):
        desk.bring(row())
        box = vault(tenant_id=desk.tenant_id, column="identity")
        with scope(desk.tenant_id):
            known = Identity.objects.get(value_bidx=box.index("39053344705"))
        assert box.open(known.value_enc, index=known.value_bidx) == "39053344705"
        assert known.masked == "***.533.447-**"

    def test_takes_the_name_of_a_changed_row(self, desk):
        desk.bring(row())
        desk.bring(row(nome="Ana Casada"))
        assert desk.title().case.debtor.name == "Ana Casada"
        desk.bring(row(nome=""))
        assert desk.title().case.debtor.name == "Ana Casada"


class TestFlaggedDebtor:
    @pytest.mark.parametrize("cpf", ["", "123", "111.111.111-11", "390.533.447-04"])
    def test_comes_in_flagged(self, desk, cpf):
        result = desk.bring(row(cpf=cpf))
        assert (result.created, result.flagged, result.rejected) == (1, 1, 0)
        assert not desk.title().case.debtor.identified
        assert "2;tax_id;" in result.errors
        assert ";aviso;" in result.errors

    def test_is_known_by_the_creditors_number(self, desk):
        desk.bring(row("C1", cpf="", codigo="K7"), row("C2", cpf="", codigo="K7"))
        assert desk.title("C1").case_id == desk.title("C2").case_id

    def test_is_known_by_its_contract_otherwise(self, desk):
        desk.bring(row("C1", cpf=""), row("C2", cpf="x"))
        assert desk.title("C1").case_id != desk.title("C2").case_id
        desk.bring(row("C1", cpf="", valor="2,00"))
        with scope(desk.tenant_id):
            assert Party.objects.count() == 2

    @pytest.mark.parametrize("codigo", ["", "K7"])
    def test_is_identified_when_the_number_comes_later(self, desk, codigo):
        desk.bring(row(cpf="", codigo=codigo))
        before = desk.title().case_id
        result = desk.bring(row(codigo=codigo))
        assert result.flagged == 0
        title = desk.title()
        assert title.case_id == before
        assert (title.case.debtor.identified, title.case.debtor.kind) == (True, "person")

    def test_keeps_its_debtor_when_the_number_is_lost(self, desk):
        desk.bring(row())
        before = desk.title().case_id
        result = desk.bring(row(cpf="", valor="900,00"))
        assert result.flagged == 0
        assert desk.title().case_id == before
        assert desk.title().case.debtor.identified

    def test_is_one_with_the_identified_row_of_the_same_number(self, desk):
        desk.bring(row("C1", cpf="", codigo="K7"), row("C2", codigo="K7"))
        assert desk.title("C1").case_id == desk.title("C2").case_id
        assert desk.title("C1").case.debtor.identified


class TestChangedDebtor:
    def test_moves_the_title_to_the_right_case(self, desk):
        desk.bring(row())
        desk.bring(row(cpf=OTHER_CPF, nome="Bia Certa"))
        assert desk.title().case.debtor.name == "Bia Certa"
        assert desk.balance().principal_cents == 1_000_00


class TestContactPoints:
    def test_come_in_unconfirmed_from_the_creditor(self, desk):
        desk.bring(row())
        found = points(desk)
        assert set(found) == {"email", "phone", "address"}
        for point in found.values():
            assert (point.source, point.creditor_id, point.basis, point.confirmed_at) == (
                "creditor", desk.creditor_id, "contract", None,
            )  # fmt: skip
        assert (found["phone"].ddd, found["phone"].state_uf) == ("11", "SP")
        assert found["email"].masked == "a***@example.org"

    def test_open_to_what_was_given(self, desk):
        desk.bring(row(email="Ana@Example.ORG"))
        box = vault(tenant_id=desk.tenant_id, column="contact_point")
        opened = {
            kind: box.open(point.value_enc, index=point.value_bidx)
            for kind, point in points(desk).items()
        }
        assert opened == {
            "email": "ana@example.org",
            "phone": "+5511987654321",
            "address": "Rua das Flores, 10\nSão Paulo\nSP\n01310100",
        }

    @pytest.mark.parametrize(
        ("column", "value", "field", "kind"),
        [
            ("email", "ana@", "email", "email"),
            ("email", "a@b@example.org", "email", "email"),
            ("telefone", "98765", "phone", "phone"),
            ("telefone", "0800 123 4567", "phone", "phone"),
            ("cep", "123", "cep", "address"),
        ],
    )
    def test_that_are_invalid_are_left_out_and_said(self, desk, column, value, field, kind):
        result = desk.bring(row(**{column: value}))
        assert (result.created, result.rejected, result.warnings) == (1, 0, 1)
        assert f"2;{field};" in result.errors
        assert kind not in points(desk)

    def test_are_added_once(self, desk):
        desk.bring(row("C1"), row("C2"))
        desk.bring(row("C3"), row("C4", email="outra@example.org"))
        with scope(desk.tenant_id):
            assert ContactPoint.objects.filter(kind="email").count() == 2

    def test_that_a_debtor_disowned_stay_disowned(self, desk):
        desk.bring(row("C1"))
        with scope(desk.tenant_id):
            ContactPoint.objects.filter(kind="email").update(state="wrong_party")
        desk.bring(row("C2"))
        assert points(desk)["email"].state == "wrong_party"


class TestPartyKind:
    @pytest.mark.parametrize(("said", "kind"), [("PJ", "business"), ("consumidor", "consumer")])
    def test_is_the_mappings_before_the_numbers(self, desk, said, kind):
        mapping = load_mapping(TITLES.replace("card}", f"card, party_kind: {said}}}"))
        desk.bring_file(desk.file(row(cpf=CPF if kind == "business" else CNPJ)), mapping=mapping)
        assert desk.title().case.party_kind == kind
