"""Mapping files: what they accept, and what they say when they do not."""

import pytest

from acerto.domain.intake.mapping import InvalidMapping, dump_mapping, load_mapping
from acerto.sample.shipped import (
    B2B_INVOICES_MAPPING,
    CARD_PAYMENTS_MAPPING,
    CARD_TITLES_MAPPING,
)

GOOD = "kind: titles\ncolumns: {contract: a, due_on: b, principal: c}\n"


class TestMapping:
    @pytest.mark.parametrize(
        "file", [B2B_INVOICES_MAPPING, CARD_PAYMENTS_MAPPING, CARD_TITLES_MAPPING]
    )
    def test_reads_those_of_the_sample(self, file):
        assert load_mapping(file.read_text("utf-8")).version == 1

    def test_is_partial_unless_said(self):
        assert load_mapping(GOOD).mode == "partial"

    def test_comes_back_as_it_was_written(self):
        mapping = load_mapping(GOOD + "constants: {instalment: 1}\ndelimiter: tab\n")
        assert mapping.constants == {"instalment": "1"}
        assert mapping.separator == "\t"
        assert load_mapping(dump_mapping(mapping)) == mapping


class TestRefusedMapping:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "vazio"),
            ("a: [", "não é um YAML válido"),
            (GOOD + "colour: red\n", "a chave “colour” não existe"),
            (GOOD + "mode: complete\n", "“mode” aceita 'full' ou 'partial'"),
            ("kind: titles\n", "falta a chave “columns”"),
            ("kind: titles\ncolumns: 3\n", "“columns” precisa ser"),
            ("kind: titles\ncolumns: {contract: a, due_on: b}\n", "coluna de: Valor (principal)"),
            (GOOD.replace("due_on: b", "due_on: b, venc: d"), "campo desconhecido: venc"),
            (GOOD + "constants: {contract: X}\n", "em columns e em constants: contract"),
            (
                "kind: payments\ncolumns: {paid_on: a, amount: b}\n",
                "Contrato (contract), CPF ou CNPJ (tax_id)",
            ),
            (
                "kind: payments\nmode: full\ncolumns: {contract: c, paid_on: a, amount: b}\n",
                "mode: partial",
            ),
        ],
    )
    def test_says_what_is_wrong_in_portuguese(self, text, said):
        with pytest.raises(InvalidMapping) as refused:
            load_mapping(text)
        assert said in refused.value.message
