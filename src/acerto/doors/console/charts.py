"""Where the bars of a chart stand. The drawing is a template; nothing here knows HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from acerto.domain.dunning.screens.overview import Bar

ROW = 42
BAR_TOP = 20
SHORTEST = "0.4"


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its geometry as text, so that no thousands mark gets into an attribute."""

    bar: Bar
    text_y: str
    bar_y: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one below the other, lengths in per cent of the longest."""

    bars: list[DrawnBar]
    height: str


def aging_chart(*, bars: Sequence[Bar]) -> Chart:
    """The aging, widths relative to the largest band."""
    most = max((bar.cents for bar in bars), default=0) or 1
    drawn = [
        DrawnBar(
            bar=bar,
            text_y=str(place * ROW + 14),
            bar_y=str(place * ROW + BAR_TOP),
            width=width_of(bar.cents, most),
            tone=str(place),
        )
        for place, bar in enumerate(bars)
    ]
    return Chart(bars=drawn, height=str(len(drawn) * ROW))


def width_of(amount: int, most: int) -> str:
    """A bar's length in per cent of the longest, as text; what is not nothing can be seen."""
    if not amount:
        return "0"
    tenths = amount * 1000 // most
    return f"{tenths // 10}.{tenths % 10}" if tenths >= 4 else SHORTEST
