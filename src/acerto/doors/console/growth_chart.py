"""The growth of a debt as stacked areas. The drawing is a template; nothing here knows HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from acerto.core.money import format_brl
from acerto.law.growth import Point

WIDTH, HEIGHT = 720, 240
LEFT, BOTTOM = 4, 214
TOP = 16
LAYERS = (
    ("principal", gettext_lazy("Principal"), "0"),
    ("correction", gettext_lazy("Correção"), "1"),
    ("interest", gettext_lazy("Juros"), "3"),
    ("fine", gettext_lazy("Multa"), "5"),
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of amount, as the outline of its area."""

    name: str
    tone: str
    outline: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A payment on the time line."""

    x: str
    on: date


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """Geometry as text, so that no decimal comma gets into an attribute."""

    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...]
    points: tuple[Point, ...]
    first: Point
    last: Point
    highest: str
    view_box: str


def growth_chart(*, points: Sequence[Point]) -> GrowthChart | None:
    """The chart of a debt; None when there are not two points to draw."""
    if len(points) < 2:
        return None
    most = max(sum(_heights(point)) for point in points) or 1
    edges = [[0] * len(points)]
    for layer in range(len(LAYERS)):
        edges.append(
            [edges[-1][place] + _heights(point)[layer] for place, point in enumerate(points)]
        )
    layers = tuple(
        Layer(str(name), tone, _outline(points, edges[place], edges[place + 1], most))
        for place, (_kind, name, tone) in enumerate(LAYERS)
        if edges[place] != edges[place + 1]
    )
    return GrowthChart(
        layers=layers,
        marks=tuple(Mark(_x(points, point.on), point.on) for point in points if point.paid),
        points=tuple(points),
        first=points[0],
        last=points[-1],
        highest=format_brl(max(point.debt.total_cents for point in points)),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
    )


def _heights(point: Point) -> list[int]:
    return [max(0, getattr(point.debt, f"{kind}_cents")) for kind, _name, _tone in LAYERS]


def _outline(points: Sequence[Point], below: list[int], above: list[int], most: int) -> str:
    top = [f"{_x(points, p.on)},{_y(above[place], most)}" for place, p in enumerate(points)]
    base = [f"{_x(points, p.on)},{_y(below[place], most)}" for place, p in enumerate(points)]
    return " ".join([*top, *reversed(base)])


def _x(points: Sequence[Point], on: date) -> str:
    days = (points[-1].on - points[0].on).days
    return _tenths(LEFT * 10 + (on - points[0].on).days * (WIDTH - 2 * LEFT) * 10 // days)


def _y(cents: int, most: int) -> str:
    return _tenths(BOTTOM * 10 - cents * (BOTTOM - TOP) * 10 // most)


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
