"""What a file does not say stays as it was."""

from datetime import date
from decimal import Decimal

from acerto.domain.intake.mapping import load_mapping
from acerto.domain.parties.models import Party
from acerto.domain.receivables.models import Case, TitleVersion
from acerto.domain.tenancy.scope import scope

from .desk import CNPJ, CPF, OTHER_CPF, TITLES, row

BARE = """
version: 1
kind: titles
columns: {contract: contrato, instalment: parcela, due_on: vencimento, principal: valor}
"""


def bring_bare(desk, *rows: str, columns: str = "", constants: str = ""):
    """A file whose mapping knows the needed columns and those named here."""
    mapping = BARE.replace("principal: valor", f"principal: valor{columns}")
    mapping += f"constants: {{{constants}}}\n" if constants else ""
    return desk.bring_file(desk.file(*rows), mapping=load_mapping(mapping))


class TestUnmappedColumns:
    def test_leave_charges_case_and_debtor(self, desk):
        desk.bring(row())
        before = desk.title()
        result = bring_bare(desk, row(valor="900,00", multa="", juros="", cpf=""))
        after = desk.title()
        assert (result.changed, result.flagged, result.warnings) == (1, 0, 0)
        assert (after.case_id, after.terms_id) == (before.case_id, before.terms_id)
        assert after.principal_cents == 900_00
        assert after.prescription_on == before.prescription_on
        with scope(desk.tenant_id):
            assert (Party.objects.count(), Case.objects.count()) == (1, 1)
            assert not TitleVersion.objects.exists()

    def test_leave_the_other_charges_when_one_is_given(self, desk):
        desk.bring(row())
        bring_bare(desk, row(multa="1,00"), columns=", fine_percent: multa")
        terms = desk.title().terms
        assert (terms.fine_rate, terms.interest_month_rate) == (Decimal("0.01"), Decimal("0.01"))

    def test_leave_the_party_kind(self, desk):
        said = load_mapping(TITLES.replace("card}", "card, party_kind: PF}"))
        desk.bring_file(desk.file(row(cpf=CNPJ)), mapping=said)
        bring_bare(desk, row(cpf=CNPJ, valor="9,00"), columns=", tax_id: cpf")
        assert desk.title().terms.party_kind == "consumer"

    def test_leave_how_a_cheque_prescribes(self, desk):
        said = TITLES.replace("debt_type: card", "debt_type: cheque").replace(
            "debtor_ref: codigo", "issued_on: codigo"
        )
        desk.bring_file(desk.file(row(codigo="05/01/2026")), mapping=load_mapping(said))
        before = desk.title()
        bring_bare(desk, row(valor="9,00"))
        assert desk.title().prescription_on == before.prescription_on
        assert desk.title().issued_on == date(2026, 1, 5)

    def test_leave_a_debtor_that_once_was_known_by_the_contract(self, desk):
        desk.bring(row("C0"))
        desk.bring(row("C1", cpf=""))
        desk.bring(row("C1"))
        before = desk.title("C1")
        assert before.case_id == desk.title("C0").case_id
        bring_bare(desk, row("C1", valor="9,00"))
        assert desk.title("C1").case_id == before.case_id

    def test_leave_an_identified_debtor_whatever_the_creditors_number_says(self, desk):
        desk.bring(row("C1"), row("C2", cpf="", codigo="K7"))
        before = desk.title("C1").case_id
        bring_bare(desk, row("C1", codigo="K7"), columns=", debtor_ref: codigo")
        assert desk.title("C1").case_id == before

    def test_refuse_a_rate_beside_interest_by_law(self, desk):
        desk.bring(row())
        result = bring_bare(desk, row(), row("C2"), constants="interest_mode: legal")
        assert (result.created, result.rejected) == (1, 1)
        assert ";two_rates;" in result.errors


class TestEmptyCells:
    def test_of_a_charge_take_it_away(self, desk):
        desk.bring(row())
        desk.bring(row(multa=""))
        assert desk.title().terms.fine_rate is None

    def test_of_the_number_leave_the_debtor(self, desk):
        desk.bring(row())
        result = desk.bring(row(cpf="", valor="9,00"))
        assert (result.flagged, result.errors) == (0, "")
        assert desk.title().case.debtor.identified

    def test_of_the_debt_type_leave_the_case(self, desk):
        typed = load_mapping(
            TITLES.replace("debtor_ref: codigo", "debt_type: codigo").replace(
                "{debt_type: card}", "{}"
            )
        )
        desk.bring_file(desk.file(row(codigo="loan")), mapping=typed)
        desk.bring_file(desk.file(row(codigo="", valor="9,00")), mapping=typed)
        assert desk.title().case.debt_type == "loan"


class TestBadNumbers:
    def test_say_what_truly_follows(self, desk):
        desk.bring(row("C1"))
        result = desk.bring(row("C1", cpf="123"), row("C2", cpf="123"))
        assert result.flagged == 1
        first, second = result.errors.splitlines()[1:]
        assert "já conhecido" in first
        assert "sinalizado" in second

    def test_are_overruled_by_the_creditors_number_of_an_identified_debtor(self, desk):
        desk.bring(row("C1", codigo="K7"))
        result = desk.bring(row("C2", cpf="", codigo="K7"))
        assert (result.flagged, result.errors) == (0, "")

    def test_of_another_person_move_the_title_still(self, desk):
        desk.bring(row(cpf=CPF))
        before = desk.title().case_id
        desk.bring(row(cpf=OTHER_CPF))
        assert desk.title().case_id != before
