"""The debt does not depend on the order in which payments become known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factory import World

from acerto.domain.ledger.models import Account, TitleBalance, Transfer
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.payments.models import Payment
from acerto.domain.payments.services import (
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
DUE = date(2026, 10, 14)
LATER = date(2026, 11, 16)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DUES = (date(2026, 8, 10), date(2026, 9, 10), DUE)


@pytest.fixture
def world():
    world = World.new()
    with scope(world.tenant_id):
        yield world


@pytest.fixture
def case_id(world):
    return world.case(world.party())


def pay(world, case_id, cents, on, *, now=NOW, **more) -> int:
    booked = record_payment(
        case_id=case_id,
        creditor_id=world.creditor_id,
        amount_cents=cents,
        paid_on=on,
        now=now,
        **more,
    )
    return booked.payment_ids[0]


def owed(case_id) -> int:
    return case_debt(case_id=case_id, on=TODAY).total_cents


class TestAPaymentKnownLate:
    def test_is_spent_before_one_made_after_it(self, world):
        told, typed = world.case(world.party()), world.case(world.party(cpf="52998224725"))
        for case_id in (told, typed):
            world.title(case_id, due_on=DUE, cents=25_000_00)
        pay(world, told, 14_311_37, DUE)
        pay(world, told, 11_000_00, LATER)
        pay(world, typed, 11_000_00, LATER)
        pay(world, typed, 14_311_37, DUE)
        assert owed(typed) == owed(told)
        assert unequal_titles() == []

    def test_charges_no_fine_that_did_not_exist_on_its_day(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=1000_00)
        pay(world, case_id, 100_00, LATER)
        pay(world, case_id, 1000_00, DUE)
        assert owed(case_id) == 0
        assert Payment.objects.get(paid_on=LATER).credit_cents == 100_00
        assert Payment.objects.get(paid_on=DUE).credit_cents == 0

    def test_leaves_the_past_days_as_they_were_reported(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=1000_00)
        pay(world, case_id, 100_00, LATER)
        before = list(Transfer.objects.order_by("pk").values())
        pay(world, case_id, 500_00, DUE)
        after = list(Transfer.objects.order_by("pk").values())
        assert after[: len(before)] == before
        assert {row["effective_on"] for row in after[len(before) :]} == {TODAY}

    def test_takes_effect_on_its_day_where_nothing_was_made_after_it(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=1000_00)
        pay(world, case_id, 500_00, LATER)
        booked = Transfer.objects.filter(payment__isnull=False)
        assert set(booked.values_list("effective_on", flat=True)) == {LATER}

    def test_touches_no_other_case(self, world, case_id):
        other = world.case(world.party(cpf="52998224725"))
        for each in (case_id, other):
            world.title(each, due_on=DUE, cents=1000_00)
            pay(world, each, 100_00, LATER)
        pay(world, case_id, 500_00, DUE)
        assert not Transfer.objects.filter(case_id=other, reverses__isnull=False).exists()

    def test_does_not_open_an_episode_that_stays_cured(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        open_episodes(on=date(2026, 10, 20))
        pay(world, case_id, 60_00, LATER)
        pay(world, case_id, 1_00, DUE)
        assert Episode.objects.get().closed_on == LATER

    def test_heeds_the_title_that_the_later_one_named(self, world, case_id):
        world.title(case_id, due_on=DUE, cents=50_00)
        named = world.title(case_id, due_on=date(2026, 12, 1), cents=50_00)
        pay(world, case_id, 50_00, LATER, title_id=named)
        pay(world, case_id, 10_00, DUE)
        assert Title.objects.get(pk=named).state == Title.State.SETTLED

    def test_leaves_a_withdrawn_title_what_it_took(self, world, case_id):
        title_id = world.title(case_id, due_on=DUE, cents=50_00)
        pay(world, case_id, 70_00, LATER)
        Title.objects.filter(pk=title_id).update(state=Title.State.WITHDRAWN)
        balance = TitleBalance.objects.values().get()
        pay(world, case_id, 10_00, DUE)
        assert TitleBalance.objects.values().get() == balance
        assert credit() == 80_00 - 51_55  # with the fine, 2 %, and 33 days of interest


def credit() -> int:
    """What the ledger owes to debtors, in centavos."""
    given = Transfer.objects.filter(credit=Account.CREDIT).aggregate(n=Sum("cents"))["n"] or 0
    taken = Transfer.objects.filter(debit=Account.CREDIT).aggregate(n=Sum("cents"))["n"] or 0
    return given - taken


PAYMENTS = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=130),  # days after the first of July
        st.integers(min_value=1, max_value=400_00),
        st.booleans(),  # to be reversed
    ),
    min_size=1,
    max_size=5,
)


class TestOrder:
    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(payments=PAYMENTS, data=st.data())
    def test_of_booking_and_reversing_does_not_matter(self, world, payments, data):
        shuffled = data.draw(st.permutations(payments))
        together = data.draw(st.booleans())
        assert end(world, shuffled, together=together) == end(world, sorted(payments))


def end(world, payments, *, together=False) -> tuple:
    """Balances, credit and states after payments that become known in this order; all undone."""
    with transaction.atomic():
        case_id = world.case(world.party(cpf=""))
        titles = [world.title(case_id, due_on=due, cents=300_00) for due in DUES]
        made = _at_once(world, case_id, payments) if together else _each(world, case_id, payments)
        for payment_id, (_days, _cents, taken_back) in zip(made, payments, strict=True):
            if taken_back and Payment.objects.get(pk=payment_id).state == Payment.State.BOOKED:
                reverse_payment(payment_id=payment_id, on=TODAY, now=NOW)
        found = _end(titles)
        assert unequal_titles() == []
        transaction.set_rollback(True)
    return found


def _each(world, case_id, payments) -> list[int]:
    """Recorded one by one; what is taken back is so at once, before the next becomes known."""
    made = []
    for days, cents, taken_back in payments:
        made.append(pay(world, case_id, cents, date(2026, 7, 1) + timedelta(days=days)))
        if taken_back:
            reverse_payment(payment_id=made[-1], on=TODAY, now=NOW)
    return made


def _at_once(world, case_id, payments) -> list[int]:
    rows = [
        PaymentRow(
            case_id=case_id,
            creditor_id=world.creditor_id,
            amount_cents=cents,
            paid_on=date(2026, 7, 1) + timedelta(days=days),
            ordinal=place,
        )
        for place, (days, cents, _taken_back) in enumerate(payments, start=1)
    ]
    return record_many(rows=rows, now=NOW).payment_ids


def _end(titles: list[int]) -> tuple:
    names = ("principal_cents", "interest_cents", "fine_cents", "correction_cents")
    names += ("accrued_since", "fine_charged")
    balances = TitleBalance.objects.filter(pk__in=titles).order_by("pk").values_list(*names)
    states = Title.objects.filter(pk__in=titles).order_by("pk").values_list("state", flat=True)
    kept = Payment.objects.filter(state=Payment.State.BOOKED).aggregate(n=Sum("credit_cents"))["n"]
    assert (kept or 0) == credit()
    return list(balances), list(states), credit()
