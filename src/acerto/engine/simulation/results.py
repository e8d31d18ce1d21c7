"""What a simulation says, figure by figure: means over the seeds, with intervals; differences seed by seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np

from .day import Count
from .draws import Floats
from .population import Array
from .run import Simulation

# Student's t for a two-sided interval of 95 %, by degrees of freedom from 1, to six places.
T_95 = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004,
    2.262157, 2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905,
    2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873, 2.068658, 2.063899,
    2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
)  # fmt: skip
NORMAL_95 = 1.959964
MILLION = 10**6
CHANNELS = (Count.EMAIL, Count.SMS, Count.WHATSAPP, Count.PHONE, Count.LETTER)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds; `low` and `high` bound it with 95 %, None for a single seed."""

    mean: float
    low: float | None
    high: float | None
    by_seed: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure under each policy, and the second less the first. `cents`: it is money, in centavos."""

    key: str
    cents: bool
    policies: tuple[Estimate, ...]
    difference: Estimate | None


@dataclass(frozen=True, slots=True)
class Curve:
    """A figure added up day by day, per policy: mean, low and high (the mean again for a single seed)."""

    policies: tuple[tuple[Floats, Floats, Floats], ...]
    difference: tuple[Floats, Floats, Floats] | None


def figures(
    *, simulation: Simulation, prices: Mapping[str, Decimal] | None = None
) -> tuple[Figure, ...]:
    """Every figure of the whole time. `prices`: centavos a message by channel; with them, cost and net."""
    total = simulation.daily.sum(axis=2)  # policies × seeds × Count

    def of(count: Count) -> Array:
        found: Array = total[..., count]
        return found

    contacts = sum(of(channel) for channel in CHANNELS)
    found = [
        ("recovered_cents", True, of(Count.RECOVERED_CENTS)),
        ("late_cents", True, of(Count.LATE_CENTS)),
        ("titles_paid", False, of(Count.TITLES_PAID)),
        ("cured", False, of(Count.CURED)),
        ("contacts", False, contacts),
        *((channel.name.lower(), False, of(channel)) for channel in CHANNELS),
        ("promised", False, of(Count.PROMISED)),
        ("kept", False, of(Count.KEPT)),
        ("broken", False, of(Count.BROKEN)),
        ("complaints", False, of(Count.COMPLAINTS)),
        ("opt_outs", False, of(Count.OPT_OUTS)),
    ]
    if prices:
        cost = _cost(of, prices)
        found.append(("cost_cents", True, cost))
        found.append(("net_cents", True, of(Count.RECOVERED_CENTS) - cost))
    return tuple(_figure(key, cents, values) for key, cents, values in found)


def curve(*, simulation: Simulation, counts: tuple[Count, ...]) -> Curve:
    """The sum of some counts, added up over the days."""
    summed = simulation.daily[..., list(counts)].sum(axis=3).cumsum(axis=2).astype(np.float64)
    two = len(summed) == 2
    return Curve(
        tuple(_band(seeds) for seeds in summed), _band(summed[1] - summed[0]) if two else None
    )


def _cost(of: Callable[[Count], Array], prices: Mapping[str, Decimal]) -> Any:
    """Centavos: added up in millionths, so that only the sum is a fraction."""
    millionths = sum(
        of(channel) * int(prices.get(channel.name.lower(), Decimal(0)) * MILLION)
        for channel in CHANNELS
    )
    return millionths / MILLION


def _figure(key: str, cents: bool, values: Any) -> Figure:
    policies = tuple(_estimate(seeds) for seeds in values)
    difference = _estimate(values[1] - values[0]) if len(values) == 2 else None
    return Figure(key, cents, policies, difference)


def _estimate(seeds: Any) -> Estimate:
    by_seed = tuple(float(value) for value in seeds)
    mean, low, high = (float(column[0]) for column in _band(np.array(by_seed)[:, None]))
    alone = len(by_seed) < 2
    return Estimate(mean, None if alone else low, None if alone else high, by_seed)


def _band(seeds: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean and bounds over the first axis."""
    mean: Floats = seeds.mean(axis=0)
    if len(seeds) < 2:
        return mean, mean, mean
    half: Floats = t_95(len(seeds) - 1) * seeds.std(axis=0, ddof=1) / sqrt(len(seeds))
    return mean, mean - half, mean + half


def t_95(freedom: int) -> float:
    """Student's t that leaves 2.5 % above it; beyond the table from the normal's, to five places."""
    if freedom <= len(T_95):
        return T_95[freedom - 1]
    z = NORMAL_95
    # Fisher's expansion in powers of 1/freedom.
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
