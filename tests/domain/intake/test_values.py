"""Texts as days, cents and rates."""

from datetime import date
from decimal import Decimal

import pytest

from acerto.core.money import InvalidAmount
from acerto.domain.intake.mapping import Mapping
from acerto.domain.intake.values import InvalidValue, Values


def values(**said: str) -> Values:
    columns = {"contract": "a", "due_on": "b", "principal": "c"}
    return Values(mapping=Mapping(kind="titles", columns=columns, **said))


class TestDay:
    @pytest.mark.parametrize(
        ("format_", "text"),
        [
            ("auto", "05/03/2026"), ("auto", "5/3/2026"), ("auto", "2026-03-05"),
            ("auto", "05.03.2026"), ("auto", "2026-03-05T10:00:00"), ("auto", "05/03/2026 10:00"),
            ("dmy", "05-03-2026"), ("iso", "20260305"), ("iso", "20260305.0"),
            ("mdy", "03/05/2026"),
        ],
    )  # fmt: skip
    def test_is_read(self, format_, text):
        assert values(date_format=format_).day[text] == date(2026, 3, 5)

    @pytest.mark.parametrize(
        ("format_", "text"),
        [
            ("auto", ""), ("auto", "31/02/2026"), ("auto", "12/31/2026"), ("auto", "05/03/26"),
            ("auto", "ontem"), ("iso", "05/03/2026"), ("dmy", "2026-03-05"), ("auto", "05/03/0026"),
            ("auto", "05/03/9999"),
        ],
    )  # fmt: skip
    def test_is_refused(self, format_, text):
        with pytest.raises(InvalidValue):
            values(date_format=format_).day[text]


class TestCents:
    @pytest.mark.parametrize(
        ("mark", "text", "cents"),
        [
            ("comma", "1.234,56", 123456), ("comma", "1234,56", 123456), ("comma", "10", 1000),
            ("point", "1234.56", 123456), ("point", "1,234.56", 123456), ("auto", "1.234,56", 123456),
            ("auto", "1234.56", 123456), ("auto", "R$ 10", 1000), ("comma", "1.234", 123400),
        ],
    )  # fmt: skip
    def test_are_read(self, mark, text, cents):
        assert values(decimal=mark).cents(text) == cents

    @pytest.mark.parametrize("text", ["0,00", "-1,00", "", "abc", "1,234"])
    def test_are_refused(self, text):
        with pytest.raises((InvalidValue, InvalidAmount)):
            values().cents(text)


class TestRate:
    @pytest.mark.parametrize(
        ("text", "rate"),
        [
            ("2,00", "0.02"),
            ("0,0333", "0.000333"),
            ("1.5", "0.015"),
            ("2 %", "0.02"),
            ("0", "0"),
            ("2.00", "0.02"),
            ("100", "1"),
        ],
    )
    def test_is_read(self, text, rate):
        assert values().rate[text] == Decimal(rate)

    def test_is_none_when_the_cell_is_empty(self):
        assert values().rate[" "] is None

    @pytest.mark.parametrize(
        "text", ["-1", "1000", "nan", "1e9", "x", "100,01", "150%", "1.000,00", "2,0.0"]
    )
    def test_is_refused(self, text):
        with pytest.raises(InvalidValue):
            values().rate[text]
