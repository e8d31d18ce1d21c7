"""Money: reading, writing and rounding."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.core.money import (
    MAX_CENTS,
    InvalidAmount,
    as_factor,
    format_brl,
    half_up,
    line_cents,
    parse_cents,
)

TEN_BILLION_REAIS = 10**12


class TestParseCents:
    @pytest.mark.parametrize(
        ("text", "cents"),
        [
            ("1.234,56", 123456),
            ("1234.56", 123456),
            ("1,234.56", 123456),
            ("R$ 10", 1000),
            ("r$10", 1000),
            ("10", 1000),
            ("0", 0),
            ("1.234", 123400),
            ("1.234.567,8", 123456780),
            ("1,234,567.89", 123456789),
            ("1234.5600", 123456),
            ("0.500", 50),
            (",5", 50),
            ("10,", 1000),
            ("1\u00a0234,50", 123450),
            ("-R$ 3,50", -350),
            ("R$ -3,50", -350),
            ("10000000000,00", TEN_BILLION_REAIS),
        ],
    )
    def test_reads_the_ways_people_and_systems_write(self, text: str, cents: int) -> None:
        assert parse_cents(text) == cents

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "amount_missing"),
            ("R$", "amount_missing"),
            ("dez", "amount_unreadable"),
            ("1e3", "amount_unreadable"),
            ("nan", "amount_unreadable"),
            ("٣", "amount_unreadable"),
            ("1.2.3", "amount_unreadable"),
            ("1,23,45", "amount_unreadable"),
            ("--1", "amount_unreadable"),
            (",", "amount_unreadable"),
            ("9" * 41, "amount_unreadable"),
            ("1,234", "amount_ambiguous"),
            ("1234,567", "amount_fraction"),
            ("0,001", "amount_fraction"),
            ("99999999999999", "amount_too_large"),
        ],
    )
    def test_refuses_with_a_stable_code(self, text: str, code: str) -> None:
        with pytest.raises(InvalidAmount) as refused:
            parse_cents(text)
        assert refused.value.code == code
        assert refused.value.message

    @pytest.mark.parametrize(
        ("text", "decimal", "cents"),
        [
            ("1,234", ".", 123400),
            ("1.234", ",", 123400),
            ("1.5", ".", 150),
            ("1234,50", ",", 123450),
        ],
    )
    def test_a_declared_mark_ends_the_doubt(self, text: str, decimal: str, cents: int) -> None:
        assert parse_cents(text, decimal=decimal) == cents

    @pytest.mark.parametrize("text", ["1.234.5", "12.34,5", "1,2,3"])
    def test_a_declared_mark_refuses_misplaced_groups(self, text: str) -> None:
        with pytest.raises(InvalidAmount):
            parse_cents(text, decimal=",")

    @given(st.integers(-MAX_CENTS, MAX_CENTS))
    def test_reads_back_what_it_wrote(self, cents: int) -> None:
        assert parse_cents(format_brl(cents)) == cents


class TestFormatBrl:
    @pytest.mark.parametrize(
        ("cents", "text"),
        [
            (0, "R$ 0,00"),
            (5, "R$ 0,05"),
            (-5, "-R$ 0,05"),
            (123456, "R$ 1.234,56"),
            (TEN_BILLION_REAIS, "R$ 10.000.000.000,00"),
        ],
    )
    def test_writes_as_in_brazil(self, cents: int, text: str) -> None:
        assert format_brl(cents) == text


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "rounded"),
        [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("-0.5", "-1"), ("0.49", "0")],
    )
    def test_ties_go_away_from_zero(self, value: str, rounded: str) -> None:
        assert half_up(Decimal(value)) == Decimal(rounded)

    def test_keeps_the_places_asked_for(self) -> None:
        assert half_up(Decimal("1.0000005"), places=6) == Decimal("1.000001")

    def test_a_line_is_rounded_at_six_decimals_first(self) -> None:
        assert line_cents(base_cents=1, factor=Decimal("0.499999500000000000")) == 1

    @given(
        st.integers(0, TEN_BILLION_REAIS),
        st.decimals(Decimal("-99"), Decimal("99"), places=18, allow_nan=False),
    )
    def test_is_exact_at_ten_billion_whatever_the_ambient_precision(
        self, cents: int, factor: Decimal
    ) -> None:
        with localcontext() as context:
            context.prec = 100
            exact = Decimal(cents) * factor
            micro = exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
            expected = int(micro.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        with localcontext() as context:
            context.prec = 3
            assert line_cents(base_cents=cents, factor=factor) == expected

    def test_a_factor_has_the_stored_scale(self) -> None:
        factor = as_factor(rate=Decimal("0.01"), over=30)
        assert str(factor) == "0.000333333333333333"

    def test_a_factor_that_the_database_cannot_hold_is_refused(self) -> None:
        with pytest.raises(InvalidAmount) as refused:
            as_factor(rate=Decimal(100))
        assert refused.value.code == "factor_too_large"
