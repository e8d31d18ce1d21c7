"""Curves over the days as SVG: a panel below the other, a line a policy, a band where there are several seeds.

Lines differ by dashes as well as by colour. The words come from whoever draws.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from .draws import Floats

WIDTH, LEFT, RIGHT = 860, 96, 24
PANEL, TOP, GAP = 230, 96, 90
COLOURS = ("#1d4ed8", "#b45309", "#374151")
DASHES = ("", "8 4", "2 3")
TICKS = 5
STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:13px;fill:#1f2937}"
    ".head{font-size:18px;font-weight:600}.panel{font-size:14px;font-weight:600}"
    ".grid{stroke:#d1d5db;stroke-width:1}.zero{stroke:#6b7280;stroke-width:1}"
    ".line{fill:none;stroke-width:2.2}.band{stroke:none;opacity:.16}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A named line with its band; `style` is its place among colours and dashes."""

    name: str
    mean: Floats
    low: Floats
    high: Floats
    style: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines on one pair of axes; `said` writes a value of the upright axis."""

    title: str
    lines: tuple[Line, ...]
    said: Callable[[float], str]


def svg(*, title: str, below: str, days: str, panels: Sequence[Panel]) -> str:
    """The drawing as the text of an SVG file. `below`: a line under the title; `days`: the lower axis."""
    height = TOP + len(panels) * (PANEL + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' width="{WIDTH}" height="{height}">',
        f"<title>{escape(title)}</title><desc>{escape(below)}</desc><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text class="head" x="{LEFT}" y="30">{escape(title)}</text>',
        f'<text x="{LEFT}" y="52">{escape(below)}</text>',
    ]
    for place, panel in enumerate(panels):
        parts += _panel(panel, TOP + place * (PANEL + GAP), days)
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, top: int, days: str) -> list[str]:
    low = min(float(line.low.min()) for line in panel.lines)
    high = max(float(line.high.max()) for line in panel.lines)
    ticks = _ticks(min(low, 0.0), max(high, 0.0))
    count = len(panel.lines[0].mean)

    def x(day: float) -> str:
        return f"{LEFT + (WIDTH - LEFT - RIGHT) * day / max(count, 1):.1f}"

    def y(value: float) -> str:
        return f"{top + PANEL - PANEL * (value - ticks[0]) / (ticks[-1] - ticks[0]):.1f}"

    parts = [f'<text class="panel" x="{LEFT}" y="{top - 12}">{escape(panel.title)}</text>']
    for value in ticks:
        kind = "zero" if value == 0 else "grid"
        parts.append(
            f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}"/>'
            f'<text x="{LEFT - 8}" y="{y(value)}" dy="4" text-anchor="end">'
            f"{escape(panel.said(value))}</text>"
        )
    for day in _days(count):
        parts.append(f'<text x="{x(day)}" y="{top + PANEL + 18}" text-anchor="middle">{day}</text>')
    parts.append(
        f'<text x="{WIDTH - RIGHT}" y="{top + PANEL + 36}" text-anchor="end">{escape(days)}</text>'
    )
    for line in panel.lines:
        parts += _line(line, x, y)
    return parts + _legend(panel.lines, top + PANEL + 36)


def _line(line: Line, x: Callable[[float], str], y: Callable[[float], str]) -> list[str]:
    colour, dash = COLOURS[line.style], DASHES[line.style]
    days = range(1, len(line.mean) + 1)
    there = [f"{x(day)},{y(value)}" for day, value in zip(days, line.high.tolist(), strict=True)]
    back = [f"{x(day)},{y(value)}" for day, value in zip(days, line.low.tolist(), strict=True)]
    drawn = [f"{x(0)},{y(0)}"] + [
        f"{x(day)},{y(value)}" for day, value in zip(days, line.mean.tolist(), strict=True)
    ]
    return [
        f'<polygon class="band" fill="{colour}" points="{" ".join(there + back[::-1])}"/>',
        f'<polyline class="line" stroke="{colour}" stroke-dasharray="{dash}" points="{" ".join(drawn)}"/>',
    ]


def _legend(lines: Sequence[Line], at: int) -> list[str]:
    parts, x = [], LEFT
    for line in lines:
        parts.append(
            f'<line class="line" stroke="{COLOURS[line.style]}" stroke-dasharray="{DASHES[line.style]}"'
            f' x1="{x}" x2="{x + 32}" y1="{at - 4}" y2="{at - 4}"/>'
            f'<text x="{x + 40}" y="{at}">{escape(line.name)}</text>'
        )
        x += 60 + 8 * len(line.name)
    return parts


def _days(count: int) -> list[int]:
    step = next(s for s in (1, 2, 5, 10, 15, 30, 60, 90, 180) if count / s <= 12 or s == 180)
    return list(range(0, count + 1, step))


def _ticks(low: float, high: float) -> list[float]:
    """Round values that reach over low and high."""
    if low == high:
        high = low + 1
    rough = (high - low) / TICKS
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return [step * place for place in range(floor(low / step), ceil(high / step) + 1)]
