"""Correction: full months, the last one published, an error with a name beyond the usual lag."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.law.rules.charges import Terms, debt, factors
from acerto.law.rules.correction import correction, last_month
from acerto.law.series import MonthMissing, MonthValue, SeriesBook, months_between

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def book(**months: str) -> SeriesBook:
    """A book of the IPCA alone, `m1="0.5"` being 0.5 % in January 2026."""
    values = {
        date(2026, int(name[1:]), 1): MonthValue(Decimal(percent) / 100, "teste")
        for name, percent in months.items()
    }
    return SeriesBook({"ipca": values})


TO_MARCH = book(m1="1", m2="-0.5", m3="2")


class TestCorrection:
    def test_multiplies_full_months_and_keeps_deflation(self) -> None:
        found = correction(index="ipca", first=JAN, last=MAR, series=TO_MARCH)
        # 1,01 × 0,995 × 1,02 - 1
        assert found.factor == Decimal("0.025049").quantize(Decimal("1E-18"))
        assert (found.first, found.last) == (JAN, MAR)

    def test_never_goes_below_the_nominal_value(self) -> None:
        found = correction(index="ipca", first=FEB, last=FEB, series=TO_MARCH)
        assert found.factor == 0
        assert found.last == FEB

    def test_names_a_month_missing_in_the_middle(self) -> None:
        with pytest.raises(MonthMissing, match="02/2026 da série IPCA"):
            correction(index="ipca", first=JAN, last=MAR, series=book(m1="1", m3="1"))


class TestLastMonth:
    def test_is_the_month_before_the_day_when_it_is_out(self) -> None:
        assert last_month(index="ipca", first=JAN, on=date(2026, 4, 1), series=TO_MARCH) == MAR

    def test_is_an_earlier_one_within_the_usual_lag(self) -> None:
        assert last_month(index="ipca", first=JAN, on=date(2026, 5, 15), series=TO_MARCH) == MAR

    def test_beyond_the_lag_the_missing_month_is_an_error(self) -> None:
        with pytest.raises(MonthMissing) as refused:
            last_month(index="ipca", first=JAN, on=date(2026, 5, 16), series=TO_MARCH)
        assert (refused.value.series, refused.value.month) == ("ipca", APR)
        assert "04/2026" in refused.value.message
        assert "acerto indices update" in refused.value.message

    def test_a_month_counts_from_the_day_it_could_be_known(self) -> None:
        late = SeriesBook(
            {"ipca": {JAN: MonthValue(Decimal("0.01"), "teste", known_on=date(2026, 2, 11))}}
        )
        before = last_month(index="ipca", first=JAN, on=date(2026, 2, 10), series=late)
        since = last_month(index="ipca", first=JAN, on=date(2026, 2, 11), series=late)
        assert (before, since) == (date(2025, 12, 1), JAN)


class TestInDebt:
    TERMS = Terms("consumer", correction_index="ipca")

    def owed(self, *, on: date, since: date | None = None) -> Decimal:
        return factors(
            terms=self.TERMS,
            effective_due_on=date(2026, 1, 12),
            accrued_since=since,
            on=on,
            series=TO_MARCH,
        ).correction

    def test_the_month_of_the_due_date_counts_once_it_is_over(self) -> None:
        assert self.owed(on=date(2026, 1, 31)) == 0
        assert self.owed(on=date(2026, 2, 1)) == Decimal("0.01")

    def test_what_was_booked_goes_on_with_the_month_after(self) -> None:
        booked = date(2026, 3, 5)
        first, then = self.owed(on=booked), self.owed(on=date(2026, 4, 5), since=booked)
        assert first == Decimal("0.00495")  # janeiro e fevereiro
        assert then == Decimal("0.02")  # março

    def test_says_until_when_it_was_adjusted(self) -> None:
        found = debt(
            terms=self.TERMS,
            principal_cents=100_000,
            effective_due_on=date(2026, 1, 12),
            accrued_since=None,
            fine_charged=False,
            on=date(2026, 4, 5),
            series=TO_MARCH,
        )
        assert found.adjusted_until == MAR
        assert found.lines[1].text == "Correção pelo IPCA de 01/2026 a 03/2026 sobre R$ 1.000,00"
        assert found.lines[1].parameter_names == ("correction.index.ipca",)
        assert found.correction_cents == 2505

    def test_an_explicit_last_month_must_be_there(self) -> None:
        with pytest.raises(MonthMissing):
            factors(
                terms=self.TERMS,
                effective_due_on=date(2026, 1, 12),
                accrued_since=None,
                on=date(2026, 5, 5),
                series=TO_MARCH,
                correct_until=APR,
            )

    def test_an_explicit_last_month_does_not_bind_before_it_is_over(self) -> None:
        explicit, published = (
            factors(
                terms=self.TERMS,
                effective_due_on=date(2026, 1, 12),
                accrued_since=None,
                on=date(2026, 4, 25),
                series=TO_MARCH,
                correct_until=until,
            )
            for until in (APR, None)
        )
        assert explicit == published


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_months_between_are_in_order_and_complete(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    months = months_between(first, last)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    assert len(months) == len(set(months)) == count
    assert all(month.day == 1 for month in months)
