"""Answers that cannot be read say where; what cannot be right is not sent."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.adapters.pix_api.server import Instead, World
from tests.adapters.pix_api.test_operations import E2E, FROM, IMMEDIATE, TO, TXID, due_charge

from acerto.adapters.payments.pix_api import PixApi
from acerto.adapters.payments.pix_api.errors import (
    InvalidRequest,
    ResultUnknown,
    UnreadableAnswer,
)

UNREADABLE = [
    (b"", ""),
    (b"<html></html>", ""),
    (b"\xff\xfe", ""),
    (b"[" * 100_000, ""),
    (b"[]", ""),
    (b"null", ""),
    (b"{}", "endToEndId"),
    (b'{"endToEndId": "E1", "valor": "1.00"}', "horario"),
    (b'{"endToEndId": "E1", "valor": "1,00", "horario": "2026-03-05T15:30:00Z"}', "valor"),
    (b'{"endToEndId": "E1", "valor": 1.0, "horario": "2026-03-05T15:30:00Z"}', "valor"),
    (b'{"endToEndId": "E1", "valor": 10, "horario": "2026-03-05T15:30:00Z"}', "valor"),
    (b'{"endToEndId": "E1", "valor": "-1.00", "horario": "2026-03-05T15:30:00Z"}', "valor"),
    (b'{"endToEndId": "E1", "valor": "1.00", "horario": 5}', "horario"),
    (b'{"endToEndId": "E1", "valor": "1.00", "horario": "2026-13-05T15:30:00Z"}', "horario"),
    (
        b'{"endToEndId": "E1", "valor": "1.00", "horario": "2026-03-05T15:30:00Z",'
        b' "devolucoes": [{"id": "d", "valor": "1.00"}]}',
        "devolucoes.0.status",
    ),
]


class TestUnreadableAnswers:
    @pytest.mark.parametrize(("body", "path"), UNREADABLE)
    def test_of_a_question_are_an_error_that_says_where(
        self, api: PixApi, world: World, body: bytes, path: str
    ) -> None:
        world.instead = [Instead(200, body)]
        with pytest.raises(UnreadableAnswer) as unreadable:
            api.pix.get(end_to_end_id=E2E)
        assert unreadable.value.path == path
        assert path in unreadable.value.message

    def test_of_an_act_leave_it_unknown(self, api: PixApi, world: World) -> None:
        world.instead = [Instead(201, b"<html>")]
        with pytest.raises(ResultUnknown):
            api.cobv.put(txid=TXID, charge=due_charge())

    def test_unknown_fields_and_states_are_taken(self, api: PixApi, world: World) -> None:
        made = api.cob.put(txid=TXID, charge=IMMEDIATE)
        row = world.bank.charges["cob"][TXID] | {"novo": {"campo": 1}, "status": "CONGELADA"}
        world.instead = [Instead(200, json.dumps(row).encode())]
        got = api.cob.get(txid=TXID)
        assert got.status == "CONGELADA"
        assert got.value == made.value

    @pytest.mark.parametrize(
        "told",
        [
            {"pix": []},
            {"parametros": {}, "pix": []},
            {"parametros": {"paginacao": {"paginaAtual": 0}}, "pix": []},
            {
                "parametros": {
                    "paginacao": {
                        "paginaAtual": 0,
                        "itensPorPagina": 100,
                        "quantidadeDePaginas": 1,
                        "quantidadeTotalDeItens": 1,
                    }
                }
            },
        ],
    )
    def test_a_page_of_which_nobody_knows_whether_it_is_whole_is_none(
        self, api: PixApi, world: World, told: dict[str, Any]
    ) -> None:
        world.instead = [Instead(200, json.dumps(told).encode())]
        with pytest.raises(UnreadableAnswer):
            list(api.pix.list(from_at=FROM, to_at=TO))

    def test_a_list_counted_as_empty_may_be_left_out(self, api: PixApi, world: World) -> None:
        paging = {"paginaAtual": 0, "quantidadeDePaginas": 0, "quantidadeTotalDeItens": 0}
        told = {"parametros": {"paginacao": paging}}
        world.instead = [Instead(200, json.dumps(told).encode())]
        assert list(api.pix.list(from_at=FROM, to_at=TO)) == []

    def test_pages_that_turn_in_circles_end(self, api: PixApi, world: World) -> None:
        paging = {
            "paginaAtual": 0,
            "itensPorPagina": 1,
            "quantidadeDePaginas": 9,
            "quantidadeTotalDeItens": 9,
        }
        page = json.dumps({"parametros": {"paginacao": paging}, "pix": []}).encode()
        world.instead = [Instead(200, page)] * 2
        with pytest.raises(UnreadableAnswer) as circle:
            list(api.pix.list(from_at=FROM, to_at=TO))
        assert circle.value.path == "parametros.paginacao.paginaAtual"


class TestBeforeSending:
    @pytest.mark.parametrize(
        "act",
        [
            lambda api: api.cob.get(txid="curto"),
            lambda api: api.cob.get(txid="a" * 25 + "/"),
            lambda api: api.cob.put(txid="../../pix", charge=IMMEDIATE),
            lambda api: api.recurrences.get(recurrence_id="R" * 30),
            lambda api: api.webhooks.get(key="com espaço"),
            lambda api: api.batches.get(batch_id=""),
        ],
    )
    def test_an_identifier_out_of_form_is_refused(
        self, api: PixApi, world: World, act: Callable[[PixApi], Any]
    ) -> None:
        with pytest.raises(InvalidRequest) as refused:
            act(api)
        assert refused.value.code == "identifier"
        assert world.peers == []

    @pytest.mark.parametrize("key", ["pessoa@example.com", "+5581999990000", "a/b?c=d#e%"])
    def test_a_key_is_one_part_of_the_address(self, api: PixApi, world: World, key: str) -> None:
        api.webhooks.put(key=key, url="https://recebe.example.com")
        assert list(world.bank.webhooks) == [key]
