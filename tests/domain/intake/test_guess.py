"""Mappings guessed from headers of real systems' habits."""

import pytest

from acerto.domain.intake.guess import guess, guess_mapping, missing_fields
from acerto.domain.intake.mapping import load_mapping
from acerto.sample.shipped import B2B_INVOICES, B2B_INVOICES_MAPPING


class TestGuess:
    def test_reads_a_brazilian_export(self):
        header = [
            "Nº Título",
            "Dt. Vcto",
            "Vlr Original",
            "CNPJ/CPF",
            "Razão Social",
            "E-mail",
            "Fone",
        ]
        found = guess(header=header, sample=[["1", "31/01/2026", "1.234,56"]], kind=None)
        assert found.kind == "titles"
        assert found.columns == {
            "contract": "Nº Título",
            "due_on": "Dt. Vcto",
            "principal": "Vlr Original",
            "tax_id": "CNPJ/CPF",
            "name": "Razão Social",
            "email": "E-mail",
            "phone": "Fone",
        }
        assert (found.decimal, found.date_format) == ("comma", "auto")
        assert missing_fields(found) == []

    def test_reads_an_american_export(self):
        found = guess_mapping(path=B2B_INVOICES)
        wanted = load_mapping(B2B_INVOICES_MAPPING.read_text("utf-8")).columns
        same = ("due_on", "principal", "debtor_ref", "name", "issued_on")
        assert {name: found.columns[name] for name in same} == {name: wanted[name] for name in same}
        assert (found.decimal, found.date_format) == ("point", "auto")

    def test_tells_payments_from_titles(self):
        found = guess(header=["Contrato", "Data", "Valor", "Histórico"], sample=[], kind=None)
        assert found.kind == "payments"
        assert found.columns["memo"] == "Histórico"

    def test_names_what_it_could_not_find(self):
        found = guess(header=["Nome", "Telefone"], sample=[], kind="titles")
        assert missing_fields(found) == ["contract", "due_on", "principal"]

    @pytest.mark.parametrize("cell", ["12/31/2026", "31-dez", "", "2026-12-31", "31/12/2026"])
    def test_never_guesses_month_before_day(self, cell):
        found = guess(header=["contrato", "vencimento"], sample=[["1", cell]], kind="titles")
        assert found.date_format == "auto"
