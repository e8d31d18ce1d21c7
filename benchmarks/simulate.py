"""Two policies simulated over the same people, as `acerto simulate` does with one seed.

    python -m benchmarks.simulate [DEBTORS] [DAYS]

Everything counts: people made up, factors of every day, plans compiled, 90 days lived under both policies.
Limit: 180 seconds for 1,000,000 debtors and 90 days, on 2 cores. Told beside it: the highest resident set of a
process, the processor's seconds (those of other programs apart), and how many waited for the cores before.
"""

import os
import resource
import sys
from datetime import date
from time import perf_counter

import yaml

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.simulation.day import Count
from acerto.engine.simulation.generated import Generated
from acerto.engine.simulation.parameters import load_parameters
from acerto.engine.simulation.results import CHANNELS
from acerto.engine.simulation.run import simulate

ON = date(2026, 3, 2)
MOST_SECONDS = 180


def main() -> int:
    """Measure and print; 1 when the limit is broken."""
    debtors = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 90
    text, parameters = default_policy_text(name="consumer"), load_parameters()
    started, before = perf_counter(), os.getloadavg()[0]
    found = simulate(
        policies=(load_policy(text=text), load_policy(text=shorter(text))),
        source=Generated(debtors, ON, "consumer", "card", parameters),
        on=ON,
        days=days,
        seeds=(1,),
        parameters=parameters,
        workers=os.cpu_count() or 1,
    )
    seconds = perf_counter() - started
    contacts = found.daily[..., list(CHANNELS)].sum(axis=(1, 2, 3)).tolist()
    assert contacts[0] > contacts[1] > 0, "policies that send alike measure nothing"
    paid = found.daily[..., Count.TITLES_PAID].sum(axis=(1, 2)).tolist()
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cpu = sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    print(f"{debtors:,} debtors, {found.starts[0].titles:,} titles, {days} days, two policies")
    print(
        f"messages {contacts[0]:,} and {contacts[1]:,}, titles paid {paid[0]:,} and {paid[1]:,}",
        end="",
    )
    print(f"; {peak / 1024**2:.1f} GiB a process")
    print(f"{seconds:.0f} s ({cpu:.0f} s of processor; load {before:.1f} before)", end="   ")
    print(f"{seconds / MOST_SECONDS:.2f} of the limit of {MOST_SECONDS} s")
    return 0 if seconds <= MOST_SECONDS else 1


def shorter(text: str) -> str:
    """The policy with the first half of its steps."""
    data = yaml.safe_load(text)
    for segment in data["segments"]:
        segment["steps"] = segment["steps"][: len(segment["steps"]) // 2]
    return yaml.safe_dump(data, allow_unicode=True)


if __name__ == "__main__":
    sys.exit(main())
