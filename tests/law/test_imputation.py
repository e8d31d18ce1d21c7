"""Payments: no centavo appears or disappears."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.law.rules.charges import Terms, debt
from acerto.law.rules.imputation import Allocation, InvalidPayment, OpenTitle, allocate

DUE = date(2026, 3, 10)
cents = st.integers(0, 10**12)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
rates = st.none() | st.decimals(0, Decimal("0.2"), places=4, allow_nan=False)
terms = st.builds(
    Terms,
    party_kind=st.sampled_from(["consumer", "business"]),
    fine_rate=rates,
    interest_month_rate=rates,
    discount_rate=rates,
    discount_days=st.integers(0, 20),
    payoff_month_rate=rates,
)


@st.composite
def open_titles(draw: st.DrawFn) -> list[OpenTitle]:
    count = draw(st.integers(0, 5))
    found = []
    for title_id in range(count):
        due_on = draw(days)
        found.append(
            OpenTitle(
                title_id=title_id,
                due_on=due_on,
                effective_due_on=due_on,
                terms=draw(terms),
                principal_cents=draw(cents),
                interest_cents=draw(cents),
                fine_cents=draw(cents),
                correction_cents=draw(cents),
                accrued_since=draw(st.none() | days),
                fine_charged=draw(st.booleans()),
            )
        )
    return found


def owed_on(title: OpenTitle, on: date) -> int:
    return debt(
        terms=title.terms,
        principal_cents=title.principal_cents,
        interest_cents=title.interest_cents,
        fine_cents=title.fine_cents,
        correction_cents=title.correction_cents,
        effective_due_on=title.effective_due_on,
        accrued_since=title.accrued_since,
        fine_charged=title.fine_charged,
        on=on,
    ).total_cents


def after(title: OpenTitle, done: Allocation, on: date) -> OpenTitle:
    """The title as the ledger holds it once the allocation is booked."""
    return OpenTitle(
        title_id=title.title_id,
        due_on=title.due_on,
        effective_due_on=title.effective_due_on,
        terms=title.terms,
        principal_cents=title.principal_cents - done.to_principal_cents - done.discount_cents,
        interest_cents=title.interest_cents + done.accrued_interest_cents - done.to_interest_cents,
        fine_cents=title.fine_cents + done.charged_fine_cents - done.to_fine_cents,
        correction_cents=title.correction_cents
        + done.accrued_correction_cents
        - done.to_correction_cents,
        accrued_since=max(on, title.accrued_since or on),
        fine_charged=title.fine_charged or on > title.effective_due_on,
    )


class TestAllocate:
    @given(open_titles(), st.integers(1, 10**13), days)
    def test_conserves_money_and_leaves_nothing_negative(
        self, titles: list[OpenTitle], amount: int, on: date
    ) -> None:
        done, credit = allocate(titles=titles, amount_cents=amount, paid_on=on)
        assert sum(one.paid_cents for one in done) + credit == amount
        assert credit >= 0
        by_id = {title.title_id: title for title in titles}
        for one in done:
            left = after(by_id[one.title_id], one, on)
            assert min(
                left.principal_cents,
                left.interest_cents,
                left.fine_cents,
                left.correction_cents,
                one.discount_cents,
                one.paid_cents,
            ) >= 0  # fmt: skip

    @given(open_titles(), st.integers(1, 10**13), days)
    def test_credit_is_left_only_when_nothing_is_owed(
        self, titles: list[OpenTitle], amount: int, on: date
    ) -> None:
        done, credit = allocate(titles=titles, amount_cents=amount, paid_on=on)
        if credit:
            assert amount - credit == sum(owed_on(title, on) for title in titles)
            assert len(done) == len(titles)

    @given(open_titles(), st.integers(1, 10**13), days)
    def test_what_was_owed_falls_by_what_was_paid(
        self, titles: list[OpenTitle], amount: int, on: date
    ) -> None:
        done, _ = allocate(titles=titles, amount_cents=amount, paid_on=on)
        by_id = {title.title_id: title for title in titles}
        for one in done:
            title = by_id[one.title_id]
            left = after(title, one, on)
            fallen = owed_on(title, on) - owed_on(left, on)
            contract = on <= title.effective_due_on and title.terms.discount_rate
            if not contract:
                assert abs(fallen - one.paid_cents) <= 1
            if on > title.effective_due_on:
                assert fallen == one.paid_cents

    @given(open_titles(), st.integers(1, 10**13), days)
    def test_older_titles_are_finished_before_newer_ones_begin(
        self, titles: list[OpenTitle], amount: int, on: date
    ) -> None:
        done, _ = allocate(titles=titles, amount_cents=amount, paid_on=on)
        by_id = {title.title_id: title for title in titles}
        paid = [by_id[one.title_id] for one in done]
        assert [title.due_on for title in paid] == sorted(t.due_on for t in titles)[: len(done)]
        for title, one in list(zip(paid, done, strict=True))[:-1]:
            assert owed_on(after(title, one, on), on) == 0

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_what_is_no_payment(self, amount: int) -> None:
        with pytest.raises(InvalidPayment) as refused:
            allocate(titles=[], amount_cents=amount, paid_on=DUE)
        assert refused.value.code == "payment_not_positive"

    def test_without_titles_all_is_credit(self) -> None:
        assert allocate(titles=[], amount_cents=500, paid_on=DUE) == ([], 500)

    def test_the_same_due_date_goes_by_id(self) -> None:
        terms = Terms("consumer")
        titles = [OpenTitle(n, DUE, DUE, terms, 100) for n in (3, 1, 2)]
        done, _ = allocate(titles=titles, amount_cents=150, paid_on=DUE)
        assert [(one.title_id, one.to_principal_cents) for one in done] == [(1, 100), (2, 50)]

    def test_of_the_same_due_date_the_higher_rate_goes_first(self) -> None:
        rates = {1: None, 2: Decimal("0.005"), 3: Decimal("0.01")}
        titles = [
            OpenTitle(number, DUE, DUE, Terms("consumer", None, rate), 100)
            for number, rate in rates.items()
        ]
        done, _ = allocate(titles=titles, amount_cents=250, paid_on=DUE)
        assert [one.title_id for one in done] == [3, 2, 1]

    def test_two_payments_charge_one_fine_and_no_interest_on_interest(self) -> None:
        terms = Terms("consumer", Decimal("0.02"), Decimal("0.01"))
        title = OpenTitle(1, DUE, DUE, terms, 100_000)
        first_on, second_on = DUE + timedelta(days=30), DUE + timedelta(days=60)
        (first,), _ = allocate(titles=[title], amount_cents=51_000, paid_on=first_on)
        (second,), credit = allocate(
            titles=[after(title, first, first_on)], amount_cents=60_000, paid_on=second_on
        )
        assert (first.to_interest_cents, first.to_principal_cents, first.to_fine_cents) == (
            1_000, 50_000, 0,
        )  # fmt: skip
        assert (second.accrued_interest_cents, second.charged_fine_cents) == (500, 0)
        assert (second.to_interest_cents, second.to_principal_cents, second.to_fine_cents) == (
            500, 50_000, 2_000,
        )  # fmt: skip
        assert credit == 7_500
