"""A country decided on one machine: 320 million titles of 80 million debtors, once and by hand.

    python -m benchmarks.country [TITLES] [--memory 14GiB] [--folder DIR]

The snapshot is made in files of 10,000,000 titles at a flat memory, and timed apart. Limits: five minutes
for the whole of `decide`, its files and digests included; 16 GiB as the kernel counts its highest resident set.
"""

from argparse import ArgumentParser, Namespace

from benchmarks.apart import run_program
from benchmarks.deciding import MOST_GIB, decided, disk_bytes, made
from benchmarks.folder import add_folder, workplace
from benchmarks.snapshot import TITLES_A_DEBTOR

TITLES = 320_000_000
MOST_SECONDS = 300


def main() -> int:
    """Measure and print; 1 when a limit is broken."""
    asked = arguments()
    debtors = asked.titles // TITLES_A_DEBTOR
    needs = disk_bytes(titles=asked.titles)
    with workplace(parent=asked.folder, needs_bytes=needs) as folder:
        snapshot = made(folder=folder / "snapshot", titles=asked.titles, telling=True)
        run = decided(snapshot=snapshot, memory=asked.memory, telling=True)
    assert run.value == debtors, f"{run.value:,} of {debtors:,} cases decided"
    print(
        f"{asked.titles:,} titles of {debtors:,} debtors decided in {run.seconds:.0f} s", end="   "
    )
    print(
        f"{asked.titles / run.seconds:,.0f} titles/s   {run.seconds / MOST_SECONDS:.2f} of the",
        end=" ",
    )
    print(f"limit of {MOST_SECONDS} s")
    print(
        f"peak {run.peak_gib:.1f} GiB (limit {MOST_GIB}), of which DuckDB {asked.memory} at most",
        end="   ",
    )
    print(f"{run.disk_bytes / 1e9:.1f} GB on disk beside the snapshot")
    return 0 if run.seconds <= MOST_SECONDS and run.peak_gib <= MOST_GIB else 1


def arguments() -> Namespace:
    """What the command line asks for."""
    parser = ArgumentParser(prog="python -m benchmarks.country")
    parser.add_argument("titles", type=int, nargs="?", default=TITLES)
    parser.add_argument("--memory", default="14GiB", help="what DuckDB may hold (14GiB)")
    add_folder(parser)
    return parser.parse_args()


if __name__ == "__main__":
    run_program(main=main)
