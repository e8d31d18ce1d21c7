"""Where interest comes from and which index corrects, as files say it."""

from datetime import date

import pytest

from acerto.domain.intake.charges import correction_index, interest_mode
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.values import InvalidValue
from acerto.domain.receivables.models import Terms, Title
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.scope import scope

from .desk import CPF, Desk

MAPPING = """
version: 1
kind: titles
columns: {contract: contrato, due_on: vencimento, principal: valor, tax_id: cpf, name: nome,
  debt_type: tipo, interest_mode: modo, correction_index: indice, interest_month_percent: juros}
"""
HEADER = "contrato;vencimento;valor;cpf;nome;tipo;modo;indice;juros"


def row(contract: str, *, kind: str = "", mode: str = "", index: str = "", rate: str = "") -> str:
    return f"{contract};10/07/2025;1.000,00;{CPF};Ana;{kind};{mode};{index};{rate}"


@pytest.fixture
def bring(desk: Desk):
    def call(*rows: str):
        return desk.bring_file(desk.file(*rows, header=HEADER), mapping=load_mapping(MAPPING))

    return call


def kept(desk: Desk) -> set[tuple[str, str, str]]:
    with scope(desk.tenant_id):
        return set(Terms.objects.values_list("interest_mode", "correction_index", "debt_type"))


@pytest.mark.django_db
class TestTitles:
    def test_stand_with_their_charges(self, desk, bring):
        result = bring(
            row("A", mode="Lei", kind="Condomínio"),
            row("B", index="IGP-M", rate="1"),
            row("C", kind="cartão de crédito"),
            row("D"),
        )
        assert (result.created, result.errors) == (4, "")
        assert kept(desk) == {
            ("legal", "", "condominium"),
            ("contract", "igpm", ""),
            ("contract", "", "card"),
            ("contract", "", ""),
        }

    def test_a_second_file_finds_the_same_terms(self, desk, bring):
        bring(row("A", mode="lei"))
        bring(row("B", mode="lei"), row("C"))
        with scope(desk.tenant_id):
            assert Terms.objects.count() == 2

    def test_owe_what_the_law_says(self, desk, bring):
        bring(row("A", mode="lei"))
        with scope(desk.tenant_id):
            title = Title.objects.get()
            (owed,) = case_debt(case_id=title.case_id, on=date(2026, 7, 10)).titles
        assert owed.debt.total_cents == 1143_00  # caso D05

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"mode": "talvez"}, "interest_mode"),
            ({"mode": "lei", "rate": "1"}, "interest_mode"),
            ({"index": "dólar"}, "correction_index"),
        ],
    )
    def test_what_does_not_fit_is_an_error_of_the_row(self, desk, bring, said, field):
        result = bring(row("A", **said), row("B"))
        assert result.created == 1
        assert field in result.errors


class TestWords:
    @pytest.mark.parametrize(
        ("text", "index"),
        [("", ""), ("IPCA", "ipca"), ("IPCA-15", "ipca15"), ("igp-m", "igpm"), ("IGP-DI", "igpdi")],
    )
    def test_an_index_as_people_write_it(self, text, index):
        assert correction_index(text=text) == index

    def test_an_empty_mode_is_the_contract_s(self):
        assert interest_mode(text=" ", agreed=True) == "contract"
        with pytest.raises(InvalidValue):
            interest_mode(text="lei", agreed=True)
