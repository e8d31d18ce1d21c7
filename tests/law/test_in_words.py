"""What a reader sees of a parameter."""

from datetime import date

import pytest

from acerto.law import params
from acerto.law.catalogue import words
from acerto.law.in_words import value_in_words

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("consumer.late_fee_cap", "2%"),
        ("telephony.short_calls_rate", "85%"),
        ("business.late_interest_cap", "sem limite"),
        ("deadlines.listing_removal", "5 dias úteis"),
        ("listing.longest", "5 anos"),
        ("protest.free_age", "1 ano"),
        ("affordability.existential_minimum_cents", "R$ 600,00"),
        ("prescription.terms.rent", "cobrança: 3 anos do vencimento"),
        ("prescription.suspension_2020", "de 12/06/2020 a 30/10/2020"),
        ("contact.windows.SP", "seg a sex das 08:00 às 20:00; sáb das 08:00 às 14:00"),
        (
            "contact.caps.default",
            "2 tentativas por dia, 1 contato por dia, 3 contatos por semana",
        ),
        ("consumer.early_payoff", "valor presente"),
        ("listing.electronic_channels", "e-mail, SMS, WhatsApp"),
    ],
)
def test_says_it_in_portuguese(name: str, said: str) -> None:
    assert value_in_words(params.entry(name, on=TODAY)) == said


def test_a_list_of_classes_reads_one_after_the_other() -> None:
    said = value_in_words(params.entry("tax.loss_classes", on=TODAY))
    assert said.startswith("sem garantia até R$ 15.000,00, mais de 6 meses, sem mais nada; ")


@pytest.mark.parametrize("name", params.names())
def test_every_value_can_be_said_and_no_code_word_is_left(name: str) -> None:
    for entry in params.all_entries(name):
        assert value_in_words(entry)
        coded = [entry.value] if isinstance(entry.value, str) else entry.value
        if isinstance(coded, list | tuple):
            assert [one for one in coded if isinstance(one, str) and not _told(one)] == []


def _told(word: str) -> bool:
    return word in words()["values"] or word in ("seg", "ter", "qua", "qui", "sex", "dom")
