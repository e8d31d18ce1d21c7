"""What a debt is worth on a day: properties that hold for every amount and date."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.money import line_cents
from acerto.law.params import NotInForce
from acerto.law.rules.charges import InvalidTerms, Terms, debt, effective_due_on, factors
from acerto.law.rules.contract import ZERO, payoff_factor

TEN_BILLION_REAIS = 10**12
DUE = date(2026, 3, 10)
CONSUMER = Terms("consumer", Decimal("0.02"), Decimal("0.01"))

cents = st.integers(0, TEN_BILLION_REAIS)
dates = st.dates(date(2005, 1, 1), date(2045, 12, 31))
rates = st.none() | st.decimals(0, 1, places=6, allow_nan=False)
small_rates = st.none() | st.decimals(0, Decimal("0.2"), places=6, allow_nan=False)
terms = st.builds(
    Terms,
    party_kind=st.sampled_from(["consumer", "business"]),
    fine_rate=rates,
    interest_month_rate=small_rates,
    discount_rate=rates,
    discount_days=st.integers(0, 60),
    payoff_month_rate=small_rates,
)


class TestFactors:
    def test_nothing_on_the_due_date_and_all_the_day_after(self) -> None:
        on_due = factors(terms=CONSUMER, effective_due_on=DUE, accrued_since=None, on=DUE)
        after = factors(
            terms=CONSUMER, effective_due_on=DUE, accrued_since=None, on=DUE + timedelta(days=1)
        )
        assert (on_due.interest, on_due.fine) == (ZERO, ZERO)
        assert str(after.fine) == "0.020000000000000000"
        assert str(after.interest) == "0.000333333333333333"
        assert str(after.correction) == "0E-18"

    def test_interest_runs_from_the_later_of_due_date_and_booking(self) -> None:
        on = DUE + timedelta(days=60)
        booked = DUE + timedelta(days=30)
        early = DUE - timedelta(days=30)
        since = [early, DUE, booked, on, on + timedelta(days=5)]
        days = [
            factors(terms=CONSUMER, effective_due_on=DUE, accrued_since=day, on=on).interest
            for day in since
        ]
        assert [line_cents(base_cents=300_000, factor=factor) for factor in days] == [
            6000, 6000, 3000, 0, 0,
        ]  # fmt: skip

    def test_a_day_without_law_is_an_error_not_a_guess(self) -> None:
        with pytest.raises(NotInForce):
            factors(
                terms=CONSUMER,
                effective_due_on=date(1990, 1, 2),
                accrued_since=None,
                on=date(1990, 2, 2),
            )

    @given(terms, dates, st.none() | dates, dates)
    def test_have_the_stored_scale_and_the_right_sign(
        self, terms: Terms, due_on: date, since: date | None, on: date
    ) -> None:
        found = factors(terms=terms, effective_due_on=due_on, accrued_since=since, on=on)
        for factor in (found.correction, found.interest, found.fine, found.discount):
            assert factor.as_tuple().exponent == -18
        assert min(found.interest, found.fine, found.correction) >= 0
        assert -1 <= found.discount <= 0
        late = on > due_on
        assert not (late and found.discount)
        assert late or not (found.interest or found.fine)

    @given(terms, dates, dates)
    def test_obey_the_consumer_ceilings(self, terms: Terms, due_on: date, on: date) -> None:
        found = factors(terms=terms, effective_due_on=due_on, accrued_since=None, on=on)
        if terms.party_kind == "consumer":
            assert found.fine <= Decimal("0.02")
            days = max(0, (on - due_on).days)
            assert found.interest <= Decimal("0.01") * days / 30 + Decimal("1E-18")

    @given(terms, dates, dates)
    def test_do_not_depend_on_the_ambient_precision(
        self, terms: Terms, due_on: date, on: date
    ) -> None:
        usual = factors(terms=terms, effective_due_on=due_on, accrued_since=None, on=on)
        with localcontext() as context:
            context.prec = 4
            assert factors(terms=terms, effective_due_on=due_on, accrued_since=None, on=on) == usual


class TestDebt:
    @given(terms, cents, cents, cents, dates, st.none() | dates, dates, st.booleans())
    def test_is_the_factors_times_the_principal(
        self,
        terms: Terms,
        principal: int,
        interest: int,
        fine: int,
        due_on: date,
        since: date | None,
        on: date,
        fine_charged: bool,
    ) -> None:
        owed = factors(terms=terms, effective_due_on=due_on, accrued_since=since, on=on)
        found = debt(
            terms=terms,
            principal_cents=principal,
            interest_cents=interest,
            fine_cents=fine,
            effective_due_on=due_on,
            accrued_since=since,
            fine_charged=fine_charged,
            on=on,
        )
        new_fine = 0 if fine_charged else line_cents(base_cents=principal, factor=owed.fine)
        assert found.principal_cents == principal
        assert found.interest_cents == interest + line_cents(
            base_cents=principal, factor=owed.interest
        )
        assert found.fine_cents == fine + new_fine
        assert found.discount_cents == line_cents(base_cents=principal, factor=owed.discount)
        assert found.total_cents == sum(line.cents for line in found.lines)
        assert found.total_cents >= 0

    @given(terms, cents, dates, st.integers(0, 400))
    def test_never_falls_as_days_pass_after_the_due_date(
        self, terms: Terms, principal: int, due_on: date, days: int
    ) -> None:
        def total(on: date) -> int:
            return debt(
                terms=terms,
                principal_cents=principal,
                effective_due_on=due_on,
                accrued_since=None,
                fine_charged=False,
                on=on,
            ).total_cents

        on = due_on + timedelta(days=days)
        assert principal <= total(on + timedelta(days=1))
        if days:
            assert total(on) <= total(on + timedelta(days=1))

    def test_every_computed_line_cites_its_law(self) -> None:
        found = debt(
            terms=CONSUMER,
            principal_cents=85_000,
            interest_cents=100,
            fine_cents=50,
            correction_cents=25,
            effective_due_on=date(2026, 1, 5),
            accrued_since=None,
            fine_charged=False,
            on=date(2026, 2, 20),
        )
        kinds = [line.kind for line in found.lines]
        assert kinds == ["principal", "correction", "interest", "fine", "interest", "fine"]
        interest, fine = found.lines[-2:]
        assert interest.parameter_names == ("consumer.late_interest_cap",)
        assert "Súmula STJ 379" in interest.citations[0]
        assert interest.text == (
            "Juros de 1% ao mês sobre R$ 850,00, 46 dias (de 05/01/2026 a 20/02/2026)"
        )
        assert fine.text == "Multa de 2% sobre R$ 850,00"
        assert "CDC art. 52" in fine.citations[0]

    def test_the_text_of_a_cut_rate_shows_the_lawful_one(self) -> None:
        found = debt(
            terms=Terms("consumer", Decimal("0.1"), Decimal("0.0033")),
            principal_cents=10_000,
            effective_due_on=DUE,
            accrued_since=None,
            fine_charged=False,
            on=DUE + timedelta(days=10),
        )
        assert [line.text[:18] for line in found.lines[1:]] == [
            "Juros de 0,33% ao ",
            "Multa de 2% sobre ",
        ]
        assert [notice.text for notice in found.notices] == [
            "O contrato prevê multa de 10%; a lei permite 2%."
        ]

    @pytest.mark.parametrize(
        ("terms", "names", "text"),
        [
            (
                Terms("consumer", payoff_month_rate=Decimal("0.02")),
                ("consumer.early_payoff",),
                "Redução dos juros por pagar 30 dias antes do fim do prazo para pagar, em 10/03/2026",
            ),
            (
                Terms("business", payoff_month_rate=Decimal("0.02")),
                (),
                "Redução dos juros por pagar 30 dias antes do fim do prazo para pagar, em 10/03/2026",
            ),
            (
                Terms("consumer", discount_rate=Decimal("0.075")),
                (),
                "Desconto de 7,5% por pagamento até o fim do prazo para pagar, em 10/03/2026",
            ),
        ],
    )
    def test_says_where_a_discount_comes_from(
        self, terms: Terms, names: tuple[str, ...], text: str
    ) -> None:
        found = debt(
            terms=terms,
            principal_cents=10_000,
            effective_due_on=DUE,
            accrued_since=None,
            fine_charged=False,
            on=DUE - timedelta(days=30),
        )
        assert found.lines[-1].kind == "discount"
        assert (found.lines[-1].parameter_names, found.lines[-1].text) == (names, text)


class TestTerms:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"party_kind": "person"}, "party_kind"),
            ({"fine_rate": Decimal(2)}, "rate"),
            ({"fine_rate": Decimal("-0.01")}, "rate"),
            ({"interest_month_rate": 0.01}, "rate"),
            ({"discount_days": -1}, "discount_days"),
        ],
    )
    def test_refuses_two_for_two_per_cent_and_other_slips(
        self, change: dict[str, object], code: str
    ) -> None:
        data: dict[str, object] = {"party_kind": "consumer", **change}
        with pytest.raises(InvalidTerms) as refused:
            Terms(**data)  # type: ignore[arg-type]
        assert refused.value.code == code


class TestEffectiveDue:
    def test_rolls_to_the_bank_day(self) -> None:
        assert effective_due_on(due_on=date(2026, 5, 9)) == date(2026, 5, 11)
        assert effective_due_on(due_on=date(1950, 5, 6)) == date(1950, 5, 8)

    def test_before_any_code_there_is_no_answer(self) -> None:
        with pytest.raises(NotInForce):
            effective_due_on(due_on=date(1916, 5, 6))


class TestPayoff:
    @given(st.decimals(0, Decimal("0.2"), places=4, allow_nan=False), st.integers(0, 3000))
    def test_more_days_never_make_it_dearer(self, rate: Decimal, days: int) -> None:
        terms = Terms("consumer", payoff_month_rate=rate)
        near = payoff_factor(
            terms=terms, effective_due_on=DUE + timedelta(days=3000), on=DUE + timedelta(days=days)
        )
        far = payoff_factor(terms=terms, effective_due_on=DUE + timedelta(days=3000), on=DUE)
        assert -1 <= far <= near <= 0
