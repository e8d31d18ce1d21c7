"""What files of separated columns have in common."""

import pytest

from acerto.formats.delimited import (
    Order,
    column_key,
    day_parts,
    decimal_of,
    delimiter_of,
    order_of,
)


@pytest.mark.parametrize(
    ("line", "mark"),
    [("a;b,c;d", ";"), ("a,b,c;d", ","), ("a\tb", "\t"), ("a|b|c", "|"), ("a", ";"), ("", ";")],
)
def test_the_delimiter_is_what_cuts_most(line: str, mark: str) -> None:
    assert delimiter_of(line=line) == mark


def test_a_column_is_found_by_its_bare_name() -> None:
    assert column_key(name=" Data  do Lançamento (R$)") == "data do lancamento r"


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234,56", "10"], "comma"),
        (["1,234.56", ""], "point"),
        (["1,5", "1.5"], "auto"),
        (["10", "1.000"], "auto"),
        ([], "auto"),
    ],
)
def test_the_decimal_mark_is_what_amounts_show(cells: list[str], mark: str) -> None:
    assert decimal_of(cells=cells) == mark


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("2026-03-01", "auto", (2026, 3, 1)),
        ("20260301", "iso", (2026, 3, 1)),
        ("2026-03-01T10:00:00", "auto", (2026, 3, 1)),
        ("01/03/2026 10:00", "auto", (2026, 3, 1)),
        ("1.3.2026", "dmy", (2026, 3, 1)),
        ("03/01/2026", "mdy", (2026, 3, 1)),
    ],
)
def test_days(text: str, order: Order, parts: tuple[int, int, int]) -> None:
    assert day_parts(text=text, order=order) == parts


@pytest.mark.parametrize(
    ("text", "order"),
    [("01/03/2026", "iso"), ("2026-03-01", "dmy"), ("x", "auto"), ("01/03/26", "auto")],
)
def test_what_is_no_day(text: str, order: Order) -> None:
    with pytest.raises(ValueError, match=text):
        day_parts(text=text, order=order)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/2026", "13/02/2026"], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["01/02/2026", "12/12/2026"], None),
        (["2026-02-13", "x"], None),
    ],
)
def test_a_number_above_twelve_tells_the_order(cells: list[str], order: str | None) -> None:
    assert order_of(cells=cells) == order
