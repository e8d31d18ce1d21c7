"""A contract's terms as a charge with due date: worth the same as the law says, or refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acerto.adapters.payments.pix_api.terms import (
    UnequalTerms,
    hundredths,
    rule_of_charge,
    rule_of_terms,
)
from acerto.core.calendar import is_bank_day, next_bank_day
from acerto.formats.cobv import InvalidCobv, amount_on
from acerto.law.rules.charges import Terms, debt, effective_due_on
from acerto.ports.payment import DueCharge, Payer

DUE = date(2026, 3, 10)


def terms(**given: Any) -> Terms:
    return Terms(**({"party_kind": "consumer"} | given))


def owed(terms: Terms, *, principal_cents: int, due_on: date, on: date) -> int:
    """What the law's rules say the debt is worth."""
    return debt(
        terms=terms,
        principal_cents=principal_cents,
        effective_due_on=effective_due_on(due_on=due_on),
        accrued_since=None,
        fine_charged=False,
        on=on,
    ).total_cents


RATES = st.integers(0, 500).map(lambda hundredths: Decimal(hundredths) / 10_000)


class TestEqual:
    @settings(max_examples=400, deadline=None)
    @given(
        kind=st.sampled_from(["consumer", "business"]),
        fine=RATES | st.none(),
        interest=RATES | st.none(),
        discount=RATES,
        discount_days=st.integers(0, 20),
        principal=st.integers(1, 10**9),
        due=st.dates(date(2019, 1, 1), date(2028, 12, 31)),
        days=st.integers(-30, 200),
    )
    def test_on_every_day_but_those_before_the_next_bank_day(
        self,
        kind: Any,
        fine: Decimal | None,
        interest: Decimal | None,
        discount: Decimal,
        discount_days: int,
        principal: int,
        due: date,
        days: int,
    ) -> None:
        agreed = terms(
            party_kind=kind,
            fine_rate=fine,
            interest_month_rate=interest,
            discount_rate=discount,
            discount_days=discount_days,
        )
        effective = next_bank_day(due)
        assume(not discount or is_bank_day(effective - timedelta(days=discount_days)))
        on = due + timedelta(days=days)
        assume(not effective < on < next_bank_day(effective + timedelta(days=1)))
        rule = rule_of_terms(terms=agreed, principal_cents=principal, due_on=due, valid_days=400)
        assert amount_on(charge=rule, pay_on=on).final_cents == owed(
            agreed, principal_cents=principal, due_on=due, on=on
        )

    def test_rates_above_the_law_are_cut_to_it(self) -> None:
        agreed = terms(fine_rate=Decimal("0.10"), interest_month_rate=Decimal("0.05"))
        rule = rule_of_terms(terms=agreed, principal_cents=10000, due_on=DUE)
        assert (rule.fine.hundredths, rule.interest.hundredths) == (200, 100)

    def test_a_discount_up_to_a_due_date_that_rolls(self) -> None:
        saturday = date(2026, 3, 14)
        agreed = terms(discount_rate=Decimal("0.05"))
        rule = rule_of_terms(terms=agreed, principal_cents=10000, due_on=saturday)
        assert rule.discount.until[0].on == saturday
        monday, tuesday = date(2026, 3, 16), date(2026, 3, 17)
        assert amount_on(charge=rule, pay_on=monday).final_cents == 9500
        assert amount_on(charge=rule, pay_on=tuesday).final_cents == 10000


class TestRefused:
    @pytest.mark.parametrize(
        ("code", "given"),
        [
            ("correction", {"correction_index": "ipca"}),
            ("interest_mode", {"interest_mode": "legal"}),
            ("interest_mode", {"interest_mode": "court"}),
            (
                "interest_mode",
                {"interest_mode": "court_months", "interest_month_rate": Decimal("0.01")},
            ),
            ("present_value", {"payoff_month_rate": Decimal("0.02")}),
            ("rate_precision", {"interest_month_rate": Decimal("0.00333")}),
            ("rate_precision", {"discount_rate": Decimal("0.00005")}),
            ("discount_day", {"discount_rate": Decimal("0.05"), "discount_days": 2}),
            ("charges_cap", {"debt_type": "card"}),
        ],
    )
    def test_says_why(self, code: str, given: dict[str, Any]) -> None:
        with pytest.raises(UnequalTerms) as refused:
            rule_of_terms(terms=terms(**given), principal_cents=10000, due_on=DUE)
        assert refused.value.code == code
        assert refused.value.permanent
        assert refused.value.message.endswith(".")


class TestChargeOfThePlatform:
    def charge(self, **given: Any) -> DueCharge:
        payer = Payer("Pessoa de Exemplo", "10020030754")
        return DueCharge(
            **(
                {"txid": "a" * 26, "key": "k", "amount_cents": 10000, "due_on": DUE, "payer": payer}
                | given
            )
        )

    def test_bears_all_its_parts(self) -> None:
        rule = rule_of_charge(
            self.charge(
                fine_rate=Decimal("0.02"),
                interest_month_rate=Decimal("0.01"),
                rebate_cents=500,
                discount_rate=Decimal("0.05"),
                discount_until_on=date(2026, 3, 5),
                valid_days=7,
            )
        )
        assert amount_on(charge=rule, pay_on=date(2026, 3, 5)).final_cents == 9000
        assert amount_on(charge=rule, pay_on=DUE).final_cents == 9500
        assert amount_on(charge=rule, pay_on=date(2026, 3, 13)).final_cents == 9500 + 190 + 10

    def test_of_no_extras_is_its_amount(self) -> None:
        rule = rule_of_charge(self.charge())
        assert (rule.fine, rule.interest, rule.rebate, rule.discount) == (None, None, None, None)

    @pytest.mark.parametrize(
        ("error", "given"),
        [
            (UnequalTerms, {"fine_rate": Decimal("0.02222")}),
            (InvalidCobv, {"rebate_cents": 10000}),
            (
                InvalidCobv,
                {"discount_rate": Decimal("0.05"), "discount_until_on": date(2026, 4, 1)},
            ),
        ],
    )
    def test_that_cannot_be_is_refused(self, error: type[Exception], given: dict[str, Any]) -> None:
        with pytest.raises(error):
            rule_of_charge(self.charge(**given))

    def test_hundredths_are_of_a_percent(self) -> None:
        assert hundredths(Decimal("0.0233")) == 233
