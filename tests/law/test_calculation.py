"""A debt told by somebody: payments are spent to the centavo, in any order told, and none is lost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.domain.indices.shipped import shipped_book
from acerto.law import catalogue
from acerto.law.calculation import (
    Calculation,
    InvalidRequest,
    Payment,
    Request,
    calculate,
    prescribed_in_words,
)
from acerto.law.params import NotInForce
from acerto.law.rules.agreed import Terms

BOOK = shipped_book()
DUE = date(2024, 6, 10)
LAST = date(2026, 5, 20)
KINDS = [
    Terms("consumer", Decimal("0.02"), Decimal("0.01")),
    Terms("consumer", Decimal("0.02"), Decimal("0.01"), correction_index="ipca"),
    Terms("consumer", interest_mode="legal"),
    Terms("business", Decimal("0.1"), interest_mode="court", correction_index="ipca"),
    Terms("consumer", discount_rate=Decimal("0.05"), payoff_month_rate=Decimal("0.02")),
]
payment = st.builds(Payment, on=st.dates(date(2024, 4, 1), LAST), cents=st.integers(1, 60_000))


def work_out(terms: Terms, payments: list[Payment]) -> Calculation:
    request = Request(terms, 100_000, DUE, payments=tuple(payments))
    return calculate(request=request, on=LAST, series=BOOK)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.lists(payment, max_size=5))
def test_every_centavo_paid_is_spent_or_left_as_credit(
    terms: Terms, payments: list[Payment]
) -> None:
    found = work_out(terms, payments)
    for spent in found.spent:
        used = spent.allocation.paid_cents if spent.allocation else 0
        assert used + spent.credit_cents == spent.payment.cents
    principal = sum(
        spent.allocation.to_principal_cents + spent.allocation.discount_cents
        for spent in found.spent
        if spent.allocation
    )
    assert found.debt.principal_cents == 100_000 - principal >= 0
    assert found.debt.total_cents >= 0


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.lists(payment, min_size=2, max_size=5, unique_by=lambda p: p.on))
def test_the_order_in_which_payments_are_told_does_not_matter(
    terms: Terms, payments: list[Payment]
) -> None:
    told = work_out(terms, payments)
    assert work_out(terms, payments[::-1]) == told


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS[:4]), payment)
def test_paying_never_leaves_more_to_pay(terms: Terms, payment: Payment) -> None:
    roundings = 3  # each of correction, interest and fine is rounded once more
    paid, unpaid = work_out(terms, [payment]), work_out(terms, [])
    assert paid.debt.total_cents <= unpaid.debt.total_cents + roundings


LONG_AGO = date(2020, 3, 16)
CORRECTED = [
    Terms("consumer", None, Decimal("0.01"), correction_index="ipca"),
    Terms("consumer", Decimal("0.02"), Decimal("0.01"), correction_index="inpc"),
    Terms("consumer", interest_mode="legal"),
    Terms("consumer", interest_mode="court", correction_index="tjdft"),
    Terms("consumer", None, Decimal("0.01"), interest_mode="court_months", correction_index="ipca"),
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(CORRECTED),
    st.dates(LONG_AGO, LAST - timedelta(days=1)),
    st.integers(0, 900),
    st.integers(1, 90_000),
)
def test_paying_lowers_the_debt_by_what_was_paid_and_what_it_would_have_borne(
    terms: Terms, paid_on: date, later: int, cents: int
) -> None:
    on = min(LAST, paid_on + timedelta(days=later))
    unpaid = Request(terms, 100_000, LONG_AGO)
    paid = replace(unpaid, payments=(Payment(paid_on, cents),))
    whole, rest = (
        calculate(request=each, on=on, series=BOOK).debt.total_cents for each in (unpaid, paid)
    )
    then = calculate(request=unpaid, on=paid_on, series=BOOK).debt.total_cents
    grown = Decimal(max(whole, then)) / 100_000  # no centavo bears more than the whole debt did
    shrunk = Decimal("0.9")  # the deepest deflation of an index between two days
    roundings = 3
    assert whole - rest <= cents * grown + roundings
    assert whole - rest >= cents * shrunk - roundings


@pytest.mark.parametrize(
    "until", [None, date(2019, 12, 1), date(2022, 9, 1), date(2024, 8, 1), date(2025, 8, 1)]
)
@pytest.mark.parametrize("terms", CORRECTED)
def test_a_centavo_paid_each_quarter_changes_no_count(terms: Terms, until: date | None) -> None:
    days = [
        date(year, month, 20) for year in (2021, 2022, 2023, 2024, 2025) for month in (3, 7, 11)
    ]
    unpaid = Request(terms, 10_000_000, LONG_AGO, correct_until=until)
    paid = replace(unpaid, payments=tuple(Payment(day, 1) for day in days))
    whole, rest = (
        calculate(request=each, on=LAST, series=BOOK).debt.total_cents for each in (unpaid, paid)
    )
    assert abs(whole - rest) <= 4 * len(days)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2024, 3, 1), date(2024, 8, 20)), st.integers(0, 60_000))
def test_a_debt_by_law_never_falls_by_time_alone_at_the_change_of_2024(
    due: date, cents: int
) -> None:
    paid = (Payment(date(2024, 8, 25), cents),) if cents else ()
    request = Request(CORRECTED[2], 100_000, due, payments=paid)
    days = [date(2024, 8, 26) + timedelta(days=number) for number in range(15)]
    totals = [calculate(request=request, on=day, series=BOOK).debt.total_cents for day in days]
    assert totals == sorted(totals)


@pytest.mark.parametrize("day", [date(2024, 6, 20), date(2024, 7, 1), date(2024, 8, 12)])
def test_a_centavo_paid_in_the_months_of_the_selic_changes_no_count(day: date) -> None:
    terms = Terms("consumer", interest_mode="legal")
    paid, unpaid = work_out(terms, [Payment(day, 1)]), work_out(terms, [])
    assert abs(paid.debt.total_cents - unpaid.debt.total_cents) <= 2


@settings(max_examples=200, deadline=None)
@given(st.lists(payment, max_size=5), st.sampled_from([None, "ipca"]))
def test_charges_on_a_card_never_pass_the_debt(payments: list[Payment], index: str | None) -> None:
    terms = Terms(
        "business", Decimal("0.1"), Decimal("0.2"), correction_index=index, debt_type="card"
    )
    request = Request(terms, 100_000, date(2024, 9, 2), payments=tuple(payments))
    found = calculate(request=request, on=LAST, series=BOOK)
    booked = sum(
        spent.allocation.accrued_interest_cents
        + spent.allocation.accrued_correction_cents
        + spent.allocation.charged_fine_cents
        for spent in found.spent
        if spent.allocation
    )
    running = sum(
        line.cents for line in found.debt.lines if line.kind != "principal" and line.factor
    )
    roundings = 3 * (len(payments) + 1)
    assert booked + running <= 100_000 + roundings


class TestRequest:
    @pytest.mark.parametrize(
        ("principal", "paid", "code"),
        [(0, 1, "principal"), (-1, 1, "principal"), (1, 0, "payment")],
    )
    def test_refuses_amounts_that_are_none(self, principal: int, paid: int, code: str) -> None:
        with pytest.raises(InvalidRequest) as refused:
            Request(KINDS[0], principal, DUE, payments=(Payment(DUE, paid),))
        assert refused.value.code == code
        assert refused.value.message == refused.value.sentence


class TestRefusals:
    @pytest.mark.parametrize("due", [date(1993, 6, 10), date(1994, 6, 10), date(1994, 6, 30)])
    def test_nothing_was_owed_in_reais_before_the_real(self, due: date) -> None:
        with pytest.raises(InvalidRequest) as refused:
            Request(CORRECTED[0], 10_000, due)
        assert (refused.value.code, refused.value.field) == ("before_the_real", "due_on")
        assert "Lei 8.880/1994" in refused.value.sentence
        assert Request(CORRECTED[0], 10_000, date(1994, 7, 1))

    def test_charges_past_what_a_factor_holds_are_a_sentence(self) -> None:
        request = Request(Terms("business", None, Decimal(1)), 10_000, date(2024, 9, 2))
        with pytest.raises(NotInForce) as refused:
            calculate(request=request, on=date(2035, 1, 2), series=BOOK)
        assert refused.value.code == "factor_too_large"
        assert "100 vezes" in refused.value.message

    @pytest.mark.parametrize("until", [date(2026, 5, 1), date(2027, 1, 1)])
    def test_no_month_is_corrected_that_was_not_over(self, until: date) -> None:
        request = Request(CORRECTED[0], 10_000, LONG_AGO, correct_until=until)
        with pytest.raises(InvalidRequest) as refused:
            calculate(request=request, on=LAST, series=BOOK)
        assert refused.value.field == "correct_until"


class TestNotices:
    def test_a_month_that_may_not_have_been_out_then_is_told(self) -> None:
        request = Request(CORRECTED[0], 10_000, LONG_AGO)
        early, late = (
            {one.code for one in calculate(request=request, on=on, series=BOOK).debt.notices}
            for on in (date(2022, 5, 2), date(2022, 5, 25))
        )
        assert "published_later" in early
        assert "published_later" not in late

    def test_each_payment_before_a_month_was_out_is_told_in_one_notice(self) -> None:
        paid = tuple(
            Payment(day, 10)
            for day in (date(2022, 5, 2), date(2022, 5, 3), date(2022, 7, 1), date(2022, 7, 29))
        )
        request = Request(CORRECTED[0], 10_000, LONG_AGO, payments=paid)
        found = calculate(request=request, on=LAST, series=BOOK)
        (told,) = [one.text for one in found.debt.notices if one.code == "published_later"]
        assert told == (
            "O índice de 04/2022 pode não ter sido publicado até 02/05/2022; o de 06/2022 pode não ter "
            "sido publicado até 01/07/2022: a conta usa o que se sabe hoje."
        )

    def test_the_month_in_which_the_selic_ended_is_told(self) -> None:
        found = calculate(request=Request(CORRECTED[2], 10_000, DUE), on=LAST, series=BOOK)
        assert "selic_at_the_change" in {one.code for one in found.debt.notices}

    def test_what_was_booked_names_the_law_of_its_booking(self) -> None:
        found = work_out(KINDS[1], [Payment(date(2025, 7, 10), 1)])
        booked = [line for line in found.debt.lines if "já" in line.text and line.factor is None]
        assert {line.kind for line in booked} == {"correction", "interest", "fine"}
        assert {line.citations for line in booked} == {("CC 354",)}


class TestMemory:
    """What a reader needs to do the calculation again."""

    def test_names_every_month_that_was_used_with_its_source(self) -> None:
        found = calculate(
            request=Request(KINDS[1], 100_000, date(2025, 7, 10)), on=date(2025, 10, 3), series=BOOK
        )
        assert [(one.series, one.month) for one in found.used] == [
            ("ipca", date(2025, 7, 1)),
            ("ipca", date(2025, 8, 1)),
            ("ipca", date(2025, 9, 1)),
        ]
        product = Decimal(1)
        for one in found.used:
            assert one.value.source
            product *= 1 + one.value.rate
        (line,) = [line for line in found.debt.lines if line.kind == "correction"]
        assert line.factor == (product - 1).quantize(Decimal("1e-18"))
        assert line.months == (date(2025, 7, 1), date(2025, 9, 1))
        assert line.base_cents == 100_000

    def test_uses_no_month_for_a_contract_without_index(self) -> None:
        assert work_out(KINDS[0], []).used == ()

    def test_leads_every_citation_to_a_rule_of_the_catalogue(self) -> None:
        for terms in KINDS:
            for line in work_out(terms, []).debt.lines:
                assert len(line.rules) == len(line.citations)
                assert all(catalogue.rule(rule) for rule in line.rules)

    def test_leads_every_notice_to_a_rule_of_the_catalogue(self) -> None:
        greedy = [
            Terms("consumer", Decimal("0.1"), Decimal("0.05")),
            Terms("business", Decimal("0.2"), Decimal("0.5"), debt_type="card"),
            Terms("consumer", interest_mode="court"),
        ]
        notices = [one for terms in greedy for one in work_out(terms, []).debt.notices]
        assert {one.code for one in notices} >= {"fine_cut", "interest_cut", "court_mode"}
        assert all(catalogue.rule(one.rule).citation for one in notices)

    def test_interest_says_its_days(self) -> None:
        (line,) = [line for line in work_out(KINDS[0], []).debt.lines if line.kind == "interest"]
        assert (line.since, line.until) == (DUE, LAST)

    def test_says_what_was_owed_before_each_payment_and_what_it_left(self) -> None:
        paid = [Payment(date(2024, 7, 10), 50_000), Payment(date(2024, 8, 9), 100_000)]
        first, second = work_out(KINDS[0], paid).spent
        # 30 dias: juros de 10,00; multa de 20,00.
        assert first.debt.total_cents == 103_000
        assert first.left_cents == 53_000
        # Mais 30 dias sobre o principal de 510,00.
        assert second.debt.total_cents == 53_510
        assert (second.left_cents, second.credit_cents) == (0, 46_490)

    @given(st.sampled_from(KINDS), st.lists(payment, max_size=4))
    @settings(max_examples=60, deadline=None)
    def test_what_was_owed_less_what_was_spent_is_what_is_left(
        self, terms: Terms, payments: list[Payment]
    ) -> None:
        for spent in work_out(terms, payments).spent:
            if spent.allocation and spent.payment.on > DUE:
                assert spent.debt.total_cents - spent.allocation.paid_cents == spent.left_cents


class TestPrescription:
    @pytest.mark.parametrize(
        ("on", "told"), [(date(2026, 3, 10), False), (date(2026, 3, 11), True)]
    )
    def test_is_told_from_its_day_on(self, on: date, told: bool) -> None:
        # Dívida em documento, CC 206 §5 I: cinco anos, o último dia incluído (CC 132).
        request = Request(KINDS[0], 100_000, date(2021, 3, 10))
        found = calculate(request=request, on=on, series=BOOK)
        assert (found.prescribed is not None) is told

    def test_a_payment_inside_the_term_is_named_as_what_may_have_interrupted_it(self) -> None:
        # CC 202 VI: ato inequívoco que reconhece a dívida; o prazo recomeça dele, uma só vez.
        paid = (Payment(date(2023, 4, 5), 1_000), Payment(date(2024, 4, 5), 1_000))
        request = Request(KINDS[0], 100_000, date(2021, 3, 10), payments=paid)
        found = calculate(request=request, on=LAST, series=BOOK)
        assert found.prescribed is not None
        assert found.interruption is not None
        assert found.interruption.on == date(2023, 4, 5)
        told = prescribed_in_words(found.prescribed, interruption=found.interruption)
        assert "05/04/2023" in told
        assert "CC 202" in told
        assert found.interruption.prescribed_on.year == 2028
