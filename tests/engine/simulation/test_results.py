"""The factor of an interval of 95 %, against Student's own distribution."""

from math import atan, cos, pi, sin, sqrt

import pytest

from acerto.engine.simulation.results import t_95


def below(t: float, freedom: int) -> float:
    """The part of Student's distribution below t, by its closed form for whole degrees of freedom."""
    angle = atan(t / sqrt(freedom))
    squared = cos(angle) ** 2
    odd = freedom % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= squared * (k - 1) / k
        total += term
    if not odd:
        return 0.5 + sin(angle) * total / 2
    return 0.5 + (angle + (sin(angle) * total if freedom > 1 else 0)) / pi


@pytest.mark.parametrize("freedom", [*range(1, 41), 99, 999])
def test_leaves_a_fortieth_above(freedom: int) -> None:
    assert below(t_95(freedom) - 3e-6, freedom) < 0.975 < below(t_95(freedom) + 3e-6, freedom)


def test_known_values() -> None:
    assert t_95(1) == pytest.approx(12.706205, abs=1e-6)
    assert t_95(4) == pytest.approx(2.776445, abs=1e-6)
