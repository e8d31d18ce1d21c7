"""The policy in words."""

import pytest
from tests.doors.console.pages import text

from acerto.domain.dunning.screens.steps import readable, sentence
from acerto.engine.conditions import All, Compare, Not

pytestmark = pytest.mark.django_db


class TestPolicy:
    def test_tells_steps_limits_and_version(self, decided, operator):
        page = text(operator.get("/regua/", follow=True))
        assert "Versão 1" in page
        assert "dias depois" in page
        assert "somados todos os credores" in page

    def test_without_a_policy_it_says_what_that_means(self, company):
        operator = company.member("operator")
        assert "Nenhuma régua publicada" in text(operator.get("/regua/"))


class TestSentence:
    def test_reads_as_a_sentence(self):
        large = Compare(field="total_cents", op="gt", value=5_000_00)
        south = Compare(field="state", op="in", value=("PR", "SC"))
        assert sentence(large) == "o valor do caso inteiro, com encargos, é maior que R$ 5.000,00"
        both = All(all=(Not(**{"not": south}), large))
        assert sentence(both).startswith("não vale que a UF é um destes: PR, SC e o valor")

    def test_every_field_and_operator_has_words(self):
        from acerto.domain.dunning.screens.steps import FIELDS, OPERATORS
        from acerto.engine.conditions import NUMBER_FIELDS, TEXT_FIELDS

        assert set(FIELDS) == {*NUMBER_FIELDS, *TEXT_FIELDS}
        operators = Compare.model_fields["op"].annotation.__args__
        assert set(OPERATORS) == set(operators)

    def test_names_have_their_accents(self):
        assert readable("ultimo_aviso") == "Último aviso"
