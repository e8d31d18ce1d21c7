"""Words that do not go out, and identification that must."""

from datetime import date

import pytest

from acerto.law import params
from acerto.law.params import NotInForce
from acerto.law.rules.wording import (
    Truths,
    check,
    missing_identification,
    review,
    told_before_identification,
)
from acerto.law.schema import WordingValue

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
    "home_visit": "Amanhã passaremos na sua residência para receber.",
    "seizure": "Um oficial vai buscar o seu carro.",
    "benefit_threat": "Benefício do INSS cortado.",
    "coercion": "Vamos bloquear sua CNH.",
    "school_sanction": "O diploma ficará retido.",
    "abusive_fine": "Multa de 30% já aplicada.",
    "cpf_full": "CPF 390.533.447-05.",
    "cpf_bare": "Cliente 39053344705.",
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
        assert params.latest("wording.forbidden").value == tuple(FORBIDDEN)

    def test_every_group_has_its_reason_rule_and_way_out(self) -> None:
        for group in FORBIDDEN:
            entry = params.latest(f"wording.forbidden.{group}")
            assert isinstance(entry.value, WordingValue)
            assert entry.rule
            assert entry.value.say

    def test_a_decent_message_is_clean(self) -> None:
        assert check(CLEAN) == []

    def test_line_breaks_capitals_and_loose_accents_do_not_hide_it(self) -> None:
        assert [finding.group for finding in check("NOME\nSUJO e u\u0301ltimo  aviso")] == [
            "dirty_name",
            "fake_urgency",
        ]
        assert check("u\u0301ltimo aviso")[0].words == "último aviso"

    def test_says_where(self) -> None:
        text = "Prezada Ana.\nHá um u\u0301ltimo aviso aqui! Obrigado."
        (found,) = check(text)
        assert text[found.start : found.end] == "u\u0301ltimo aviso"
        assert found.words == "último aviso"
        sentence = text[found.sentence_start : found.sentence_end]
        assert sentence == "Há um u\u0301ltimo aviso aqui!"

    def test_asks_for_the_list_of_a_day(self) -> None:
        assert check("Último aviso", on=date(2026, 1, 1))
        with pytest.raises(NotInForce):
            check("Último aviso", on=date(1990, 1, 1))


class TestTricks:
    @pytest.mark.parametrize(
        "text",
        [
            "c a l o t e i r o",
            "Pague, c.a.l.o.t.e.i.r.o!",
            "calo-teiro",
            "CALOOOTEIRO",
            "c4l0t3ir0",
            "ca1oteiro",
            "c\u0430l\u043eteir\u043e",
            "calo\u200bteiro",
            "calo\u00adteiro",
            "\uff43\uff41\uff4c\uff4f\uff54\uff45\uff49\uff52\uff4f",
            "caloteíro",
        ],
    )
    def test_writing_tricks_do_not_hide_an_insult(self, text: str) -> None:
        assert {one.group for one in check(text)} == {"insult"}

    def test_the_place_is_that_of_the_words_as_written(self) -> None:
        text = "Deixe de ser c a l o t e i r o e pague."
        assert any(text[one.start : one.end].startswith("c a l o t e") for one in check(text))


class TestLongTexts:
    """A hundred thousand characters written to be slow: an expression that goes back hangs here."""

    @pytest.mark.parametrize(
        "words",
        [
            "Sr. ",
            "na justiça ",
            "caloteiro ",
            "p u b l i ",
            "a.b-c ",
            "publi",
            "v0c3 f3z 1 p3d1d0 ",
            "seu chefe cpf vai ser na sua casa ligar divida de ",
        ],
    )
    def test_are_read_to_the_end(self, words: str) -> None:
        text = (words * 100_000)[:100_000]
        assert check(f"{text}. Você é um caloteiro.", truths=Truths())

    def test_a_sentence_cut_in_pieces_hides_nothing_at_the_cut(self) -> None:
        for before in range(1600, 2100, 7):
            text = f"{'lá ' * (before // 3)}vamos ligar para o seu chefe {'ali ' * 500}"
            assert "third_party" in {one.group for one in check(text)}, before

    def test_stops_where_enough_is_beyond_excuse(self) -> None:
        found = check("Caloteiro! " * 1000)
        assert 30 <= len(found) < 40


class TestLawful:
    @pytest.mark.parametrize(
        "text",
        [
            "Ficamos surpresos com o seu relato.",
            "Ninguém vai preso por dívida de consumo.",
            "Ligue para 11987654321.",
            "Protocolo 39053344705123.",
            "CPF ***.533.447-**",
            "O carnê foi mandado por e-mail.",
            "Credor: João da Silva, CPF 390.533.447-05, Rua A, 10.",
            "Pago o acordo, pedimos a baixa no Serasa em até cinco dias úteis.",
            "Não contamos sobre o seu contrato a familiares.",
        ],
    )
    def test_passes(self, text: str) -> None:
        assert check(text) == []


class TestTruths:
    NUMBER = "0001234-56.2024.8.26.0100"
    PROTEST = "O título será protestado em cartório imediatamente após 12/03/2026."

    def groups(self, text: str, truths: Truths | None, on: date = date(2026, 3, 2)) -> list[str]:
        return sorted({one.group for one in check(text, on=on, truths=truths)})

    def test_an_announcement_with_its_date_depends_on_the_facts(self) -> None:
        assert {one.depends for one in review(self.PROTEST, on=date(2026, 3, 2))} == {True}
        assert self.groups(self.PROTEST, None) == []
        assert self.groups(self.PROTEST, Truths()) == ["false_protest", "protest"]

    def test_it_passes_with_the_true_date_and_no_other(self) -> None:
        assert self.groups(self.PROTEST, Truths(protest_on=date(2026, 3, 12))) == []
        assert "false_protest" in self.groups(self.PROTEST, Truths(protest_on=date(2026, 3, 13)))

    def test_tomorrow_is_the_day_after_the_message(self) -> None:
        text = "O título será protestado amanhã."
        true = Truths(protest_on=date(2026, 3, 3))
        assert self.groups(text, true) == []
        assert self.groups(text, true, on=date(2026, 3, 3)) == ["false_protest", "protest"]

    def test_a_lawsuit_is_named_by_its_own_number(self) -> None:
        text = f"O processo já está em andamento: {self.NUMBER}."
        assert self.groups("O processo já está em andamento.", None) == ["false_court"]
        assert self.groups(text, None) == []
        assert self.groups(text, Truths(court_cases=(self.NUMBER,))) == []
        assert self.groups(text, Truths(court_cases=("0009999-56.2024.8.26.0100",)))

    def test_a_bureau_may_be_named_only_where_the_listing_is_planned(self) -> None:
        text = "Depois de 30/04/2026 o Serasa poderá registrar o débito."
        assert self.groups(text, Truths()) == ["listing"]
        assert self.groups(text, Truths(listing_on=date(2026, 4, 30))) == []


class TestBeforeIdentification:
    def test_tells_nothing_of_a_debt(self) -> None:
        on = date(2026, 3, 2)
        found = told_before_identification("Sua dívida de R$ 10,00 venceu.", on=on)
        assert {one.rule for one in found} == {"no-third-party-disclosure"}
        clean = "Aqui é a Loja. Temos uma mensagem sobre o seu cadastro."
        assert told_before_identification(clean, on=on) == []


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
