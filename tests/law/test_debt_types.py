"""What companies call their debts, and what is understood by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.law import params
from acerto.law.catalogue import words
from acerto.law.rules.debt_types import (
    WRITTEN,
    understood,
    understood_in_words,
    unknown_in_words,
)
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.prescription import kind_of, kinds

SAID = {
    "rent": [
        "aluguel", "ALUGUÉIS", "alugueis", "aluguel atrasado", "aluguéis vencidos", "aluguel em atraso",
        "locação residencial", "locação de imóvel", "aluguel comercial - sala 3", "aluguel 03/2022",
        "parcela do aluguel", "contrato de locação", "aluguel de temporada", "débitos locatícios",
        "aluguel e encargos",
    ],
    "insurance": [
        "seguro", "seguro auto", "seguro de vida", "prêmio de seguro", "prêmio seguro", "prêmios de seguros",
        "parcela seguro auto", "seguro de condomínio", "seguro-aluguel",
    ],
    "hotel": ["hospedagem", "hospedagens", "diária de hotel", "diárias de hotel", "pousada", "hotel fazenda"],
    "cheque": ["cheque", "cheques", "cheque pré-datado", "cheques devolvidos", "cheque sem fundos"],
    "overdraft": ["cheque especial", "limite do cheque especial"],
    "duplicata": ["duplicata", "duplicatas", "duplicatas mercantis"],
    "condominium": [
        "condomínio", "condomínios", "cota condominial", "cotas condominiais", "despesas condominiais",
        "taxa de condomínio", "Condomínio Edifício Solar",
    ],
    "energy": ["energia", "conta de energia", "conta de luz", "contas de luz", "fatura de energia elétrica"],
    "water": ["água", "conta de água", "contas de água", "água e esgoto", "água/esgoto", "conta d'água"],
    "gas": ["gás", "conta de gás"],
    "school": ["mensalidade", "mensalidades", "mensalidades escolares", "colégio", "mensalidade atrasada"],
    "card": [
        "cartão", "cartões", "cartão de crédito", "fatura do cartão", "faturas de cartões",
        "cartão consignado",
    ],
    "professional": ["honorários", "honorários advocatícios", "honorários médicos"],
    "note": ["nota promissória", "notas promissórias"],
    "private_loan": ["empréstimo entre pessoas"],
    "loan": ["empréstimo", "empréstimos", "empréstimo pessoal", "loan"],
    "written": ["other", "outros", "boleto", "boletos", "fatura", "contrato", "", " - "],
}  # fmt: skip

NOT_UNDERSTOOD = [
    "xpto", "loja seguro", "Porto Seguro", "pagamento seguro", "seguradora", "aluguel de carro",
    "locação de veículos", "hospedagem de site", "água mineral", "energia solar", "aluguel e condomínio",
    "água e luz", "cheque aluguel", "mensalidade academia", "imobiliária", "energético", "mensalista",
    "seguro e aluguel", "aluguel com seguro", "prêmio", "material escolar", "contrato verbal de aluguel",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, one) for kind in SAID for one in SAID[kind]])
def test_a_company_calls_its_debts_as_it_likes(kind: str, said: str) -> None:
    meant = understood(debt_type=said)
    assert (meant.kind, meant.known) == (kind, True)


@pytest.mark.parametrize("said", NOT_UNDERSTOOD)
def test_what_could_mean_another_thing_is_not_understood(said: str) -> None:
    meant = understood(debt_type=said)
    assert (meant.known, meant.prescribes_as, meant.charged_as) == (False, WRITTEN, "")


@pytest.mark.parametrize(
    ("said", "prescribes_as", "charged_as"),
    [
        ("aluguéis", "rent", "rent"),
        ("cheques pré-datados", "cheque", "cheque"),
        ("cotas condominiais", "condominium", "condominium"),
        ("fatura do cartão", "written", "card"),
        ("conta de energia", "energy", "utility"),
        ("seguro auto", "insurance", ""),
        ("honorários médicos", "professional", ""),
        ("", "written", ""),
    ],
)
def test_one_word_says_the_prescription_and_the_charges(
    said: str, prescribes_as: str, charged_as: str
) -> None:
    assert kind_of(debt_type=said) == prescribes_as
    assert charge_kind(debt_type=said) == charged_as


def groups(name: str) -> dict[str, tuple[str, ...]]:
    value = params.latest(name).value
    assert isinstance(value, dict)
    return value


class TestTable:
    def test_every_word_leads_to_its_own_kind(self) -> None:
        said = groups("prescription.debt_types")
        told = {word: kind for kind, some in said.items() for word in (kind, *some)}
        assert {word: understood(debt_type=word).kind for word in told} == told

    def test_no_word_means_two_kinds(self) -> None:
        said = groups("prescription.debt_types")
        every = [word for kind, some in said.items() for word in {kind, *some}]
        assert len(every) == len(set(every))

    def test_every_kind_with_terms_or_charges_has_words(self) -> None:
        charges = groups("charges.debt_types")
        apart = {*kinds(), *charges, *(kind for some in charges.values() for kind in some)}
        assert apart - set(groups("prescription.debt_types")) == {"utility"}

    def test_every_kind_has_a_portuguese_name(self) -> None:
        told = words()["debt_types"] | words()["values"]
        assert set(groups("prescription.debt_types")) - set(told) == set()

    def test_the_words_around_are_of_kinds_that_exist(self) -> None:
        around = groups("prescription.debt_type_words")
        assert set(around) == {"particles", "opening", "beside", "premises", "closed"}
        assert set(around["closed"]) <= set(groups("prescription.debt_types"))


class TestInWords:
    def test_a_word_that_is_not_understood_is_said(self) -> None:
        told = unknown_in_words(debt_type=" Aluguel de  carro ")
        assert told.startswith(
            "Tipo de dívida não reconhecido: “Aluguel de carro”. Vale a regra geral (prescrição em 5 anos, "
            "sem tetos próprios). Tipos conhecidos: aluguel, cartão de crédito, cheque, "
        )
        assert told == understood_in_words(meant=understood(debt_type=" Aluguel de  carro "))

    def test_a_word_that_is_understood_too(self) -> None:
        meant = understood(debt_type="aluguel atrasado")
        assert understood_in_words(meant=meant) == "Tipo entendido como aluguel."


@given(st.text(max_size=60))
def test_whatever_is_written_is_understood_or_said(said: str) -> None:
    meant = understood(debt_type=said)
    assert meant.prescribes_as in kinds()
    assert meant.known or any(char.isalnum() for char in said)


@given(st.sampled_from(["aluguel", "seguro", "condomínio", "cheque"]), st.sampled_from(["s", ""]))
def test_capitals_and_spaces_do_not_matter(word: str, end: str) -> None:
    one = word + end if word != "aluguel" else word
    assert understood(debt_type=f"  {one.upper()} ").kind == understood(debt_type=one).kind
