"""The token: bought once, kept until shortly before its end, replaced when it is not taken."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import NOW, Clock, Connect
from tests.adapters.pix_api.problems import problem
from tests.adapters.pix_api.server import SECRET, Instead, World
from tests.adapters.pix_api.test_operations import FROM, IMMEDIATE, TO, TXID

from acerto.adapters.payments.pix_api import Credentials, PixApi, cob
from acerto.adapters.payments.pix_api.errors import (
    Misconfigured,
    Unauthenticated,
    Unavailable,
    UnreadableAnswer,
)


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
