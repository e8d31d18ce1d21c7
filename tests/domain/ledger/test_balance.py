"""After any sequence of payments and reversals the balance is the sum of the transfers."""

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.factory import World

from acerto.domain.ledger.models import TitleBalance, Transfer
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import record_payment, reverse_payment
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
FIRST_DUE = date(2026, 1, 5)
NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


class Undo(Exception):
    """Rolls the world of one example back."""


class LedgerMachine(RuleBasedStateMachine):
    """One case, a few titles, money in and out in any order."""

    @initialize()
    def begin(self):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.world = World.new()
        self.scope = scope(self.world.tenant_id)
        self.scope.__enter__()
        self.case_id = self.world.case(self.world.party())

    @rule(cents=st.integers(1, 500_000), days=st.integers(0, 300))
    def add_title(self, cents, days):
        self.world.title(self.case_id, due_on=FIRST_DUE + timedelta(days=days), cents=cents)

    @rule(cents=st.integers(1, 700_000), days=st.integers(0, 300))
    def pay(self, cents, days):
        record_payment(
            case_id=self.case_id,
            creditor_id=self.world.creditor_id,
            amount_cents=cents,
            paid_on=FIRST_DUE + timedelta(days=days),
            now=NOW,
        )

    @rule(pick=st.integers(0, 1000), days=st.integers(0, 300))
    def reverse(self, pick, days):
        booked = list(Payment.objects.filter(state="booked").order_by("pk"))
        if booked:
            payment = booked[pick % len(booked)]
            on = max(payment.paid_on, FIRST_DUE + timedelta(days=days))
            reverse_payment(payment_id=payment.pk, on=on, now=NOW)

    @invariant()
    def balance_is_the_sum(self):
        if hasattr(self, "world"):
            assert unequal_titles() == []

    @invariant()
    def money_in_is_money_somewhere(self):
        if not hasattr(self, "world"):
            return
        received = sum(p.amount_cents for p in Payment.objects.filter(state="booked"))
        cash = sum(
            t.cents * ((t.debit == "cash") - (t.credit == "cash")) for t in Transfer.objects.all()
        )
        assert cash == received

    @invariant()
    def a_title_is_open_when_it_owes(self):
        if not hasattr(self, "world"):
            return
        for balance in TitleBalance.objects.select_related("title"):
            owes = (
                balance.principal_cents
                + balance.interest_cents
                + balance.fine_cents
                + balance.correction_cents
            )
            assert (balance.title.state == Title.State.OPEN) == (owes > 0)

    def teardown(self):
        if hasattr(self, "outer"):
            undo = Undo()
            self.scope.__exit__(Undo, undo, None)
            self.outer.__exit__(Undo, undo, None)


def test_balance_equals_the_sum_after_any_sequence():
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=40,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class TestAppendOnly:
    @pytest.mark.parametrize(
        "sql", ["UPDATE ledger_transfer SET cents = cents + 1", "DELETE FROM ledger_transfer"]
    )
    def test_the_database_refuses_to_change_a_transfer(self, sql):
        world = World.new()
        with scope(world.tenant_id):
            world.title(world.case(world.party()), due_on=FIRST_DUE)
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(sql)
