"""What a webhook is told, read without a server: good rows, bad rows, and bodies that are none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.adapters.payments.pix_api.notices import (
    MOST_BYTES,
    InvalidNotice,
    event_ids,
    read_pix_notice,
    read_recurrence_notice,
    read_recurring_charge_notice,
)
from acerto.adapters.payments.pix_api.pix import Pix

GOOD = {
    "endToEndId": "E12345678202603051530aaaaaaaaaaa",
    "txid": "a" * 26,
    "valor": "105.00",
    "horario": "2026-03-05T12:30:00-03:00",
    "devolucoes": [
        {
            "id": "d1",
            "rtrId": "D" * 32,
            "valor": "5.00",
            "horario": {"solicitacao": "sem data"},
            "status": "NAO_REALIZADO",
            "motivo": "Conta encerrada",
        }
    ],
}
READERS = [read_pix_notice, read_recurrence_notice, read_recurring_charge_notice]


def body(told: Any) -> bytes:
    return json.dumps(told).encode()


class TestPix:
    def test_several_in_one_notice(self) -> None:
        other = GOOD | {"endToEndId": "E" * 32, "devolucoes": []}
        notice = read_pix_notice(body({"pix": [GOOD, other], "novo": 1}))
        assert [row.amount_cents for row in notice.rows] == [10500, 10500]
        assert notice.rows[0].paid_at.isoformat() == "2026-03-05T15:30:00+00:00"
        assert notice.rows[0].refunds[0].reason == "Conta encerrada"
        assert notice.errors == ()

    def test_a_row_that_cannot_be_read_stands_beside_those_that_can(self) -> None:
        rows = [GOOD, GOOD | {"valor": "dez"}, 7, GOOD | {"horario": None}]
        notice = read_pix_notice(body({"pix": rows}))
        assert len(notice.rows) == 1
        assert [(row.row, row.field) for row in notice.errors] == [
            (1, "valor"),
            (2, ""),
            (3, "horario"),
        ]
        assert "item 2" in notice.errors[0].message

    def test_the_same_news_has_the_same_ids(self) -> None:
        pix = Pix.model_validate(GOOD)
        assert event_ids(pix) == (
            "E12345678202603051530aaaaaaaaaaa",
            "E12345678202603051530aaaaaaaaaaa/d1/NAO_REALIZADO",
        )


class TestAutomatic:
    def test_recurrences(self) -> None:
        rows = [{"idRec": "RR1", "status": "CANCELADA", "atualizacao": []}, {"status": "CRIADA"}]
        notice = read_recurrence_notice(body({"recs": rows}))
        assert [row.recurrence_id for row in notice.rows] == ["RR1"]
        assert notice.errors[0].field == "idRec"

    def test_recurring_charges_with_what_was_paid(self) -> None:
        row = {"idRec": "RR1", "txid": "a" * 26, "status": "CONCLUIDA", "pix": [GOOD]}
        (charge,) = read_recurring_charge_notice(body({"cobsr": [row]})).rows
        assert charge.pix[0].amount_cents == 10500


class TestNoNotice:
    @pytest.mark.parametrize("read", READERS)
    @pytest.mark.parametrize(
        ("told", "code"),
        [
            (b"", "not_json"),
            (b"{", "not_json"),
            (b"\xff", "not_json"),
            (b"[" * 100_000, "not_json"),
            (b"[]", "no_list"),
            (b"null", "no_list"),
            (b"{}", "no_list"),
            (b'{"pix": {}, "recs": 1, "cobsr": "x"}', "no_list"),
            (b" " * (MOST_BYTES + 1), "too_large"),
        ],
    )
    def test_is_one_error(self, read: Any, told: bytes, code: str) -> None:
        with pytest.raises(InvalidNotice) as refused:
            read(told)
        assert refused.value.code == code
        assert refused.value.message.endswith(".")

    @given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    def test_nothing_else_is_raised_for_any_bytes(self, told: bytes) -> None:
        for read in READERS:
            with pytest.raises(InvalidNotice):
                read(told)

    ODD = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=8,
    )

    @given(st.sampled_from(sorted(GOOD)), ODD)
    def test_nothing_is_raised_for_any_value_of_a_field(self, name: str, odd: Any) -> None:
        notice = read_pix_notice(body({"pix": [GOOD | {name: odd}]}))
        assert len(notice.rows) + len(notice.errors) == 1
