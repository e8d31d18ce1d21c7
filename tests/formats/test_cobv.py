"""The amount of a cobv: the published examples, and an oracle in fractions."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats import cobv_oracle as oracle

from acerto.core.calendar import is_bank_day, next_bank_day
from acerto.formats.cobv import (
    Amount,
    Cobv,
    Discount,
    DiscountMode,
    Fine,
    FineMode,
    Interest,
    InterestMode,
    InvalidCobv,
    Rebate,
    RebateMode,
    Until,
    amount_on,
    effective_due_on,
    last_payable_on,
)

GOLDEN = yaml.safe_load(
    (Path(__file__).parents[1] / "golden/pix/cobv_days.yaml").read_text(encoding="utf-8")
)
FIRST, LAST = date(2023, 2, 1), date(2026, 6, 30)


def hundredths(text: str) -> int:
    return int(text.replace(".", ""))


def charge(case: dict[str, Any]) -> Cobv:
    """A Cobv of a golden case."""
    fine, interest, discount = case.get("fine"), case.get("interest"), case.get("discount")
    return Cobv(
        original_cents=hundredths(case["original"]),
        due_on=case["due_on"],
        fine=fine and Fine(FineMode(fine["mode"]), hundredths(fine["value"])),
        interest=interest
        and Interest(InterestMode(interest["mode"]), hundredths(interest["value"])),
        discount=discount
        and Discount(
            DiscountMode(discount["mode"]),
            tuple(Until(row["day"], hundredths(row["value"])) for row in discount["until"]),
        ),
    )


class TestDays:
    @pytest.mark.parametrize("case", GOLDEN["days"], ids=lambda case: case["id"])
    def test_rolls_as_the_examples_of_the_specification(self, case: dict[str, Any]) -> None:
        due, valid = case["due_on"], case["valid_days"]
        assert effective_due_on(due_on=due) == case["effective_due_on"]
        assert last_payable_on(due_on=due, valid_days=valid) == case["last_payable_on"]

    @pytest.mark.parametrize("case", GOLDEN["days"], ids=lambda case: case["id"])
    def test_is_worth_something_up_to_the_last_day_and_nothing_after(
        self, case: dict[str, Any]
    ) -> None:
        owed = Cobv(original_cents=100, due_on=case["due_on"], valid_days=case["valid_days"])
        last = case["last_payable_on"]
        assert amount_on(charge=owed, pay_on=last).final_cents == 100
        with pytest.raises(InvalidCobv) as late:
            amount_on(charge=owed, pay_on=last + timedelta(days=1))
        assert late.value.code == "expired"

    def test_a_payer_with_a_holiday_of_its_own_pays_a_day_later(self) -> None:
        def in_sao_paulo(day: date) -> bool:
            return is_bank_day(day) and day != date(2024, 1, 25)

        due = date(2024, 1, 25)
        assert effective_due_on(due_on=due) == due
        assert effective_due_on(due_on=due, is_bank_day=in_sao_paulo) == date(2024, 1, 26)


class TestPublished:
    @pytest.mark.parametrize("case", GOLDEN["amounts"], ids=lambda case: case["about"][:16])
    def test_the_components_of_the_specification(self, case: dict[str, Any]) -> None:
        due = date(2024, 9, 3)
        owed = charge(case | {"due_on": due})
        found = amount_on(charge=owed, pay_on=due + timedelta(days=case["late_days"]))
        assert found == Amount(
            final_cents=10500,
            original_cents=10000,
            fine_cents=hundredths(case["expected"]["fine"]),
            interest_cents=hundredths(case["expected"]["interest"]),
            rebate_cents=0,
            discount_cents=0,
            unverified=(),
        )

    @pytest.mark.parametrize("case", GOLDEN["answered"], ids=lambda case: case["about"][:30])
    def test_what_the_central_bank_answered(self, case: dict[str, Any]) -> None:
        owed = charge(case)
        finals = {
            day: amount_on(charge=owed, pay_on=day).final_cents for day in list(case["finals"])
        }
        assert finals == {day: hundredths(text) for day, text in case["finals"].items()}


class TestRefuses:
    DUE = date(2024, 5, 10)

    @pytest.mark.parametrize(
        ("code", "given"),
        [
            ("amount", {"original_cents": 0}),
            ("amount", {"original_cents": 10**12}),
            ("valid_days", {"valid_days": -1}),
            ("value", {"fine": Fine(FineMode.FIXED, -1)}),
            ("value", {"interest": Interest(InterestMode.DAY, 10**12)}),
            ("not_below_original", {"rebate": Rebate(RebateMode.FIXED, 10000)}),
            ("not_below_original", {"rebate": Rebate(RebateMode.PERCENT, 10000)}),
            ("discount_shape", {"discount": Discount(DiscountMode.FIXED_UNTIL)}),
            ("discount_shape", {"discount": Discount(DiscountMode.FIXED_UNTIL, (), 5)}),
            ("discount_shape", {"discount": Discount(DiscountMode.PERCENT_A_DAY)}),
            (
                "discount_shape",
                {"discount": Discount(DiscountMode.FIXED_A_DAY, (Until(DUE, 5),), 5)},
            ),
            (
                "discount_dates",
                {"discount": Discount(DiscountMode.FIXED_UNTIL, (Until(date(2024, 5, 11), 5),))},
            ),
            (
                "discount_dates",
                {"discount": Discount(DiscountMode.FIXED_UNTIL, (Until(DUE, 5), Until(DUE, 4)))},
            ),
            (
                "too_many_dates",
                {
                    "discount": Discount(
                        DiscountMode.FIXED_UNTIL,
                        tuple(Until(date(2024, 5, day), 5) for day in (1, 2, 3, 4)),
                    )
                },
            ),
            (
                "not_below_original",
                {"discount": Discount(DiscountMode.PERCENT_UNTIL, (Until(DUE, 10000),))},
            ),
        ],
    )
    def test_what_the_specification_refuses(self, code: str, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidCobv) as refused:
            Cobv(**({"original_cents": 10000, "due_on": self.DUE} | given))
        assert refused.value.code == code
        assert refused.value.message.endswith(".")
        assert refused.value.field.startswith(("valor.", "calendario."))

    def test_a_discount_that_reaches_the_whole(self) -> None:
        owed = Cobv(10000, self.DUE, discount=Discount(DiscountMode.PERCENT_A_DAY, (), 1000))
        assert amount_on(charge=owed, pay_on=date(2024, 5, 1)).final_cents == 1000
        with pytest.raises(InvalidCobv) as refused:
            amount_on(charge=owed, pay_on=date(2024, 4, 30))
        assert refused.value.code == "discount_too_large"


class TestUnverified:
    """What the published rule leaves open is named where it entered, and only there."""

    DUE = date(2024, 9, 6)

    def named(self, pay_on: date, **given: Any) -> tuple[str, ...]:
        return amount_on(charge=Cobv(10000, self.DUE, **given), pay_on=pay_on).unverified

    def test_rounding(self) -> None:
        interest = Interest(InterestMode.MONTH, 100)
        assert self.named(date(2024, 9, 9), interest=interest) == ()
        assert self.named(date(2024, 9, 10), interest=interest) == ("rounding",)

    def test_the_days_of_a_year(self) -> None:
        interest = Interest(InterestMode.YEAR, 3650)
        assert self.named(date(2024, 9, 9), interest=interest) == ("year_days",)

    def test_the_base_of_the_fine_beside_a_rebate(self) -> None:
        given = {"fine": Fine(FineMode.PERCENT, 200), "rebate": Rebate(RebateMode.FIXED, 1000)}
        assert self.named(date(2024, 9, 9), **given) == ("fine_base",)

    def test_the_weekend_after_the_due_date(self) -> None:
        given = {"fine": Fine(FineMode.FIXED, 200)}
        assert self.named(date(2024, 9, 7), **given) == ("before_bank_day",)
        assert self.named(date(2024, 9, 9), **given) == ()

    def test_two_discounts_that_roll_to_one_day(self) -> None:
        until = (Until(date(2024, 8, 31), 300), Until(date(2024, 9, 2), 200))
        given = {"discount": Discount(DiscountMode.FIXED_UNTIL, until)}
        assert self.named(date(2024, 9, 2), **given) == ("discount_dates",)
        assert self.named(date(2024, 9, 3), **given) == ()


DAYS = st.dates(FIRST, LAST)
SMALL = st.integers(0, 3000)


@st.composite
def charges(draw: st.DrawFn) -> dict[str, Any]:
    """A charge in the oracle's words."""
    original = draw(st.integers(1, 10**9) | st.integers(1, 10**12 - 1))
    due = draw(DAYS)
    found: dict[str, Any] = {"original": original, "due_on": due}
    if draw(st.booleans()):
        found["fine"] = (draw(st.integers(1, 2)), draw(SMALL))
    if draw(st.booleans()):
        found["interest"] = (draw(st.integers(1, 8)), draw(SMALL))
    if draw(st.booleans()):
        mode = draw(st.integers(1, 2))
        found["rebate"] = (mode, draw(st.integers(0, min(9999, original - 1))))
    if draw(st.booleans()):
        mode = draw(st.integers(1, 6))
        values = st.integers(0, min(5000, original - 1))
        found["discount"] = {"mode": mode}
        if mode <= 2:
            ago = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=3)), reverse=True)
            found["discount"]["until"] = [(due - timedelta(days=day), draw(values)) for day in ago]
        else:
            found["discount"]["value"] = draw(values)
    return found


def as_cobv(found: dict[str, Any], *, valid_days: int = 400) -> Cobv:
    fine, interest, rebate = found.get("fine"), found.get("interest"), found.get("rebate")
    discount = found.get("discount")
    return Cobv(
        original_cents=found["original"],
        due_on=found["due_on"],
        valid_days=valid_days,
        fine=fine and Fine(FineMode(fine[0]), fine[1]),
        interest=interest and Interest(InterestMode(interest[0]), interest[1]),
        rebate=rebate and Rebate(RebateMode(rebate[0]), rebate[1]),
        discount=discount
        and Discount(
            DiscountMode(discount["mode"]),
            tuple(Until(day, value) for day, value in discount.get("until", ())),
            discount.get("value"),
        ),
    )


class TestAgainstTheOracle:
    def test_the_oracle_has_the_bank_days_of_its_years(self) -> None:
        day = date(2023, 1, 1)
        while day < date(2027, 1, 1):
            assert oracle.bank_day(day) == is_bank_day(day), day
            day += timedelta(days=1)

    @settings(max_examples=600, deadline=None)
    @given(charges(), st.integers(-45, 150))
    def test_every_mode_to_the_centavo(self, found: dict[str, Any], days: int) -> None:
        pay_on = found["due_on"] + timedelta(days=days)
        expected = oracle.amount(found, pay_on)
        if expected["final"] <= 0:
            with pytest.raises(InvalidCobv):
                amount_on(charge=as_cobv(found), pay_on=pay_on)
            return
        amount = amount_on(charge=as_cobv(found), pay_on=pay_on)
        assert {
            "fine": amount.fine_cents,
            "interest": amount.interest_cents,
            "rebate": amount.rebate_cents,
            "discount": amount.discount_cents,
            "final": amount.final_cents,
        } == expected

    @settings(max_examples=200, deadline=None)
    @given(charges(), st.integers(0, 60))
    def test_never_falls_from_one_day_to_the_next(self, found: dict[str, Any], days: int) -> None:
        found.pop("discount", None)
        owed = as_cobv(found)
        pay_on = found["due_on"] + timedelta(days=days)
        today = amount_on(charge=owed, pay_on=pay_on).final_cents
        assert amount_on(charge=owed, pay_on=pay_on + timedelta(days=1)).final_cents >= today

    @given(DAYS, st.integers(0, 60))
    def test_the_last_day_is_a_bank_day_and_never_before_the_days_end(
        self, due: date, valid: int
    ) -> None:
        last = last_payable_on(due_on=due, valid_days=valid)
        assert is_bank_day(last)
        assert last == next_bank_day(next_bank_day(due) + timedelta(days=valid))


@pytest.mark.parametrize("number", [100.5, True, "100", None, Decimal(100)])
def test_what_is_no_whole_number_is_refused(number: Any) -> None:
    due_on = date(2026, 1, 5)
    with pytest.raises(InvalidCobv) as refused:
        Cobv(original_cents=number, due_on=due_on)
    assert refused.value.code == "amount"
    with pytest.raises(InvalidCobv) as refused:
        Cobv(original_cents=100, due_on=due_on, valid_days=number)
    assert refused.value.code == "valid_days"
    for part in (
        {"fine": Fine(FineMode.FIXED, number)},
        {"interest": Interest(InterestMode.DAY, number)},
        {"rebate": Rebate(RebateMode.FIXED, number)},
        {"discount": Discount(DiscountMode.FIXED_UNTIL, until=(Until(due_on, number),))},
    ):
        with pytest.raises(InvalidCobv) as refused:
            Cobv(original_cents=100, due_on=due_on, **part)  # type: ignore[arg-type]
        assert refused.value.code == "value"
