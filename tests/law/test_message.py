"""A whole message: preview, elements, what may be told to whom."""

from datetime import date

import pytest

from acerto.law.rules.message import Draft, channels, judge
from acerto.law.rules.wording import Truths

ON = date(2026, 3, 2)
COMPLETE = """\
Olá, Ana.

Escrevemos sobre o seu contrato com a Loja Exemplo. Ainda não localizamos o pagamento abaixo, e pode
ter passado despercebido: se já pagou, avise.

Valor original: R$ 100,00
Multa de 2%: R$ 2,00
Total em 02/03/2026: R$ 102,00

Credor: Loja Exemplo Ltda., CNPJ 11.222.333/0001-81, Rua das Flores, 10, Recife/PE.
Já pagou, não reconhece ou quer uma cópia do contrato? https://loja.example.com/d/
Seus dados pessoais: privacidade@loja.example.com.
Para não receber mais por e-mail: https://loja.example.com/o/
"""
SMS = "Olá, Ana. Aqui é Loja Exemplo. Temos uma mensagem sobre o seu cadastro. Para parar: SAIR."


def missing(draft: Draft) -> list[str]:
    return [one.element for one in judge(draft, on=ON).absences]


class TestElements:
    def test_a_complete_email_is_lawful(self) -> None:
        draft = Draft("email", COMPLETE, subject="Loja Exemplo: informação sobre o seu contrato")
        opinion = judge(draft, on=ON, truths=Truths())
        assert opinion.lawful
        assert opinion.in_text == opinion.in_subject == ()

    @pytest.mark.parametrize(
        ("gone", "element"),
        [
            ("CNPJ 11.222.333/0001-81, ", "creditor_tax_id"),
            ("Rua das Flores, 10, ", "creditor_address"),
            ("Valor original: ", "itemised"),
            ("Seus dados pessoais: ", "privacy"),
            ("Para não receber mais por e-mail: ", "opt_out"),
        ],
    )
    def test_names_each_element_that_is_gone(self, gone: str, element: str) -> None:
        assert gone in COMPLETE
        text = COMPLETE.replace(gone, "").replace("privacidade@loja.example.com", "x")
        assert element in missing(Draft("email", text))

    def test_every_absence_has_its_law_and_what_to_write(self) -> None:
        for channel in channels(on=ON):
            for one in judge(Draft(channel, "Oi."), on=ON).absences:
                assert one.rule
                assert one.citation
                assert one.say

    def test_without_an_amount_nothing_is_itemised(self) -> None:
        assert "itemised" not in missing(Draft("email", "Temos uma mensagem."))
        assert "itemised" in missing(Draft("email", "Você deve R$ 10,00."))

    def test_a_call_says_who_speaks_and_that_it_is_recorded(self) -> None:
        opening = "Aqui é a Ana, da Loja. Esta ligação é gravada. Falo com Bruno?"
        assert missing(Draft("phone", opening)) == []
        assert missing(Draft("phone", "Bom dia!")) == ["sender", "right_person", "recording"]


class TestPreview:
    def test_a_subject_shows_no_amount_and_no_debt(self) -> None:
        for subject in ("Sua dívida", "R$ 10,00 em aberto", "Pagamento atrasado"):
            found = judge(Draft("email", COMPLETE, subject=subject), on=ON).in_subject
            assert {one.rule for one in found} == {"lgpd-minimisation"}, subject

    def test_the_beginning_shows_no_amount(self) -> None:
        early = Draft("email", "Olá. São R$ 10,00. " + COMPLETE)
        assert [one.group for one in judge(early, on=ON).in_text] == ["opening"]

    def test_the_amount_may_stand_further_down(self) -> None:
        assert judge(Draft("email", COMPLETE), on=ON).in_text == ()


class TestNeutral:
    def test_a_neutral_message_passes(self) -> None:
        assert judge(Draft("sms", SMS, neutral=True), on=ON).lawful

    @pytest.mark.parametrize("word", ["dívida", "cobrança", "R$ 10,00", "parcela vencida"])
    def test_nothing_of_the_debt_goes_to_an_unconfirmed_contact(self, word: str) -> None:
        opinion = judge(Draft("sms", f"{SMS} É sobre {word}.", neutral=True), on=ON)
        assert {one.rule for one in opinion.refused} >= {"no-third-party-disclosure"}


class TestTruths:
    def test_an_announcement_depends_until_the_facts_are_known(self) -> None:
        text = "Após 30/04/2026 o título poderá ser levado a protesto."
        assert judge(Draft("letter", text), on=ON).refused == ()
        assert judge(Draft("letter", text), on=ON, truths=Truths()).refused != ()
