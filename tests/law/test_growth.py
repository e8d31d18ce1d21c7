"""The growth of a debt told by days: it ends where the calculation ends, and falls where something was paid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.domain.indices.shipped import shipped_book
from acerto.law.calculation import Payment, Request, calculate
from acerto.law.growth import MOST_MONTHS, growth
from acerto.law.rules.agreed import Terms

BOOK = shipped_book()
CONTRACT = Terms("consumer", Decimal("0.02"), Decimal("0.01"))
INDEXED = Terms("consumer", Decimal("0.02"), Decimal("0.01"), correction_index="ipca")
DUE = date(2025, 1, 10)


def totals(request: Request, on: date) -> dict[date, int]:
    points = growth(request=request, on=on, series=BOOK)
    return {point.on: point.debt.total_cents for point in points}


def test_goes_from_the_due_date_over_each_month_to_the_day() -> None:
    # 1.000,00, multa de 20,00 e 1% ao mês por dia: 22 dias até 1º/02, 50 até 1º/03, 64 até 15/03.
    assert totals(Request(CONTRACT, 100_000, DUE), date(2025, 3, 15)) == {
        DUE: 100_000,
        date(2025, 2, 1): 102_733,
        date(2025, 3, 1): 103_667,
        date(2025, 3, 15): 104_133,
    }


def test_falls_on_the_day_of_a_payment() -> None:
    request = Request(CONTRACT, 100_000, DUE, payments=(Payment(date(2025, 2, 9), 50_000),))
    found = growth(request=request, on=date(2025, 3, 15), series=BOOK)
    paid = [point for point in found if point.paid]
    assert [(point.on, point.debt.total_cents) for point in paid] == [
        (date(2025, 2, 9), 100_000 + 2_000 + 1_000 - 50_000)
    ]
    assert date(2025, 2, 8) in {point.on for point in found}


def test_has_nothing_to_tell_before_the_due_date() -> None:
    assert growth(request=Request(CONTRACT, 100_000, DUE), on=DUE, series=BOOK) == ()


def test_tells_a_long_debt_every_few_months() -> None:
    request = Request(CONTRACT, 100_000, date(2005, 1, 10))
    assert len(growth(request=request, on=date(2026, 3, 1), series=BOOK)) <= MOST_MONTHS + 2


def test_does_not_correct_an_earlier_day_by_a_later_month() -> None:
    request = Request(INDEXED, 100_000, DUE, correct_until=date(2025, 5, 1))
    free = Request(INDEXED, 100_000, DUE)
    bound, unbound = totals(request, date(2025, 8, 1)), totals(free, date(2025, 8, 1))
    assert bound[date(2025, 3, 1)] == unbound[date(2025, 3, 1)]
    assert bound[date(2025, 8, 1)] < unbound[date(2025, 8, 1)]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([CONTRACT, INDEXED, Terms("consumer", interest_mode="legal")]),
    st.dates(date(2024, 1, 1), date(2026, 5, 1)),
    st.lists(
        st.builds(Payment, st.dates(date(2024, 1, 1), date(2026, 6, 1)), st.integers(1, 90_000)),
        max_size=3,
    ),
)
def test_ends_where_the_calculation_ends(
    terms: Terms, due_on: date, payments: list[Payment]
) -> None:
    on = date(2026, 6, 1)
    request = Request(terms, 100_000, due_on, payments=tuple(payments))
    found = growth(request=request, on=on, series=BOOK)
    whole = calculate(request=request, on=on, series=BOOK).debt
    assert replace(found[-1].debt, notices=()) == replace(whole, notices=())
    assert [point.on for point in found] == sorted({point.on for point in found})
