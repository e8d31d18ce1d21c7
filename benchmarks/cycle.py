"""Deciding a day in place, beside a bare SELECT over the same tables in the same run.

    python -m benchmarks.cycle [TITLES] [TURNS]

Prints titles a second and the ratio to benchmarks/sql/cycle_limit.sql, medians of five (or TURNS) after a
warm-up. Making 10,000,000 titles takes minutes, and 16 GB of disk all in all.
Limits: at most 8 times the bare SELECT, at least 200,000 titles a second on two cores.
"""

import sys
from pathlib import Path
from shutil import disk_usage
from statistics import median
from time import perf_counter

import django

from benchmarks.apart import run_program

LIMIT = Path(__file__).parent / "sql/cycle_limit.sql"
TURNS = 5
MOST_TIMES = 8
LEAST_TITLES_A_SECOND = 200_000
# Measured: 530 bytes in tables and indexes; the rest is the write-ahead log and what turns leave behind.
BYTES_A_TITLE = 1_600


def main() -> int:
    """Measure and print; 1 when a limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else TURNS
    django.setup()
    require_room(titles)
    from tests.database import fresh_database

    with fresh_database(durable=True):
        bare, decided, explained = measure(titles, turns)
    ratio, speed = decided / bare, titles / decided
    Path("build").mkdir(exist_ok=True)
    Path("build/cycle_explain.txt").write_text(explained)
    print(f"titles {titles:,}   bare SELECT {bare:.2f} s   decided and stored {decided:.2f} s")
    print(f"ratio {ratio:.1f} (limit {MOST_TIMES})   {speed:,.0f} titles/s", end=" ")
    print(f"(limit {LEAST_TITLES_A_SECOND:,})   plan in build/cycle_explain.txt")
    return 0 if ratio <= MOST_TIMES and speed >= LEAST_TITLES_A_SECOND else 1


def require_room(titles: int) -> None:
    """End the program where the disk has no room for so many titles."""
    from django.conf import settings

    settings.HOME.prepare()
    needs, free = titles * BYTES_A_TITLE, disk_usage(settings.HOME.root).free
    if free < needs:
        sys.exit(
            f"This needs about {needs / 1e9:.1f} GB of disk in {settings.HOME.root}, and {free / 1e9:.1f}"
            " GB are free: make room, set TMPDIR to another place, or ask for fewer titles."
        )


def measure(titles: int, turns: int) -> tuple[float, float, str]:
    """Seconds of the bare SELECT and of deciding, and the plan's EXPLAIN."""
    from benchmarks.portfolio import make_portfolio

    print(f"making {titles:,} titles…", flush=True)
    started = perf_counter()
    tenant_id = make_portfolio(titles=titles)
    print(f"made in {perf_counter() - started:.0f} s", flush=True)
    bare, decided = [], []
    for turn in range(turns + 1):
        seconds = turn_of(tenant_id)
        print(f"  SELECT {seconds[0]:.2f} s, decided {seconds[1]:.2f} s", flush=True)
        if turn:
            bare.append(seconds[0])
            decided.append(seconds[1])
    return median(bare), median(decided), explain(tenant_id)


def turn_of(tenant_id: int) -> tuple[float, float]:
    """One bare SELECT and one day decided and stored, rolled back afterwards."""
    from acerto.domain.dunning.decide import decide, tuned

    with day(tenant_id) as (policies, cursor):
        with tuned():
            started = perf_counter()
            cursor.execute(LIMIT.read_text())
            cursor.fetchall()
            bare = perf_counter() - started
        started = perf_counter()
        rows = decide(policies=policies, on=on_day(), run_id=1, target="dunning_decision")
        assert rows, "nothing was decided"
        return bare, perf_counter() - started


def explain(tenant_id: int) -> str:
    """EXPLAIN ANALYZE of the statement that decides."""
    from acerto.domain.dunning.decide import statement, tuned

    with day(tenant_id) as (policies, cursor), tuned():
        sql = statement(active=policies[0], on=on_day(), run_id=1, target="dunning_decision")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def on_day():
    from benchmarks.portfolio import ON

    return ON


class day:  # noqa: N801
    """The transaction of one day: settings, episodes and factors made; all rolled back at the end."""

    def __init__(self, tenant_id: int) -> None:
        self.tenant_id = tenant_id

    def __enter__(self):
        from django.db import connection, transaction

        from acerto.domain.dunning.decide import prepare
        from acerto.domain.dunning.policies import active_policies
        from acerto.domain.receivables.services import open_episodes
        from acerto.domain.tenancy.scope import scope
        from benchmarks.portfolio import NOW, ON

        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.inner = scope(self.tenant_id)
        self.inner.__enter__()
        open_episodes(on=ON)
        prepare(on=ON, now=NOW, as_of=False)
        self.cursor = connection.cursor()
        return active_policies(), self.cursor

    def __exit__(self, *exc):
        from django.db import transaction

        self.cursor.close()
        self.inner.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


if __name__ == "__main__":
    run_program(main=main)
