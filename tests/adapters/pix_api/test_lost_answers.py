"""Answers that get lost: nothing is done twice, nothing is guessed."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import Clock, Connect
from tests.adapters.pix_api.problems import problem
from tests.adapters.pix_api.server import Instead, World
from tests.adapters.pix_api.test_operations import E2E, IMMEDIATE, KEY, TXID

from acerto.adapters.payments.pix_api import Patience, PixApi, cob, pix
from acerto.adapters.payments.pix_api.errors import (
    Conflict,
    NotFound,
    ResultUnknown,
    Unavailable,
    Unreachable,
)
from acerto.adapters.payments.pix_api.institutions import Endpoint
from acerto.adapters.payments.pix_api.location import ChargeType
from acerto.ports.payment import PaymentUnknown

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

    def test_an_unlinked_location_is_free(self, hasty: PixApi, world: World) -> None:
        made = hasty.locations.post(charge_type=ChargeType.DUE)
        world.instead = [Instead(trick="done then reset"), problem(404)]
        assert hasty.locations.unlink(location_id=made.location_id) == made
        world.instead = [problem(404)]
        with pytest.raises(NotFound):
            hasty.locations.unlink(location_id=made.location_id)

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
