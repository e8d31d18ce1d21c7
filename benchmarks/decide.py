"""A day decided over Parquet by `acerto decide`, beside a bare DuckDB query of the same columns and rows.

    python -m benchmarks.decide [TITLES] [MEMORY] [--turns N] [--folder DIR]

The query (sql/decide_limit.sql) scans the same files, joins the same tables and writes as many rows of as
many columns. Each runs in a process of its own with the same memory given; medians, in turns. Limits: 5
times the query's seconds; 16 GiB, as the kernel counts the highest resident set of the one that decides.
"""

from argparse import ArgumentParser, Namespace
from statistics import median

from benchmarks.apart import run_program
from benchmarks.deciding import MOST_GIB, decided, disk_bytes, made, queried, told
from benchmarks.folder import add_folder, workplace

MOST_TIMES = 5


def main() -> int:
    """Measure and print; 1 when a limit is broken."""
    asked = arguments()
    needs = disk_bytes(titles=asked.titles)
    bare, ours = [], []
    with workplace(parent=asked.folder, needs_bytes=needs) as folder:
        snapshot = made(folder=folder / "snapshot", titles=asked.titles)
        for _turn in range(asked.turns):
            bare.append(queried(snapshot=snapshot, memory=asked.memory))
            ours.append(decided(snapshot=snapshot, memory=asked.memory))
            print(f"  query {told(bare[-1])};  decide {told(ours[-1])}", flush=True)
    query, decide = (median(each.seconds for each in runs) for runs in (bare, ours))
    peak = max(each.peak_gib for each in ours)
    print(f"{asked.titles:,} titles   bare query {query:.1f} s   decided {decide:.1f} s", end="   ")
    print(f"{asked.titles / decide:,.0f} titles/s")
    print(f"ratio {decide / query:.1f} (limit {MOST_TIMES})   ", end="")
    print(f"peak {peak:.1f} GiB (limit {MOST_GIB})")
    return 0 if decide / query <= MOST_TIMES and peak <= MOST_GIB else 1


def arguments() -> Namespace:
    """What the command line asks for."""
    parser = ArgumentParser(prog="python -m benchmarks.decide")
    parser.add_argument("titles", type=int, nargs="?", default=10_000_000)
    parser.add_argument("memory", nargs="?", default="12GiB", help="what DuckDB may hold (12GiB)")
    parser.add_argument("--turns", type=int, default=3)
    add_folder(parser)
    return parser.parse_args()


if __name__ == "__main__":
    run_program(main=main)
