"""How the cost of deciding grows: 1, 3, 10, 30 and 100 million titles over Parquet, on a log-log chart.

    python -m benchmarks.growth [TITLES …] [--memory 12GiB] [--turns N] [--chart FILE] [--folder DIR]

Limit: a slope of at most 1.1 by least squares (1: twice the titles, twice the time). What any run costs, such
as compiling the plan, flattens the small end; the slope between the two largest sizes is printed beside it.
"""

import shutil
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from math import log10
from pathlib import Path
from statistics import linear_regression, median

from benchmarks.apart import Measured, run_program
from benchmarks.chart import Point, growth_chart
from benchmarks.deciding import decided, disk_bytes, made, told
from benchmarks.folder import add_folder, workplace

SIZES = (1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000)
CHART = Path("docs/performance/growth.svg")
TRIAL = Path("build/growth.svg")
MOST_SLOPE = 1.1
LONG_SECONDS = 30


def main() -> int:
    """Measure, draw and print; 1 when the limit is broken."""
    asked = arguments()
    needs = disk_bytes(titles=max(asked.titles))
    with workplace(parent=asked.folder, needs_bytes=needs) as folder:
        points = [measured(folder, titles, asked) for titles in asked.titles]
    slope, last = slope_of(points), slope_of(points[-2:])
    asked.chart.parent.mkdir(parents=True, exist_ok=True)
    asked.chart.write_text(growth_chart(points=points, slope=slope), "utf-8")
    print(
        f"slope {slope:.2f} (limit {MOST_SLOPE})   between the last two {last:.2f}   chart in {asked.chart}"
    )
    return 0 if slope <= MOST_SLOPE else 1


def measured(folder: Path, titles: int, asked: Namespace) -> Point:
    """The seconds of deciding so many titles: the median of three, or a single run that takes long."""
    snapshot = made(folder=folder / str(titles) / "snapshot", titles=titles)
    runs: list[Measured] = []
    while len(runs) < asked.turns and not (runs and runs[0].seconds > LONG_SECONDS):
        runs.append(decided(snapshot=snapshot, memory=asked.memory))
    seconds = median(run.seconds for run in runs)
    print(f"  decided {told(runs[-1])}   {titles / seconds:,.0f} titles/s", flush=True)
    shutil.rmtree(snapshot.parent)
    return Point(titles=titles, seconds=seconds)


def slope_of(points: Sequence[Point]) -> float:
    """The exponent of the growth, by least squares of the logarithms."""
    titles, seconds = ([log10(value) for value in axis] for axis in zip(*points, strict=True))
    return linear_regression(titles, seconds).slope


def arguments() -> Namespace:
    """What the command line asks for. A trial with sizes of its own leaves the chart of the docs alone."""
    parser = ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("titles", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--memory", default="12GiB", help="what DuckDB may hold (12GiB)")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--chart", type=Path)
    add_folder(parser)
    asked = parser.parse_args()
    asked.titles.sort()
    if len(set(asked.titles)) < 2:
        parser.error("a slope needs two sizes")
    asked.chart = asked.chart or (CHART if tuple(asked.titles) == SIZES else TRIAL)
    return asked


if __name__ == "__main__":
    run_program(main=main)
