"""The written rule: what the allocation leaves open is what the record says is late."""

from datetime import date, timedelta

import pytest

from acerto.core.calendar import next_bank_day
from acerto.sample.holders import HOLDERS, Holder, holders
from acerto.sample.replay import months_past_due, replay
from acerto.sample.schedule import schedule
from acerto.sample.titles import account, amount_due_reais, frontier

ON = date(2026, 11, 20)
EVERY = 8
"""One holder in so many is tried here; docs/start/sample.md has the figure over all."""


@pytest.fixture(scope="module")
def some() -> list[Holder]:
    return [holder for holder in holders() if holder.holder_id % EVERY == 0]


def a_holder(**changes) -> Holder:
    return Holder(
        **{
            "holder_id": 5,
            "limit_reais": 50_000,
            "delays": (0, 0, 0, 0, 0, 0),
            "bills": (30_000,) * 6,
            "payments": (2_000,) * 6,
        }
        | changes
    )


def late_months(holder: Holder, *, on: date = ON) -> int:
    whole = account(holder=holder, on=on)
    return months_past_due(statements=whole.statements, payments=whole.payments, on=on)


class TestHolders:
    def test_are_all_there(self):
        assert sum(1 for _ in holders()) == HOLDERS

    def test_keep_the_first_row_of_the_original(self):
        assert next(holders()) == Holder(
            holder_id=1,
            limit_reais=20_000,
            delays=(2, 2, -1, -1, -2, -2),
            bills=(3_913, 3_102, 689, 0, 0, 0),
            payments=(0, 689, 0, 0, 0, 0),
        )


class TestAccount:
    @pytest.mark.parametrize("on", [ON, date(2026, 3, 9), date(2024, 2, 29)])
    def test_agrees_with_the_recorded_months_past_due(self, some, on):
        agree = sum(late_months(holder, on=on) == holder.months_past_due for holder in some)
        assert agree / len(some) >= 0.975

    def test_disagrees_only_where_no_bill_was_ever_recorded(self, some):
        wrong = [holder for holder in some if late_months(holder) != holder.months_past_due]
        assert all(max(holder.bills) <= 0 and holder.delays[0] == 1 for holder in wrong)

    def test_agrees_with_three_months_of_history_too(self, some):
        def agrees(holder: Holder) -> bool:
            short = account(holder=holder, on=ON, history_months=3)
            late = months_past_due(statements=short.statements, payments=short.payments, on=ON)
            return late == holder.months_past_due

        assert sum(map(agrees, some)) / len(some) >= 0.975

    def test_takes_what_was_paid_in_time_for_what_was_due(self):
        whole = account(holder=a_holder(), on=ON)
        assert [s.cents for s in whole.statements if s.months_back] == [200_000] * 6

    def test_leaves_open_what_nobody_paid(self):
        holder = a_holder(delays=(2, 1, 0, 0, 0, 0), payments=(0, 0, 2_000, 2_000, 2_000, 2_000))
        whole = account(holder=holder, on=ON)
        still_open, _ = replay(statements=whole.statements, payments=whole.payments)
        assert sorted(-t.title_id for t in still_open) == [0, 1, 2]
        assert all(t.principal_cents == 150_000 for t in still_open)

    def test_counts_the_charges_of_what_was_paid_late(self):
        holder = a_holder(delays=(0, 1, 1, 1, 1, 1))
        whole = account(holder=holder, on=ON)
        paid_cents = sum(payment.cents for payment in whole.payments)
        due_cents = sum(s.cents for s in whole.statements if s.months_back)
        assert 1.005 < paid_cents / due_cents < 1.04
        assert late_months(holder) == 0

    def test_pays_in_order_and_before_the_day(self, some):
        for holder in some:
            days = [payment.paid_on for payment in account(holder=holder, on=ON).payments]
            assert days == sorted(days)
            assert all(day < ON for day in days)

    def test_has_each_statement_once_and_worth_something(self, some):
        for holder in some:
            statements = account(holder=holder, on=ON).statements
            assert len({s.period for s in statements}) == len(statements)
            assert all(s.cents > 0 for s in statements)


class TestFrontier:
    def test_believes_the_newest_record(self):
        assert frontier(delays=(2, 0, 0)) == (2, 2, 2)

    def test_is_the_last_statement_paid_for_who_is_in_order(self):
        assert frontier(delays=(0, -1, -2)) == (0, 1, 2)

    def test_moves_on_when_a_month_is_paid(self):
        assert frontier(delays=(1, 1, 1)) == (1, 2, 3)


class TestAmountDue:
    @pytest.mark.parametrize(
        ("bill_reais", "due_reais"),
        [(-10, 0), (0, 0), (400, 400), (1_000, 1_000), (9_000, 1_000), (60_000, 3_000)],
    )
    def test_is_a_twentieth_at_least_a_thousand_at_most_the_bill(self, bill_reais, due_reais):
        assert amount_due_reais(bill_reais=bill_reais) == due_reais


class TestSchedule:
    def test_puts_the_last_due_date_just_before_the_day_all_year_round(self):
        for days in range(366):
            on = date(2026, 1, 1) + timedelta(days=days)
            for holder_id in range(5):
                due_on = schedule(holder_id=holder_id, on=on).last_due_on
                assert next_bank_day(due_on) < on
                assert (on - due_on).days < 10

    def test_brings_the_next_statement_into_the_coming_week(self):
        due = [schedule(holder_id=number, on=ON).due_on(months_back=0) for number in range(50)]
        assert {(day - ON).days for day in due} == set(range(1, 8))
