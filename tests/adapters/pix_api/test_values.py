"""Values and records: what is sent is checked as it is made, what comes is read or refused, no more."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.adapters.pix_api.specification import example

from acerto.adapters.payments.pix_api import cob, cobr, cobv, pix, rec
from acerto.adapters.payments.pix_api.errors import InvalidRequest
from acerto.adapters.payments.pix_api.people import Debtor, debtor_of
from acerto.adapters.payments.pix_api.problems import read_problem, refusal
from acerto.adapters.payments.pix_api.values import as_cents, as_text

CENTS = st.integers(0, 10**12 - 1)


class TestMoney:
    @given(CENTS)
    def test_there_and_back(self, cents: int) -> None:
        text = as_text(cents)
        assert as_cents(text) == cents
        reais, point, rest = text.partition(".")
        assert (int(reais), point, len(rest)) == (cents // 100, ".", 2)
        assert 1 <= len(reais) <= 10

    @pytest.mark.parametrize("cents", [-1, 10**12])
    def test_has_ten_digits_before_the_point(self, cents: int) -> None:
        with pytest.raises(ValueError, match="amount"):
            as_text(cents)

    @pytest.mark.parametrize(
        "told",
        [
            "1",
            "1.0",
            "1,00",
            "1.000",
            " 1.00",
            "1.00\n",
            "+1.00",
            "١.٠٠",
            "1e2",
            "",
            None,
            1,
            1.0,
            True,
        ],
    )
    def test_is_nothing_else(self, told: Any) -> None:
        with pytest.raises(ValueError, match="amount"):
            as_cents(told)


class TestSent:
    @pytest.mark.parametrize(
        ("make", "code", "said"),
        [
            (lambda: Debtor(name="x"), "tax_id", "CPF ou com CNPJ"),
            (lambda: Debtor(name="x", cpf="1" * 11, cnpj="1" * 14), "tax_id", "CPF ou com CNPJ"),
            (lambda: Debtor(name="x", cpf="123"), "invalid_field", "“cpf” está fora do formato"),
            (lambda: Debtor(cpf="1" * 11), "invalid_field", "“nome” é obrigatório"),
            (lambda: Debtor(name="x" * 201, cpf="1" * 11), "invalid_field", "“nome” passa de 200"),
            (lambda: Debtor(name="x", cpf="1" * 11, age=3), "invalid_field", "“age” não existe"),
            (lambda: debtor_of(name="x", tax_id="12"), "invalid_field", "“cnpj”"),
            (lambda: cob.CobValue(original_cents=-1), "invalid_field", "“original”"),
            (lambda: cob.CobValue(original_cents=1.5), "invalid_field", "“original”"),
            (lambda: cob.CobValue(original_cents="1.00"), "invalid_field", "“original”"),
            (lambda: pix.NewRefund(amount_cents=0), "invalid_field", "“valor”"),
            (lambda: cob.Expiry(seconds=0), "invalid_field", "“expiracao”"),
            (lambda: cobv.DueCalendar(due_on=datetime(2026, 1, 1)), "invalid_field", "“dataDe"),
            (lambda: cobv.DueCalendar(due_on="1/2/2026"), "invalid_field", "“dataDeVencimento”"),
            (
                lambda: rec.RecurrenceValue(fixed_cents=1, floor_cents=1),
                "two_values",
                "nunca os dois",
            ),
        ],
    )
    def test_that_cannot_be_is_a_sentence(self, make: Any, code: str, said: str) -> None:
        with pytest.raises(InvalidRequest) as refused:
            make()
        assert refused.value.code == code
        assert said in refused.value.message
        assert "1" * 11 not in refused.value.message

    def test_leaves_out_what_was_not_given(self) -> None:
        assert cob.CobChange(prompt="Outro").body() == {"solicitacaoPagador": "Outro"}
        assert cob.NewCob(value=cob.CobValue(original_cents=5), key="k").body() == {
            "calendario": {"expiracao": 86400},
            "valor": {"original": "0.05"},
            "chave": "k",
        }


class TestReceived:
    def test_instants_are_utc_whatever_zone_they_come_in(self) -> None:
        told = {"endToEndId": "E", "valor": "1.00"}
        for text in ("2026-03-05T12:30:00-03:00", "2026-03-05T15:30:00Z", "2026-03-05T15:30:00"):
            paid_at = pix.Pix.model_validate(told | {"horario": text}).paid_at
            assert paid_at == datetime(2026, 3, 5, 15, 30, tzinfo=UTC)

    def test_a_rule_comes_back_from_what_was_registered(self) -> None:
        told = example("cobResponse4") | {
            "valor": {
                "original": "100.00",
                "desconto": {
                    "modalidade": "2",
                    "descontoDataFixa": [
                        {"data": "2020-12-10", "valorPerc": "1.00"},
                        {"data": "2020-12-05", "valorPerc": "2.50"},
                    ],
                },
            }
        }
        rule = cobv.Cobv.model_validate(told).rule()
        assert [(row.on, row.hundredths) for row in rule.discount.until] == [
            (date(2020, 12, 5), 250),
            (date(2020, 12, 10), 100),
        ]


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
GOOD = {
    cob.Cob: example("cobResponse1"),
    cobv.Cobv: example("cobResponse4"),
    pix.Pix: example("pixResponse1"),
    rec.Recurrence: example("recResponse5"),
    cobr.RecurringCharge: example("cobRResponse3"),
}


PROBLEM_FIELDS = ("type", "title", "detail", "violacoes", "status", "correlationId")


class TestHostile:
    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(sorted(GOOD, key=str)), st.data())
    def test_any_value_in_any_field_is_read_or_refused(self, kind: Any, data: Any) -> None:
        told = json.loads(json.dumps(GOOD[kind]))
        at, name = told, data.draw(st.sampled_from(sorted(told)))
        while isinstance(at[name], dict) and data.draw(st.booleans()):
            at = at[name]
            name = data.draw(st.sampled_from(sorted(at)))
        at[name] = data.draw(ODD)
        with suppress(ValidationError):
            kind.model_validate(told)

    @given(st.integers(300, 599), st.binary(max_size=80) | ODD.map(json.dumps).map(str.encode))
    def test_any_refusal_has_a_code_and_one_line(self, status: int, body: bytes) -> None:
        refused = refusal(read_problem(status=status, body=body))
        assert refused.code
        assert refused.message.isprintable()

    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(PROBLEM_FIELDS, ODD)))
    def test_any_problem_is_read(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        assert refusal(read_problem(status=400, body=body)).problem.status == 400
