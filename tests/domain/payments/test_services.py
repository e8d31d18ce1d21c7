"""Payments move balances, settle titles, end episodes, and can be taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factory import World

from acerto.domain.ledger.models import Account, TitleBalance, Transfer
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import (
    PaymentRefused,
    PaymentRow,
    record_many,
    record_payment,
    reverse_payment,
)
from acerto.domain.receivables.models import Episode, Title
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.receivables.services import open_episodes
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 2)  # a Monday
NOW = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def world():
    world = World.new()
    with scope(world.tenant_id):
        yield world


@pytest.fixture
def case_id(world):
    return world.case(world.party())


def pay(world, case_id, cents, on, **more):
    return record_payment(
        case_id=case_id,
        creditor_id=world.creditor_id,
        amount_cents=cents,
        paid_on=on,
        now=NOW,
        **more,
    )


class TestRecordPayment:
    def test_an_exact_payment_settles_the_title(self, world, case_id):
        title_id = world.title(case_id, due_on=DUE, cents=1200_00)
        # Golden D07: 30 days late, fine 24.00, interest 12.00.
        assert case_debt(case_id=case_id, on=date(2026, 4, 1)).total_cents == 1236_00
        pay(world, case_id, 1236_00, date(2026, 4, 1))
        assert Title.objects.get(pk=title_id).state == Title.State.SETTLED
        assert TitleBalance.objects.get(pk=title_id).settled_on == date(2026, 4, 1)
        assert case_debt(case_id=case_id, on=date(2026, 4, 1)).titles == []

    def test_a_partial_payment_pays_interest_before_principal_and_restarts_the_interest(
        self, world, case_id
    ):
        title_id = world.title(case_id, due_on=DUE, cents=1200_00)
        pay(world, case_id, 612_00, date(2026, 4, 1))
        balance = TitleBalance.objects.get(pk=title_id)
        assert (balance.interest_cents, balance.principal_cents) == (0, 600_00)
        assert (balance.fine_cents, balance.fine_charged) == (24_00, True)
        assert balance.accrued_since == date(2026, 4, 1)
        # Thirty days more: 1 % of the 600.00 that is left, the fine not again.
        assert case_debt(case_id=case_id, on=date(2026, 5, 1)).total_cents == 600_00 + 6_00 + 24_00

    def test_the_oldest_title_is_paid_first(self, world, case_id):
        newer = world.title(case_id, due_on=date(2026, 4, 6), cents=50_00)
        older = world.title(case_id, due_on=DUE, cents=50_00)
        pay(world, case_id, 50_00, DUE)
        assert Title.objects.get(pk=older).state == Title.State.SETTLED
        assert Title.objects.get(pk=newer).state == Title.State.OPEN

    def test_the_debtor_may_name_the_title(self, world, case_id):
        newer = world.title(case_id, due_on=date(2026, 4, 6), cents=50_00)
        older = world.title(case_id, due_on=DUE, cents=50_00)
        pay(world, case_id, 50_00, DUE, title_id=newer)
        assert Title.objects.get(pk=newer).state == Title.State.SETTLED
        assert Title.objects.get(pk=older).state == Title.State.OPEN

    def test_what_no_title_takes_is_kept_as_credit(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        result = pay(world, case_id, 70_00, DUE)
        assert result.credit_cents == 20_00
        assert Payment.objects.get().credit_cents == 20_00
        assert Transfer.objects.get(credit=Account.CREDIT).cents == 20_00

    def test_refuses_nothing_and_tomorrow(self, world, case_id):
        with pytest.raises(PaymentRefused):
            pay(world, case_id, 0, DUE)
        with pytest.raises(PaymentRefused):
            pay(world, case_id, 1, date(2026, 7, 2))

    def test_the_cured_episode_ends_on_the_day_of_the_payment(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        open_episodes(on=date(2026, 3, 5))
        pay(world, case_id, 60_00, date(2026, 3, 10))
        assert Episode.objects.get().closed_on == date(2026, 3, 10)


class TestWhatAPaymentPointsTo:
    @pytest.mark.parametrize("missing", ["case_id", "creditor_id", "title_id"])
    def test_has_to_exist(self, world, case_id, missing):
        row = PaymentRow(
            case_id=case_id, creditor_id=world.creditor_id, amount_cents=10_00, paid_on=DUE
        )
        with pytest.raises(IntegrityError, match="points to no row"):
            record_many(rows=[replace(row, **{missing: 2**40})], now=NOW)

    def test_stays(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        pay(world, case_id, 10_00, DUE)
        told = pytest.raises(IntegrityError, match="still stands behind ledger_transfer")
        with told, transaction.atomic():
            Payment.objects.all()._raw_delete(using="default")


class TestRecordMany:
    def test_a_known_row_is_left_alone(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        row = PaymentRow(
            case_id=case_id, creditor_id=world.creditor_id, amount_cents=10_00, paid_on=DUE
        )
        assert record_many(rows=[row], now=NOW).created == 1
        again = record_many(rows=[row], now=NOW)
        assert (again.created, again.known) == (0, 1)
        assert TitleBalance.objects.get().principal_cents == 40_00


class TestReversePayment:
    def test_brings_title_and_episode_back(self, world, case_id):
        title_id = world.title(case_id, due_on=DUE, cents=50_00)
        open_episodes(on=date(2026, 3, 5))
        paid = pay(world, case_id, 60_00, date(2026, 3, 10))
        reverse_payment(payment_id=paid.payment_ids[0], on=date(2026, 3, 12), now=NOW)
        assert Title.objects.get(pk=title_id).state == Title.State.OPEN
        assert Episode.objects.get().closed_on is None
        debt = case_debt(case_id=case_id, on=date(2026, 4, 1))
        assert debt.total_cents == 50_00 + 1_00 + 50  # fine 2 %, interest 1 % for 30 days
        assert unequal_titles() == []

    def test_later_payments_are_allocated_anew(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=100_00)
        first = pay(world, case_id, 60_00, DUE)
        pay(world, case_id, 40_00, DUE)
        reverse_payment(payment_id=first.payment_ids[0], on=date(2026, 3, 12), now=NOW)
        assert TitleBalance.objects.get().principal_cents == 60_00
        assert unequal_titles() == []

    def test_refuses_a_second_time(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        paid = pay(world, case_id, 10_00, DUE)
        reverse_payment(payment_id=paid.payment_ids[0], on=DUE, now=NOW)
        with pytest.raises(PaymentRefused):
            reverse_payment(payment_id=paid.payment_ids[0], on=DUE, now=NOW)
