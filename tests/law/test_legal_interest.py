"""Interest by law: additive day by day, simple, and an error where a month was not published."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.domain.indices.shipped import shipped_book
from acerto.law.params import NotInForce
from acerto.law.rules.agreed import InvalidTerms, Terms
from acerto.law.rules.charges import debt
from acerto.law.rules.legal_interest import COURT_METHOD, METHOD, legal_parts, taxa_legal
from acerto.law.rules.limits import limits_on
from acerto.law.series import NO_SERIES, MonthMissing

BOOK = shipped_book()
LAW = date(2024, 8, 30)
known = st.dates(LAW, date(2026, 10, 31))


def total(since: date, until: date, name: str = METHOD) -> Decimal:
    return sum(
        (part.rate for part in legal_parts(name=name, since=since, until=until, series=BOOK)),
        Decimal(0),
    )


class TestLegalParts:
    @given(known, known, known)
    def test_the_taxa_legal_of_two_spans_adds_up(self, one: date, two: date, three: date) -> None:
        first, middle, last = sorted((one, two, three))
        apart = total(first, middle) + total(middle, last)
        assert abs(apart - total(first, last)) < Decimal("1E-25")

    @given(st.dates(date(1995, 1, 1), date(2026, 10, 31)), st.integers(0, 3000))
    def test_never_falls_with_the_days(self, since: date, days: int) -> None:
        until = min(date.fromordinal(since.toordinal() + days), date(2026, 10, 31))
        if since < until:
            day_before = date.fromordinal(until.toordinal() - 1)
            assert 0 <= total(since, day_before, COURT_METHOD) <= total(since, until, COURT_METHOD)

    def test_changes_method_on_the_day_of_the_law(self) -> None:
        parts = legal_parts(
            name=METHOD, since=date(2024, 8, 29), until=date(2024, 8, 31), series=BOOK
        )
        assert [(part.method, part.since, part.until) for part in parts] == [
            ("selic", date(2024, 8, 29), LAW),
            ("taxa_legal", LAW, date(2024, 8, 31)),
        ]
        assert [part.on_corrected for part in parts] == [False, True]

    def test_names_the_month_not_yet_published(self) -> None:
        with pytest.raises(MonthMissing) as refused:
            total(date(2026, 10, 20), date(2026, 11, 2))
        assert "11/2026 da série taxa legal" in refused.value.message
        assert total(date(2026, 10, 20), date(2026, 11, 1)) > 0

    def test_has_no_answer_before_the_civil_code(self) -> None:
        with pytest.raises(NotInForce):
            total(date(2003, 1, 10), date(2003, 5, 10))

    def test_without_a_book_nothing_is_invented(self) -> None:
        with pytest.raises(MonthMissing):
            legal_parts(name=METHOD, since=LAW, until=date(2024, 9, 5), series=NO_SERIES)


class TestTaxaLegal:
    def test_is_zero_when_inflation_beats_the_selic(self) -> None:
        found = taxa_legal(
            selic_factor=Decimal("1.009"), ipca_factor=Decimal("1.0123"), month=date(2025, 3, 1)
        )
        assert str(found) == "0.000000"

    def test_rounds_ties_to_even(self) -> None:
        even = taxa_legal(
            selic_factor=Decimal("1.0000000250"), ipca_factor=Decimal(1), month=date(2025, 3, 1)
        )
        odd = taxa_legal(
            selic_factor=Decimal("1.0000000350"), ipca_factor=Decimal(1), month=date(2025, 3, 1)
        )
        assert (str(even), str(odd)) == ("0.000002", "0.000004")


class TestDebt:
    def test_cites_the_law_of_each_part(self) -> None:
        found = debt(
            terms=Terms("consumer", interest_mode="legal"),
            principal_cents=100_000,
            effective_due_on=date(2024, 6, 10),
            accrued_since=None,
            fine_charged=False,
            on=date(2024, 10, 15),
            series=BOOK,
        )
        correction, interest = found.lines[1:]
        assert correction.parameter_names == ("legal_interest.correction_index",)
        assert "CC 389" in " ".join(correction.citations)
        assert "Tema 1.368" in " ".join(interest.citations)
        assert "Res. CMN 5.171/2024" in " ".join(interest.citations)
        assert interest.text.startswith("Juros da lei: Selic 1,723871% de 10/06/2024 a 30/08/2024")

    def test_a_payment_in_between_loses_no_day(self) -> None:
        terms = Terms("consumer", interest_mode="legal")
        paid = date(2025, 3, 20)
        until = date(2025, 6, 20)
        due = date(2025, 1, 10)

        def interest(since: date | None, on: date) -> int:
            return debt(
                terms=terms,
                principal_cents=100_000_000,
                effective_due_on=due,
                accrued_since=since,
                fine_charged=False,
                on=on,
                series=BOOK,
                correct_until=date(2024, 12, 1),
            ).interest_cents

        apart = interest(None, paid) + interest(paid, until)
        assert abs(apart - interest(None, until)) <= 1


class TestTerms:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"interest_mode": "usury"}, "interest_mode"),
            ({"interest_mode": "legal", "interest_month_rate": Decimal("0.01")}, "two_rates"),
            ({"interest_mode": "court", "interest_month_rate": Decimal("0.01")}, "two_rates"),
            ({"interest_mode": "court_months"}, "no_rate"),
            ({"correction_index": "dolar"}, "correction_index"),
        ],
    )
    def test_refuses_what_the_law_does_not_add_up(
        self, change: dict[str, object], code: str
    ) -> None:
        data: dict[str, object] = {"party_kind": "consumer", **change}
        with pytest.raises(InvalidTerms) as refused:
            Terms(**data)  # type: ignore[arg-type]
        assert refused.value.code == code
        assert refused.value.message.endswith(".")


class TestLimits:
    def test_the_strictest_binds_and_is_named(self) -> None:
        found = limits_on(party_kind="business", due_on=date(2026, 3, 10), debt_type="utility")
        assert (found.fine_rate, found.fine_name) == (Decimal("0.02"), "utility.late_fee_cap")
        assert (found.interest_month_rate, found.interest_name) == (
            Decimal("0.01"),
            "utility.late_interest_cap",
        )

    def test_an_unknown_type_adds_nothing(self) -> None:
        plain = limits_on(party_kind="consumer", due_on=date(2026, 3, 10))
        invoice = limits_on(party_kind="consumer", due_on=date(2026, 3, 10), debt_type="invoice")
        assert (invoice.fine_rate, invoice.fine_name) == (plain.fine_rate, plain.fine_name)
        assert invoice.interest_name == "consumer.late_interest_cap"
        assert invoice.total_rate is None
