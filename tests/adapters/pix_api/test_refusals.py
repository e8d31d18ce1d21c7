"""Refusals are typed and told; waits are bounded."""

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import Clock, Connect
from tests.adapters.pix_api.problems import problem
from tests.adapters.pix_api.server import Instead, World
from tests.adapters.pix_api.test_operations import IMMEDIATE, TXID

from acerto.adapters.payments.pix_api import PixApi
from acerto.adapters.payments.pix_api.errors import (
    AccessDenied,
    Conflict,
    InvalidRequest,
    NotFound,
    Refused,
    TooManyRequests,
    Unavailable,
)
from acerto.ports.payment import PaymentRefused


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "error"),
        [
            (400, InvalidRequest),
            (403, AccessDenied),
            (404, NotFound),
            (409, Conflict),
            (410, NotFound),
            (418, InvalidRequest),
            (422, InvalidRequest),
            (302, InvalidRequest),
        ],
    )
    def test_have_one_type_each(
        self, api: PixApi, world: World, status: int, error: type[Refused]
    ) -> None:
        world.instead = [problem(status)]
        with pytest.raises(error) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.code == "CobOperacaoInvalida"
        assert refused.value.permanent
        assert isinstance(refused.value, PaymentRefused)
        assert len(world.asked) == 1

    def test_tell_what_the_institution_tells(self, api: PixApi, world: World) -> None:
        world.instead = [problem(400)]
        with pytest.raises(InvalidRequest) as refused:
            api.cob.put(txid=TXID, charge=IMMEDIATE)
        told = refused.value
        assert told.message == (
            "A instituição recusou o pedido: A cobrança não respeita o schema: O valor é zero; "
            "A chave é de outro (resposta 400)."
        )
        assert told.problem.correlation_id == "abc"
        assert [row.field_name for row in told.violations] == ["cob.valor.original", "cob.chave"]
        assert "0.00" not in repr(told.problem)

    @pytest.mark.parametrize(
        "body",
        [b"", b"<html>Erro</html>", b"[1]", b'"x"', b"{}", b"[" * 50_000, b'{"violacoes": 3}'],
    )
    def test_without_a_problem_have_the_status_for_a_code(
        self, api: PixApi, world: World, body: bytes
    ) -> None:
        world.instead = [Instead(400, body)]
        with pytest.raises(InvalidRequest) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.code == "http_400"
        assert refused.value.message == "A instituição recusou o pedido (resposta 400)."

    def test_are_cut_and_made_one_line(self, api: PixApi, world: World) -> None:
        world.instead = [
            problem(400, detail="linha\n\x1b[31m" + "x" * 5000, violacoes=[{}, 3] * 99)
        ]
        with pytest.raises(InvalidRequest) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.message.isprintable()
        assert len(refused.value.message) < 500

    @pytest.mark.parametrize("kind", ["um cpf 10020030754", "x" * 61, "1", "a/é", 7])
    def test_have_a_code_only_where_it_is_one(self, api: PixApi, world: World, kind: Any) -> None:
        world.instead = [problem(400, type=kind)]
        with pytest.raises(InvalidRequest) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.code == "http_400"

    def test_by_scope_name_the_contract(self, connect: Connect, world: World) -> None:
        world.granted = {"pix.read"}
        api = connect()
        with pytest.raises(AccessDenied) as refused:
            api.cob.put(txid=TXID, charge=IMMEDIATE)
        assert refused.value.code == "AcessoNegado"
        assert "escopos" in refused.value.message


class TestWaiting:
    def test_as_long_as_the_institution_asks(self, api: PixApi, world: World, clock: Clock) -> None:
        wait = {"Retry-After": "7"}
        world.instead = [replace(problem(429), headers=wait), replace(problem(503), headers=wait)]
        with pytest.raises(NotFound):
            api.cob.get(txid=TXID)
        assert clock.waited == [7, 7]

    def test_until_a_date(self, api: PixApi, world: World, clock: Clock) -> None:
        until = {"Retry-After": "Mon, 02 Mar 2026 12:00:09 GMT"}
        world.instead = [replace(problem(503), headers=until)]
        with pytest.raises(NotFound):
            api.cob.get(txid=TXID)
        assert clock.waited == [9]

    @pytest.mark.parametrize(
        "told", ["", "depois", "-3", "9" * 40, "Mon, 99 Mar 2026 12:00:09 GMT"]
    )
    def test_by_its_own_measure_where_none_can_be_read(
        self, api: PixApi, world: World, clock: Clock, told: str
    ) -> None:
        world.instead = [replace(problem(503), headers={"Retry-After": told})]
        with pytest.raises(NotFound):
            api.cob.get(txid=TXID)
        assert clock.waited == [0.5]

    @pytest.mark.parametrize(("status", "error"), [(429, TooManyRequests), (503, Unavailable)])
    def test_not_for_too_long(
        self, api: PixApi, world: World, clock: Clock, status: int, error: type[Refused]
    ) -> None:
        world.instead = [replace(problem(status), headers={"Retry-After": "3600"})]
        with pytest.raises(error) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.retry_after_seconds == 3600
        assert not refused.value.permanent
        assert clock.waited == []

    @pytest.mark.parametrize(("status", "error"), [(429, TooManyRequests), (503, Unavailable)])
    def test_not_for_ever(
        self, api: PixApi, world: World, clock: Clock, status: int, error: type[Refused]
    ) -> None:
        world.instead = [problem(status)] * 9
        with pytest.raises(error):
            api.cob.get(txid=TXID)
        assert len(world.asked) == 3
        assert clock.waited == [0.5, 1.0]

    def test_a_request_that_must_not_repeat_waits_only_where_it_was_turned_away(
        self, api: PixApi, world: World, clock: Clock
    ) -> None:
        world.instead = [problem(429)]
        api.cob.post(charge=IMMEDIATE)
        assert world.asked == ["POST /api/cob"] * 2
        world.instead = [problem(503)]
        with pytest.raises(Unavailable):
            api.cob.post(charge=IMMEDIATE)
        assert len(world.bank.charges["cob"]) == 1
        assert clock.waited == [0.5]
