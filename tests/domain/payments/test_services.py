"""Payments move balances, settle titles, end episodes, and can be taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factory import World

from acerto.domain.contact.models import PixChoice
from acerto.domain.contact.portal_pix import txid_of
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


LONG_AGO = date(2015, 3, 2)
PAID_ON = date(2026, 4, 1)


class TestAPrescribedTitle:
    @pytest.fixture
    def old(self, world, case_id):
        return world.title(case_id, due_on=LONG_AGO, cents=300_00)

    def test_gets_nothing_unasked(self, world, case_id, old):
        live = world.title(case_id, due_on=DUE, cents=1200_00)
        pay(world, case_id, 1236_00, PAID_ON)
        assert Title.objects.get(pk=live).state == Title.State.SETTLED
        assert TitleBalance.objects.get(pk=old).principal_cents == 300_00

    def test_leaves_what_finds_no_live_title_as_credit(self, world, case_id, old):
        live = world.title(case_id, due_on=DUE, cents=1200_00)
        booked = pay(world, case_id, 1300_00, PAID_ON)
        assert (booked.credit_cents, booked.spared) == (64_00, {0})
        assert not Transfer.objects.filter(title_id=old, payment__isnull=False).exists()
        assert Title.objects.get(pk=live).state == Title.State.SETTLED

    def test_is_paid_when_the_payer_names_it(self, world, case_id, old):
        world.title(case_id, due_on=DUE, cents=1200_00)
        booked = pay(world, case_id, 100_00, PAID_ON, title_id=old)
        assert Transfer.objects.filter(title_id=old, debit=Account.CASH).exists()
        assert (booked.credit_cents, booked.spared) == (0, frozenset())

    def test_is_judged_by_the_day_of_the_payment(self, world, case_id):
        ends_on = date(2026, 4, 1)
        title_id = world.title(case_id, due_on=DUE, cents=100_00)
        Title.objects.filter(pk=title_id).update(prescription_on=ends_on)
        assert pay(world, case_id, 10_00, date(2026, 3, 31)).credit_cents == 0
        assert pay(world, case_id, 10_00, ends_on).credit_cents == 10_00

    def test_stays_spared_when_payments_are_spent_anew(self, world, case_id, old):
        world.title(case_id, due_on=DUE, cents=50_00)
        pay(world, case_id, 60_00, PAID_ON)
        pay(world, case_id, 10_00, DUE)
        assert TitleBalance.objects.get(pk=old).principal_cents == 300_00
        assert unequal_titles() == []


class TestAChoice:
    def choose(self, world, case_id, *title_ids, cents=50_00):
        txid = txid_of(case_id=case_id, title_ids=title_ids, cents=cents)
        PixChoice.objects.create(
            tenant_id=world.tenant_id,
            txid=txid,
            case_id=case_id,
            title_ids=list(title_ids),
            amount_cents=cents,
            made_at=NOW,
        )
        return txid

    @pytest.mark.parametrize("told", ["memo", "provider_id"])
    def test_is_paid_first(self, world, case_id, told):
        older = world.title(case_id, due_on=DUE, cents=50_00)
        chosen = [
            world.title(case_id, due_on=date(2026, month, 6), cents=50_00) for month in (4, 5)
        ]
        txid = self.choose(world, case_id, *chosen, cents=100_00)
        said = txid if told == "provider_id" else f"Pix recebido {txid} Ana"
        pay(world, case_id, 100_00, DUE, provider="banco", **{told: said})
        states = [Title.objects.get(pk=key).state for key in (older, *chosen)]
        assert states == ["open", "settled", "settled"]

    def test_may_be_a_prescribed_title(self, world, case_id):
        old = world.title(case_id, due_on=LONG_AGO, cents=50_00)
        pay(world, case_id, 10_00, PAID_ON, memo=self.choose(world, case_id, old))
        assert Transfer.objects.filter(title_id=old, debit=Account.CASH).exists()

    def test_is_heeded_when_spent_anew(self, world, case_id):
        older = world.title(case_id, due_on=DUE, cents=50_00)
        chosen = world.title(case_id, due_on=date(2026, 4, 6), cents=50_00)
        pay(world, case_id, 50_00, PAID_ON, memo=self.choose(world, case_id, chosen))
        pay(world, case_id, 10_00, DUE)
        assert Title.objects.get(pk=chosen).state == Title.State.SETTLED
        assert Title.objects.get(pk=older).state == Title.State.OPEN

    def test_that_nobody_kept_changes_nothing(self, world, case_id):
        older = world.title(case_id, due_on=DUE, cents=50_00)
        newer = world.title(case_id, due_on=date(2026, 4, 6), cents=50_00)
        txid = txid_of(case_id=case_id, title_ids=[newer], cents=50_00)
        pay(world, case_id, 50_00, DUE, memo=txid)
        assert Title.objects.get(pk=older).state == Title.State.SETTLED
