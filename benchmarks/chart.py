"""The chart of growth: seconds over titles, both axes logarithmic, as SVG that reads on light and dark."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 36, 56, 48
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#57606a}.head{font-size:15px;font-weight:600}"
    ".grid{stroke:#8c959f;stroke-opacity:.35}.line{stroke:#1f6feb;stroke-width:2;fill:none}"
    ".even{stroke:#8c959f;stroke-dasharray:5 4}.dot{fill:#1f6feb}"
    "@media (prefers-color-scheme:dark){text{fill:#adb5bd}}"
)


class Point(NamedTuple):
    """So many titles took so many seconds."""

    titles: int
    seconds: float


class _Axis:
    """From values to places along one side, by whole powers of ten."""

    def __init__(self, *, values: Iterable[float], start: float, end: float) -> None:
        logs = [log10(value) for value in values]
        self.low, self.high = floor(min(logs)), max(ceil(max(logs)), floor(min(logs)) + 1)
        self.start, self.end = start, end

    def place(self, value: float) -> float:
        part = (log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def powers(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def growth_chart(*, points: Sequence[Point], slope: float) -> str:
    """The points joined, and dashed from the first a line of slope 1, twice the titles, twice the time."""
    x = _Axis(values=[each.titles for each in points], start=LEFT, end=WIDTH - RIGHT)
    y = _Axis(values=[each.seconds for each in points], start=HEIGHT - BOTTOM, end=TOP)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-label="Seconds to decide over titles, slope {slope:.2f}">',
            f"<style>{STYLE}</style>",
            f'<text class="head" x="{LEFT}" y="22">Deciding a day over Parquet: slope {slope:.2f}</text>',
            f'<text x="{LEFT}" y="42">seconds over titles; dashed: twice the titles, twice the time</text>',
            *_grid(x, y),
            _even(x, y, points[0]),
            *_curve(x, y, points),
            "</svg>\n",
        ]
    )


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for value in x.powers():
        at = x.place(value)
        yield f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text x="{at:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{_short(value)}</text>'
    for value in y.powers():
        at = y.place(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{value:g} s</text>'


def _even(x: _Axis, y: _Axis, first: Point) -> str:
    """The line of slope 1, as far as the frame goes."""
    times = min(10.0**x.high / first.titles, 10.0**y.high / first.seconds)
    ends = (first, Point(round(first.titles * times), first.seconds * times))
    (x1, y1), (x2, y2) = ((x.place(each.titles), y.place(each.seconds)) for each in ends)
    return f'<line class="even" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _curve(x: _Axis, y: _Axis, points: Sequence[Point]) -> Iterator[str]:
    places = [(x.place(each.titles), y.place(each.seconds)) for each in points]
    yield f'<polyline class="line" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in places)}"/>'
    for (a, b), each in zip(places, points, strict=True):
        yield f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="4"/>'
        near_right = a > WIDTH - RIGHT - 60
        anchor, right, down = ("end", -8, -8) if near_right else ("start", 8, 18)
        yield (
            f'<text x="{a + right:.1f}" y="{b + down:.1f}" text-anchor="{anchor}">'
            f"{each.seconds:.1f} s</text>"
        )


def _short(titles: float) -> str:
    """1,000,000 as 1 M."""
    return f"{titles / 1e6:g} M" if titles >= 1e6 else f"{titles:,.0f}"
