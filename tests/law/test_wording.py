"""Words that do not go out, and identification that must."""

from datetime import date

import pytest

from acerto.law import params
from acerto.law.params import NotInForce
from acerto.law.rules.wording import check, missing_identification

FORBIDDEN = {
    "insult": "Você é um caloteiro.",
    "prison_police": "Chamaremos a polícia.",
    "false_court": "Há um mandado contra você.",
    "third_party": "Vamos ligar e falar com seu chefe.",
    "dirty_name": "Seu nome sujo não ajuda.",
    "immediate_listing": "Seu CPF será negativado ainda hoje.",
    "false_protest": "O título vai ser protestado amanhã.",
    "never_prescribes": "Esta dívida não caduca.",
    "fake_urgency": "Último aviso!",
    "persistence_threat": "As ligações vão continuar.",
    "late_delisting": "A baixa ocorre em até 10 dias úteis.",
    "waiver": "Você deve renunciar a qualquer ação judicial.",
    "forced_fees": "Incide taxa de boleto.",
    "score_threat": "Seu score vai cair.",
    "gov_impersonation": "Programa da Receita Federal.",
    "cpf_full": "CPF 390.533.447-05.",
}

CLEAN = """\
Olá, Maria. Aqui é a Loja Exemplo. Identificamos uma fatura em aberto, vencida em 10/03/2026.
Se preferir, pare ou mude o canal aqui. Esperamos não ter surpreso você com esta apresentação.
Se não houver pagamento ou contestação até 30/04/2026, o órgão de proteção ao crédito poderá
registrar o débito, após comunicação prévia. Exclusão solicitada em até 5 dias úteis.
"""


class TestCheck:
    @pytest.mark.parametrize("group", sorted(FORBIDDEN))
    def test_finds_each_group(self, group: str) -> None:
        found = check(FORBIDDEN[group])
        assert group in {finding.group for finding in found}
        assert all(finding.why and finding.rule for finding in found)

    def test_every_group_has_an_example(self) -> None:
        value = params.latest("wording.forbidden").value
        assert isinstance(value, tuple)
        assert {pattern.group for pattern in value} == set(FORBIDDEN)

    def test_a_decent_message_is_clean(self) -> None:
        assert check(CLEAN) == []

    def test_line_breaks_capitals_and_loose_accents_do_not_hide_it(self) -> None:
        assert [finding.group for finding in check("NOME\nSUJO e u\u0301ltimo  aviso")] == [
            "dirty_name"
        ]
        assert check("u\u0301ltimo aviso")[0].words == "último aviso"

    def test_says_where(self) -> None:
        text = "Prezada, último aviso."
        (found,) = check(text)
        assert text[found.start :].startswith(found.words)

    def test_asks_for_the_list_of_a_day(self) -> None:
        assert check("Último aviso", on=date(2026, 1, 1))
        with pytest.raises(NotInForce):
            check("Último aviso", on=date(1990, 1, 1))


class TestMissingIdentification:
    def missing(self, text: str) -> list[str]:
        return missing_identification(
            text,
            creditor_name="Loja Exemplo Ltda.",
            creditor_address="Rua das Flores, 10, Recife - PE",
            creditor_tax_id="11222333000181",
            on=date(2026, 1, 1),
        )

    def test_complete_in_any_spelling(self) -> None:
        footer = "LOJA EXEMPLO LTDA\nRua das Flores, 10 – Recife/PE\nCNPJ 11.222.333/0001-81"
        assert self.missing(footer) == []

    def test_names_what_is_not_there(self) -> None:
        assert self.missing("Loja Exemplo Ltda., CNPJ 11222333000181") == ["creditor_address"]
        assert self.missing("") == ["creditor_name", "creditor_address", "creditor_tax_id"]

    def test_an_empty_part_identifies_nobody(self) -> None:
        found = missing_identification(
            "Loja",
            creditor_name="Loja",
            creditor_address="",
            creditor_tax_id="",
            on=date(2026, 1, 1),
        )
        assert found == ["creditor_address", "creditor_tax_id"]
