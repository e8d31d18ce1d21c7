"""Two policies compared on a snapshot, as `acerto policy diff` does.

    python -m benchmarks.diff [TITLES] [MEMORY] [--folder DIR]

Limit: 60 seconds for 10,000,000 titles, the list of changed cases written.
"""

from argparse import ArgumentParser, Namespace
from time import perf_counter

import yaml

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.diff import diff
from benchmarks.apart import run_program
from benchmarks.deciding import disk_bytes, made
from benchmarks.folder import add_folder, workplace
from benchmarks.snapshot import ON

MOST_SECONDS = 60


def main() -> int:
    """Measure and print; 1 when the limit is broken."""
    asked = arguments()
    text = default_policy_text(name="consumer")
    needs = disk_bytes(titles=asked.titles)
    with workplace(parent=asked.folder, needs_bytes=needs) as folder:
        snapshot = made(folder=folder / "snapshot", titles=asked.titles)
        started = perf_counter()
        found = diff(
            snapshot=snapshot,
            old=load_policy(text=text),
            new=load_policy(text=another(text)),
            on=ON,
            changes=folder / "changed.parquet",
            memory=asked.memory,
        )
        seconds = perf_counter() - started
    assert found.changed, "a policy that changes nothing measures nothing"
    print(f"{found.changed:,} of {found.cases:,} cases change; {seconds:.1f} s", end="   ")
    print(f"{seconds / MOST_SECONDS:.2f} of the limit of {MOST_SECONDS} s")
    return 0 if seconds <= MOST_SECONDS else 1


def arguments() -> Namespace:
    """What the command line asks for."""
    parser = ArgumentParser(prog="python -m benchmarks.diff")
    parser.add_argument("titles", type=int, nargs="?", default=10_000_000)
    parser.add_argument("memory", nargs="?", default="12GiB", help="what DuckDB may hold (12GiB)")
    add_folder(parser)
    return parser.parse_args()


def another(text: str) -> str:
    """The policy without the last step of each segment, and with a higher minimum."""
    data = yaml.safe_load(text)
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][:-1]
    data["minimum_cents"] *= 20
    return yaml.safe_dump(data, allow_unicode=True)


if __name__ == "__main__":
    run_program(main=main)
