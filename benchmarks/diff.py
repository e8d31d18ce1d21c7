"""Two policies compared on a snapshot, as `acerto policy diff` does.

    python -m benchmarks.diff [TITLES] [MEMORY]

Limit: 60 seconds for 10,000,000 titles, the list of changed cases written.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.diff import diff
from benchmarks.snapshot import ON, make_snapshot

MOST_SECONDS = 60


def main() -> int:
    """Measure and print; 1 when the limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    memory = sys.argv[2] if len(sys.argv) > 2 else "12GiB"
    text = default_policy_text(name="consumer")
    with TemporaryDirectory(dir=".") as folder:
        snapshot = make_snapshot(folder=Path(folder) / "snapshot", titles=titles)
        print(f"{titles:,} titles made", flush=True)
        started = perf_counter()
        found = diff(
            snapshot=snapshot,
            old=load_policy(text=text),
            new=load_policy(text=another(text)),
            on=ON,
            changes=Path(folder) / "changed.parquet",
            memory=memory,
        )
        seconds = perf_counter() - started
    assert found.changed, "a policy that changes nothing measures nothing"
    print(f"{found.changed:,} of {found.cases:,} cases change; {seconds:.1f} s", end="   ")
    print(f"{seconds / MOST_SECONDS:.2f} of the limit of {MOST_SECONDS} s")
    return 0 if seconds <= MOST_SECONDS else 1


def another(text: str) -> str:
    """The policy without the last step of each segment, and with a higher minimum."""
    data = yaml.safe_load(text)
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][:-1]
    data["minimum_cents"] *= 20
    return yaml.safe_dump(data, allow_unicode=True)


if __name__ == "__main__":
    sys.exit(main())
