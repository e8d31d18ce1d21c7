"""A line in whole numbers is the law's line: rounded at six decimals and then at centavos, at any size."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache

import duckdb
import ibis
import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from acerto.core.money import MAX_CENTS
from acerto.core.money import line_cents as by_the_law
from acerto.engine.amounts import line_cents
from acerto.engine.dialects import DIALECTS
from acerto.engine.factors import whole_and_parts

Line = tuple[int, int]
"""Centavos, and a factor as so many parts of 10^18."""
UNIT = 10**18
MOST = 100 * UNIT - 1
LIMB = 10**9


def twice_rounded(base: int, digits: int) -> int:
    """half_up(half_up(base × digits ÷ 10^18, 6), 0) in nothing but whole numbers."""
    micros = (abs(base * digits) + 10**12 // 2) // 10**12
    cents = (micros + 10**6 // 2) // 10**6
    return cents if digits >= 0 else -cents


@cache
def statement(dialect: str) -> str:
    """The plan's expression over a table of lines."""
    t = ibis.table({"n": "int64", "base": "int64", "whole": "int64", "parts": "int64"}, name="line")
    cents = line_cents(
        base=t.base, whole=t.whole, parts=t.parts, quotient=DIALECTS[dialect].quotient
    )
    return str(ibis.to_sql(t.select(t.n, cents=cents).order_by("n"), dialect=dialect))


def columns(lines: Sequence[Line]) -> tuple[list[int], list[int], list[int], list[int]]:
    bases, digits = [base for base, _ in lines], [digits for _, digits in lines]
    signs = [-1 if each < 0 else 1 for each in digits]
    wholes = [sign * (abs(each) // UNIT) for sign, each in zip(signs, digits, strict=True)]
    parts = [sign * (abs(each) % UNIT) for sign, each in zip(signs, digits, strict=True)]
    return list(range(len(lines))), bases, wholes, parts


def in_duckdb(lines: Sequence[Line]) -> list[int]:
    of = "unnest(?::BIGINT[])"
    rows = f"WITH line AS (SELECT {of} n, {of} base, {of} whole, {of} parts)"
    with duckdb.connect() as database:
        found = database.execute(f"{rows} {statement('duckdb')}", columns(lines)).fetchall()
    return [cents for _n, cents in found]


def in_postgres(lines: Sequence[Line]) -> list[int]:
    rows = (
        "WITH line AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
        " AS t(n, base, whole, parts))"
    )
    with connection.cursor() as cursor:
        sql = statement("postgres").replace("%", "%%")
        cursor.execute(f"{rows} {sql}", columns(lines))
        return [cents for _n, cents in cursor.fetchall()]


@st.composite
def at_the_edge(draw: st.DrawFn) -> Line:
    """A line whose product lies next to where a centavo begins: 0.0000005 below a half."""
    base = draw(bases.filter(bool))
    cents = draw(st.integers(0, min(MOST * base // UNIT, 10**15)))
    edge = ((2 * cents + 1) * UNIT // 2 - UNIT // 2_000_000) // base
    digits = min(max(edge + draw(st.integers(-1, 2)), 0), MOST)
    return base, digits * draw(st.sampled_from([1, -1]))


def around(*numbers: int) -> st.SearchStrategy[int]:
    return st.sampled_from([number + step for number in numbers for step in (-1, 0, 1)])


bases = st.one_of(
    st.integers(0, MAX_CENTS),
    st.integers(0, 10**7),
    around(1, LIMB, 2 * LIMB, 10**6 * LIMB - 2, MAX_CENTS - 1),
)
sizes = st.one_of(
    st.integers(0, MOST), st.integers(0, UNIT // 10), around(1, LIMB, UNIT, 2 * UNIT, MOST - 1)
)
digits = st.builds(lambda size, sign: size * sign, sizes, st.sampled_from([1, -1]))
lines = st.lists(st.one_of(st.tuples(bases, digits), at_the_edge()), min_size=1, max_size=60)
CORNERS = [
    (base, sign * size)
    for base in (0, 1, LIMB - 1, LIMB, LIMB + 1, MAX_CENTS)
    for size in (0, 1, LIMB - 1, LIMB, UNIT - 1, UNIT, 99 * UNIT, MOST)
    for sign in (1, -1)
]


@pytest.mark.parametrize("engine", [in_duckdb, in_postgres])
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=lines)
@example(lines=CORNERS)
def test_a_line_is_rounded_twice(
    db: None, engine: Callable[[Sequence[Line]], list[int]], lines: list[Line]
) -> None:
    assert engine(lines) == [twice_rounded(*line) for line in lines]


@given(line=st.one_of(st.tuples(bases, digits), at_the_edge()))
def test_it_is_the_line_of_core_money(line: Line) -> None:
    base, size = line
    factor = Decimal(size).scaleb(-18)
    assert by_the_law(base_cents=base, factor=factor) == twice_rounded(*line)
    assert list(whole_and_parts(factor)) == [columns([line])[2][0], columns([line])[3][0]]


@pytest.mark.parametrize("engine", [in_duckdb, in_postgres])
def test_what_would_not_fit_is_an_error(
    db: None, engine: Callable[[Sequence[Line]], list[int]]
) -> None:
    """Beyond every amount that a title may have, and never another number instead."""
    with pytest.raises(Exception, match="(?i)out of range|overflow"):
        engine([(2**62, 99 * UNIT)])
