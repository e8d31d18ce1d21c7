"""The platform's port: charges, payments and refunds in its own words, whatever the way did."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.adapters.pix_api.conftest import Connect
from tests.adapters.pix_api.problems import problem
from tests.adapters.pix_api.server import Instead, World
from tests.adapters.pix_api.test_operations import E2E, FROM, KEY, TO, TXID

from acerto.adapters.payments.pix_api import PixApi, PixApiPayments
from acerto.formats.cobv import amount_on
from acerto.ports.payment import (
    DueCharge,
    ImmediateCharge,
    InstantPayments,
    Payer,
    PaymentRefused,
    PaymentUnknown,
)

PAYER = Payer("Pessoa de Exemplo", "10020030754")
NOW_CHARGE = ImmediateCharge(txid=TXID, key=KEY, amount_cents=12345, payer=PAYER, prompt="Março")
LATER = DueCharge(
    txid=TXID,
    key=KEY,
    amount_cents=10000,
    due_on=date(2026, 3, 10),
    payer=Payer("Empresa de Exemplo", "70080031000119"),
    fine_rate=Decimal("0.02"),
    interest_month_rate=Decimal("0.01"),
    discount_rate=Decimal("0.05"),
    discount_until_on=date(2026, 3, 5),
)


@pytest.fixture
def port(api: PixApi) -> InstantPayments:
    return PixApiPayments(api)


class TestCharges:
    @pytest.mark.parametrize("charge", [NOW_CHARGE, LATER], ids=["immediate", "due"])
    def test_live_from_open_to_paid(
        self, port: InstantPayments, world: World, charge: ImmediateCharge | DueCharge
    ) -> None:
        opened = port.open_charge(charge=charge)
        assert (opened.status, opened.amount_cents) == ("open", charge.amount_cents)
        assert opened.copy_paste
        assert port.open_charge(charge=charge) == opened
        world.bank.receive(
            end_to_end_id=E2E,
            amount="95.00",
            txid=TXID,
            componentesValor={"original": {"valor": "100.00"}, "desconto": {"valor": "5.00"}},
        )
        paid = port.charge(txid=TXID, kind=opened.kind)
        assert paid.status == "paid"
        (payment,) = paid.payments
        assert (payment.amount_cents, payment.discount_cents, payment.fine_cents) == (
            9500,
            500,
            None,
        )

    @pytest.mark.parametrize("charge", [NOW_CHARGE, LATER], ids=["immediate", "due"])
    def test_are_removed(self, port: InstantPayments, charge: ImmediateCharge | DueCharge) -> None:
        kind = port.open_charge(charge=charge).kind
        assert port.remove_charge(txid=TXID, kind=kind).status == "removed"
        with pytest.raises(PaymentRefused):
            port.remove_charge(txid=TXID, kind=kind)

    def test_are_registered_as_they_will_be_worth(self, port: PixApiPayments, api: PixApi) -> None:
        port.open_charge(charge=LATER)
        rule = api.cobv.get(txid=TXID).rule()
        assert amount_on(charge=rule, pay_on=date(2026, 3, 5)).final_cents == 9500
        assert amount_on(charge=rule, pay_on=date(2026, 3, 20)).final_cents == 10000 + 200 + 33

    def test_of_an_unknown_state_are_other(self, port: InstantPayments, world: World) -> None:
        port.open_charge(charge=NOW_CHARGE)
        row = world.bank.charges["cob"][TXID] | {"status": "CONGELADA"}
        world.instead = [Instead(200, json.dumps(row).encode())]
        assert port.charge(txid=TXID, kind="immediate").status == "other"

    @pytest.mark.parametrize(
        "given",
        [
            {"amount_cents": 0},
            {"fine_rate": Decimal("0.02222")},
            {"payer": Payer("Sem documento", "123")},
            {"payer": Payer("", "10020030754")},
            {"key": ""},
            {"prompt": "x" * 141},
        ],
    )
    def test_that_cannot_be_are_refused_unsent(
        self, port: InstantPayments, world: World, given: dict[str, Any]
    ) -> None:
        with pytest.raises(PaymentRefused) as refused:
            port.open_charge(charge=replace(LATER, **given))
        assert refused.value.permanent
        assert world.asked == []

    def test_of_nothing_are_refused_unsent(self, port: InstantPayments, world: World) -> None:
        with pytest.raises(PaymentRefused):
            port.open_charge(charge=replace(NOW_CHARGE, amount_cents=0))
        assert world.asked == []


class TestATxidThatCountsOnce:
    """Some institutions refuse the same PUT twice, even when the first answer was lost."""

    LOST = (Instead(trick="done then reset"), problem(409))

    def test_the_charge_made_before_is_the_answer(
        self, port: InstantPayments, world: World
    ) -> None:
        world.instead = list(self.LOST)
        assert port.open_charge(charge=NOW_CHARGE).amount_cents == 12345
        assert [line.split()[0] for line in world.asked] == ["PUT", "PUT", "GET"]

    def test_another_charge_under_it_is_not(self, port: InstantPayments, world: World) -> None:
        port.open_charge(charge=replace(NOW_CHARGE, amount_cents=500))
        world.instead = [Instead(trick="reset"), problem(409)]
        with pytest.raises(PaymentRefused):
            port.open_charge(charge=NOW_CHARGE)

    def test_without_a_lost_answer_a_refusal_is_one(
        self, port: InstantPayments, world: World
    ) -> None:
        port.open_charge(charge=NOW_CHARGE)
        world.instead = [problem(409)]
        with pytest.raises(PaymentRefused):
            port.open_charge(charge=NOW_CHARGE)


class TestMoney:
    def test_comes_in_page_after_page(self, port: InstantPayments, world: World) -> None:
        for number in range(3):
            world.bank.receive(end_to_end_id=f"E{number:031d}", amount="1.00")
        found = port.payments(from_at=FROM, to_at=TO)
        assert isinstance(found, Iterator)
        assert [row.payment_id for row in found] == [f"E{number:031d}" for number in range(3)]

    def test_goes_back_once(self, port: InstantPayments, world: World) -> None:
        world.bank.receive(end_to_end_id=E2E, amount="10.00")
        sent = port.refund(payment_id=E2E, refund_id="d1", amount_cents=400)
        assert (sent.status, sent.amount_cents) == ("pending", 400)
        world.bank.received[E2E]["devolucoes"][0] |= {
            "status": "DEVOLVIDO",
            "horario": {"liquidacao": "2026-03-06T10:00:00Z"},
        }
        done = port.refund_state(payment_id=E2E, refund_id="d1")
        assert done.status == "done"
        assert done.settled_at.hour == 10
        assert port.payment(payment_id=E2E).refunds == (done,)

    def test_that_nobody_knows_of_is_said_so(self, connect: Connect, world: World) -> None:
        port = PixApiPayments(connect())
        world.bank.receive(end_to_end_id=E2E, amount="10.00")
        world.instead = [Instead(trick="done then reset"), *[problem(503)] * 3]
        with pytest.raises(PaymentUnknown):
            port.refund(payment_id=E2E, refund_id="d1", amount_cents=400)

    def test_is_watched(self, port: InstantPayments, world: World) -> None:
        port.watch(key=KEY, url="https://recebe.example.com")
        assert world.bank.webhooks == {KEY: "https://recebe.example.com"}
        assert port.name == "Pix, Exemplo"
