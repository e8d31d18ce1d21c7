"""How it ends badly: tokens, refusals, waits, lost answers. Nothing is done twice, nothing is guessed."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import NOW, Clock, Connect
from tests.adapters.pix_api.server import SECRET, Instead, World
from tests.adapters.pix_api.test_operations import E2E, FROM, IMMEDIATE, KEY, TO, TXID, due_charge

from acerto.adapters.payments.pix_api import Credentials, Patience, PixApi, cob, pix
from acerto.adapters.payments.pix_api.errors import (
    AccessDenied,
    Conflict,
    InvalidRequest,
    Misconfigured,
    NotFound,
    Refused,
    ResultUnknown,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from acerto.adapters.payments.pix_api.institutions import Endpoint
from acerto.ports.payment import PaymentRefused, PaymentUnknown

PROBLEM = {
    "type": "https://pix.bcb.gov.br/api/v2/error/CobOperacaoInvalida",
    "title": "Cobrança inválida.",
    "status": 400,
    "detail": "A cobrança não respeita o schema.",
    "correlationId": "abc",
    "violacoes": [
        {"razao": "O valor é zero.", "propriedade": "cob.valor.original", "valor": "0.00"},
        {"razao": "A chave é de outro.", "propriedade": "cob.chave"},
    ],
}


def problem(status: int, **told: Any) -> Instead:
    body = json.dumps(PROBLEM | {"status": status} | told).encode()
    return Instead(status, body, {"Content-Type": "application/problem+json"})


class TestToken:
    def test_is_bought_once_and_used_until_shortly_before_its_end(
        self, api: PixApi, world: World, clock: Clock
    ) -> None:
        api.check()
        clock.now = NOW + timedelta(seconds=3539)
        list(api.cob.list(from_at=FROM, to_at=TO))
        assert world.sold == 1
        clock.now = NOW + timedelta(seconds=3540)
        list(api.cob.list(from_at=FROM, to_at=TO))
        assert world.sold == 2

    def test_of_a_short_life_keeps_a_tenth_of_it(
        self, api: PixApi, world: World, clock: Clock
    ) -> None:
        world.life_seconds = 300
        api.check()
        clock.now = NOW + timedelta(seconds=269)
        api.check()
        assert world.sold == 1
        clock.now = NOW + timedelta(seconds=270)
        api.check()
        assert world.sold == 2

    @pytest.mark.parametrize("life", [None, "logo", -5, 0])
    def test_without_a_life_is_not_kept_long(
        self, api: PixApi, world: World, clock: Clock, life: Any
    ) -> None:
        world.life_seconds = life
        api.check()
        clock.now = NOW + timedelta(seconds=60)
        api.check()
        assert world.sold == 2

    def test_not_taken_any_more_is_replaced_once(self, api: PixApi, world: World) -> None:
        api.check()
        world.tokens.clear()
        made = api.cob.post(charge=IMMEDIATE)
        assert made.status == cob.ChargeStatus.ACTIVE
        assert world.sold == 2
        assert world.asked == ["POST /api/cob"] * 2
        assert len(world.bank.charges["cob"]) == 1

    def test_not_taken_twice_is_a_refusal(self, api: PixApi, world: World) -> None:
        world.instead = [problem(401), problem(401)]
        with pytest.raises(Unauthenticated) as refused:
            api.cob.get(txid=TXID)
        assert refused.value.permanent
        assert world.sold == 2
        assert len(world.asked) == 2

    def test_is_refused_for_wrong_credentials(
        self, connect: Connect, credentials: Credentials
    ) -> None:
        api = connect(given=replace(credentials, client_secret="errado"))
        with pytest.raises(Unauthenticated) as refused:
            api.check()
        assert refused.value.code == "invalid_client"
        assert "errado" not in str(refused.value)

    @pytest.mark.parametrize("auth", ["basic", "body", "certificate"])
    def test_is_asked_for_in_each_style(
        self, connect: Connect, credentials: Credentials, world: World, auth: str
    ) -> None:
        secret = "" if auth == "certificate" else SECRET
        connect(given=replace(credentials, client_secret=secret), auth=auth).check()
        assert world.sold == 1

    def test_needs_a_secret_where_there_is_one(
        self, connect: Connect, credentials: Credentials, world: World
    ) -> None:
        with pytest.raises(Misconfigured):
            connect(given=replace(credentials, client_secret="")).check()
        assert world.peers == []

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"[]", b"{}", b'{"access_token": 5}', b'{"access_token": "a\\nb"}']
    )
    def test_that_is_none_is_not_used(self, api: PixApi, world: World, body: bytes) -> None:
        world.token_instead = [Instead(200, body)]
        with pytest.raises(UnreadableAnswer):
            api.check()

    def test_is_tried_again_while_the_institution_is_away(
        self, api: PixApi, world: World, clock: Clock
    ) -> None:
        world.token_instead = [problem(503), Instead(trick="reset")]
        api.check()
        assert world.sold == 1
        assert clock.waited == [0.5, 1.0]

    @pytest.mark.parametrize("turn", [problem(503), Instead(trick="reset"), Instead(500, b"")])
    def test_is_not_tried_for_ever(self, api: PixApi, world: World, turn: Instead) -> None:
        world.token_instead = [turn] * 9
        with pytest.raises(Unavailable) as refused:
            api.check()
        assert not refused.value.permanent
        assert len(world.token_instead) == 6

    def test_is_bought_once_for_many_threads(self, api: PixApi, world: World) -> None:
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(list, api.cob.list(from_at=FROM, to_at=TO)) for _ in range(24)]
            assert [row.result() for row in asked] == [[]] * 24
        assert world.sold == 1


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


LOSSES = [
    Instead(trick="reset"),
    Instead(trick="stall"),
    Instead(trick="half"),
    Instead(trick="drip"),
]


class TestLostAnswers:
    @pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.trick)
    def test_of_a_question_are_asked_for_again(
        self, hasty: PixApi, world: World, clock: Clock, loss: Instead
    ) -> None:
        world.bank.receive(end_to_end_id=E2E, amount="1.00")
        world.instead = [loss]
        assert hasty.pix.get(end_to_end_id=E2E).amount_cents == 100
        assert len(world.asked) == 2
        assert clock.waited == [0.5]

    @pytest.mark.parametrize("trick", ["reset", "half"])
    def test_of_a_question_end_as_unavailable(
        self, hasty: PixApi, world: World, trick: Any
    ) -> None:
        world.instead = [Instead(trick=trick)] * 9
        with pytest.raises(Unavailable) as refused:
            hasty.pix.get(end_to_end_id=E2E)
        assert refused.value.code == "connection_lost"
        assert len(world.asked) == 3

    def test_too_late_are_a_timeout(self, connect: Connect, world: World) -> None:
        api = connect(patience=Patience(read_seconds=0.5, tries=1))
        api.check()
        world.instead = [Instead(trick="stall")]
        with pytest.raises(Unavailable) as refused:
            api.pix.get(end_to_end_id=E2E)
        assert refused.value.code == "timeout"

    @pytest.mark.parametrize("trick", ["done then reset", "done then stall", "reset"])
    def test_of_a_charge_under_our_txid_are_asked_for_again(
        self, hasty: PixApi, world: World, trick: Any
    ) -> None:
        world.instead = [Instead(trick=trick)]
        made = hasty.cob.put(txid=TXID, charge=IMMEDIATE)
        assert made.revision == 0
        assert list(world.bank.charges["cob"]) == [TXID]
        assert world.asked == [f"PUT /api/cob/{TXID}"] * 2

    @pytest.mark.parametrize(
        ("what", "act"),
        [
            ("POST", lambda api: api.cob.post(charge=IMMEDIATE)),
            ("PATCH", lambda api: api.cob.patch(txid=TXID, change=cob.CobChange(prompt="x"))),
            ("POST", lambda api: api.recurrence_locations.post()),
        ],
    )
    @pytest.mark.parametrize("loss", LOSSES[:3], ids=lambda loss: loss.trick)
    def test_of_what_must_not_repeat_are_unknown(
        self, hasty: PixApi, world: World, what: str, act: Callable[[PixApi], Any], loss: Instead
    ) -> None:
        world.instead = [loss]
        with pytest.raises(ResultUnknown) as unknown:
            act(hasty)
        assert isinstance(unknown.value, PaymentUnknown)
        assert "consulte antes de repetir" in unknown.value.message
        assert len(world.asked) == 1

    @pytest.mark.parametrize("status", [500, 502, 504])
    def test_an_error_of_the_institution_leaves_it_unknown(
        self, hasty: PixApi, world: World, status: int
    ) -> None:
        world.instead = [problem(status)]
        with pytest.raises(ResultUnknown):
            hasty.cob.post(charge=IMMEDIATE)
        assert len(world.asked) == 1

    @pytest.mark.parametrize(
        "turns",
        [
            [problem(500)] * 3,
            [problem(504), problem(503), problem(503)],
            [Instead(trick="reset"), problem(503), problem(429)],
            [Instead(trick="done then reset"), Instead(503, b"", {"Retry-After": "999"})],
            [Instead(trick="reset"), problem(401), problem(401)],
        ],
    )
    def test_followed_by_no_answer_either_leave_it_unknown(
        self, hasty: PixApi, world: World, turns: list[Instead]
    ) -> None:
        world.instead = list(turns)
        with pytest.raises(ResultUnknown):
            hasty.cob.put(txid=TXID, charge=IMMEDIATE)

    def test_followed_by_a_refusal_are_one_that_says_so(self, hasty: PixApi, world: World) -> None:
        world.instead = [Instead(trick="reset"), problem(409)]
        with pytest.raises(Conflict) as refused:
            hasty.cob.put(txid=TXID, charge=IMMEDIATE)
        assert refused.value.after_doubt

    def test_with_no_token_to_ask_again_leave_it_unknown(self, hasty: PixApi, world: World) -> None:
        brief = Instead(200, b'{"access_token": "x", "expires_in": 0}')
        world.instead = [Instead(trick="reset")]
        world.token_instead = [brief, *[problem(503)] * 9]
        with pytest.raises(ResultUnknown):
            hasty.cob.put(txid=TXID, charge=IMMEDIATE)

    def test_a_deleted_webhook_is_deleted(self, hasty: PixApi, world: World) -> None:
        hasty.webhooks.put(key=KEY, url="https://recebe.example.com")
        world.instead = [Instead(trick="done then reset")]
        hasty.webhooks.delete(key=KEY)
        assert world.bank.webhooks == {}

    def test_nothing_is_sent_where_there_is_no_connection(
        self, connect: Connect, clock: Clock
    ) -> None:
        nowhere = {"endpoints": _nowhere()}
        with pytest.raises(Unreachable) as refused:
            connect(institution=nowhere).cob.post(charge=IMMEDIATE)
        assert not refused.value.permanent
        assert clock.waited == [0.5, 1.0]


def _nowhere() -> dict[str, Any]:
    return {"production": Endpoint("https://127.0.0.1:9/api", "https://127.0.0.1:9/token")}


class TestRefundsCountOnce:
    REFUND = pix.NewRefund(amount_cents=500)

    def refund(self, hasty: PixApi) -> pix.Refund:
        return hasty.pix.refund(end_to_end_id=E2E, refund_id="d1", refund=self.REFUND)

    @pytest.fixture(autouse=True)
    def _paid(self, world: World) -> None:
        world.bank.receive(end_to_end_id=E2E, amount="10.00")

    @pytest.mark.parametrize("trick", ["done then reset", "done then stall"])
    def test_done_and_lost_is_read(self, hasty: PixApi, world: World, trick: Any) -> None:
        world.instead = [Instead(trick=trick)]
        assert self.refund(hasty).amount_cents == 500
        assert len(world.bank.received[E2E]["devolucoes"]) == 1
        assert [line.split()[0] for line in world.asked] == ["PUT", "GET"]

    def test_lost_before_it_was_done_is_sent_again(self, hasty: PixApi, world: World) -> None:
        world.instead = [Instead(trick="reset")]
        assert self.refund(hasty).amount_cents == 500
        assert len(world.bank.received[E2E]["devolucoes"]) == 1
        assert [line.split()[0] for line in world.asked] == ["PUT", "GET", "PUT"]

    def test_lost_again_is_unknown(self, hasty: PixApi, world: World) -> None:
        world.instead = [
            Instead(trick="reset", on="PUT"),
            Instead(404, b"{}", on="GET"),
            Instead(trick="done then reset", on="PUT"),
            Instead(404, b"{}", on="GET"),
        ]
        with pytest.raises(ResultUnknown):
            self.refund(hasty)
        assert len(world.bank.received[E2E]["devolucoes"]) == 1

    def test_lost_and_unreadable_is_unknown(self, hasty: PixApi, world: World) -> None:
        world.instead = [Instead(trick="done then reset"), *[problem(503)] * 9]
        with pytest.raises(ResultUnknown):
            self.refund(hasty)
        assert len(world.bank.received[E2E]["devolucoes"]) == 1

    def test_done_with_an_answer_that_cannot_be_read_is_read(
        self, hasty: PixApi, world: World
    ) -> None:
        self.refund(hasty)
        world.instead = [Instead(201, b"<html>")]
        assert self.refund(hasty).amount_cents == 500
        assert len(world.bank.received[E2E]["devolucoes"]) == 1


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
