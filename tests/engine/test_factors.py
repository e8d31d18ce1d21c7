"""The law tabulated: a factor times the principal is the law's own debt, to the centavo."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.core.money import line_cents
from acerto.domain.indices.shipped import shipped_book
from acerto.engine import factors as tabulation
from acerto.engine.factors import FactorKey, FactorRow, factor_rows
from acerto.law.rules.agreed import index_names
from acerto.law.rules.charges import Terms, debt, factors
from acerto.law.series import MonthMissing

BOOK = shipped_book()
TEN_BILLION_REAIS = 10**12
HERE = [name for name in index_names() if name not in ("igpm", "igpdi")]
LAST = date(2026, 9, 30)

cents = st.integers(0, TEN_BILLION_REAIS)
days = st.dates(date(2003, 2, 1), LAST)
rates = st.none() | st.decimals(0, Decimal("0.2"), places=4, allow_nan=False)
kinds = st.sampled_from(["", "card", "condominium", "rent", "utility", "school", "private_loan"])
common = {
    "party_kind": st.sampled_from(["consumer", "business"]),
    "fine_rate": rates,
    "discount_rate": rates,
    "discount_days": st.integers(0, 60),
    "payoff_month_rate": rates,
    "correction_index": st.none() | st.sampled_from(HERE),
    "debt_type": kinds,
}
terms = st.builds(Terms, interest_month_rate=rates, **common) | st.builds(
    Terms, interest_mode=st.sampled_from(["legal", "court"]), **common
)


def row_of(terms: Terms, due: date, since: date, on: date) -> FactorRow:
    (row,) = factor_rows(keys=[FactorKey(1, due, since)], terms={1: terms}, on=on, series=BOOK)
    return row


@settings(max_examples=400, deadline=None)
@given(terms, cents, cents, cents, days, days, days, st.booleans())
def test_factor_times_base_is_the_law_s_own_debt(
    terms: Terms,
    principal: int,
    interest: int,
    correction: int,
    due: date,
    since: date,
    on: date,
    fine_charged: bool,
) -> None:
    row = row_of(terms, due, since, on)
    arguments = {
        "terms": terms,
        "principal_cents": principal,
        "interest_cents": interest,
        "correction_cents": correction,
        "effective_due_on": due,
        "accrued_since": since,
        "fine_charged": fine_charged,
        "on": on,
        "series": BOOK,
    }
    if not row.known:
        with pytest.raises(MonthMissing):
            debt(**arguments)
        return
    found = debt(**arguments)
    late = on > due
    told = {
        "correction": found.correction_cents,
        "interest": found.interest_cents,
        "fine": found.fine_cents,
        "discount": found.discount_cents,
    }
    corrected = principal + correction
    base = corrected if row.on_corrected else principal
    assert told == {
        "correction": max(
            0, correction + line_cents(base_cents=corrected, factor=row.correction_factor)
        ),
        "interest": interest
        + line_cents(base_cents=base, factor=row.interest_factor)
        + line_cents(base_cents=interest, factor=row.booked_interest_factor),
        "fine": 0 if fine_charged else line_cents(base_cents=principal, factor=row.fine_factor),
        "discount": line_cents(base_cents=principal, factor=row.discount_factor),
    }
    assert found.total_cents == principal + sum(told.values())
    assert min(row.interest_factor, row.fine_factor) >= 0
    assert row.correction_factor >= 0 or since > due
    assert late or not (row.correction_factor or row.interest_factor or row.fine_factor)


@settings(max_examples=200, deadline=None)
@given(cents, st.dates(date(2024, 8, 30), LAST), st.integers(1, 760))
def test_the_line_is_the_exact_amount_rounded_once(principal: int, due: date, late: int) -> None:
    """Against fractions, without any rounding before the last: the law's amount, half up."""
    on = min(due + timedelta(days=late), LAST)
    row = row_of(Terms("consumer", interest_mode="legal"), due, due, on)
    if not row.known:
        return
    exact = Fraction(0)
    for day in range((on - due).days):
        month = (due + timedelta(days=day)).replace(day=1)
        whole = ((month + timedelta(days=32)).replace(day=1) - month).days
        exact += Fraction(BOOK.rate(series="taxa_legal", month=month)) / whole
    corrected = Fraction(1)
    month = due.replace(day=1)
    last = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    newest = BOOK.last_month(series="ipca")
    assert newest is not None
    while month <= min(last, newest):
        corrected *= 1 + Fraction(BOOK.rate(series="ipca", month=month))
        month = (month + timedelta(days=32)).replace(day=1)
    corrected = max(corrected, Fraction(1))
    for factor, amount in (
        (row.correction_factor, principal * (corrected - 1)),
        (row.interest_factor, principal * corrected * exact),
    ):
        assert line_cents(base_cents=principal, factor=factor) == int(amount + Fraction(1, 2))


class TestRows:
    TERMS = {1: Terms("consumer", correction_index="ipca"), 2: Terms("consumer")}

    def test_a_missing_month_is_named_and_the_others_go_on(self) -> None:
        due = date(2026, 8, 10)
        heard: list[tuple[FactorKey, str]] = []
        keys = [FactorKey(1, due, due), FactorKey(2, due, due)]
        rows = list(
            factor_rows(
                keys=keys,
                terms=self.TERMS,
                on=date(2026, 9, 20),
                series=BOOK,
                unknown=lambda key, why: heard.append((key, why)),
            )
        )
        assert [row.known for row in rows] == [False, True]
        assert [key for key, _why in heard] == [keys[0]]
        assert "08/2026 da série IPCA" in heard[0][1]

    def test_asks_the_law_once_for_each_distinct_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = []

        def counting(**arguments: object) -> object:
            asked.append(arguments)
            return factors(**arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(tabulation, "factors", counting)
        due = date(2026, 3, 10)

        def titles() -> Iterator[FactorKey]:
            for _ in range(50):
                yield FactorKey(1, due, due)
                yield FactorKey(2, due, due)

        rows = list(factor_rows(keys=titles(), terms=self.TERMS, on=date(2026, 5, 10), series=BOOK))
        assert len(rows) == len(asked) == 2
