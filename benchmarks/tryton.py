"""Acerto beside Tryton's account_dunning: the same titles, the same levels, the same PostgreSQL, one run.

    python -m benchmarks.tryton [TITLES]

Tryton is no part of Acerto: it is installed from PyPI into an environment of its own in the user's cache, and
runs as a program of its own with `python -O` (tryton_driver.py), in a database of its own on the same server.
Each title has a debtor of its own, so that Acerto's step, which is of a case, can be compared title by title.

Acerto's time is that of the whole day: episodes, factors, decisions stored, steps marked, contacts queued,
figures. Tryton's: generating and processing, on the first day and until every title is at its right
level, which takes it a day for each level. Ends with 1 when one level differs.
"""

import csv
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import django

from benchmarks.apart import run_program
from benchmarks.tryton_apart import environment, theirs_of

DAYS = (3, 10, 30, 60, 90)
TITLES = 10_000


def main() -> int:
    """Measure, compare and print; 1 when a level differs."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else TITLES
    python = environment()
    django.setup()
    from django.conf import settings
    from tests.database import fresh_database

    with fresh_database(durable=True), TemporaryDirectory() as folder:
        settings.ACERTO_KEPT = Path(folder) / "kept"
        portfolio = Path(folder) / "titles.csv"
        ours, levels = ours_of(titles, portfolio)
        print(f"Acerto: the day in {ours:.2f} s, {titles / ours:,.0f} titles/s", flush=True)
        theirs = theirs_of(python=python, portfolio=portfolio, days=DAYS, on=on_day())
    return told(titles, ours, levels, theirs)


def told(titles: int, ours: float, levels: dict[int, int], theirs: dict) -> int:
    """Print both and the ratio; 1 when a level differs."""
    days = [each["generate"] + each["process"] for each in theirs["passes"]]
    first, whole = days[0], sum(days)
    print(f"Tryton: the first day in {first:.2f} s, {titles / first:,.0f} titles/s;", end=" ")
    print(
        f"to the right level in {len(days)} days, {whole:.2f} s, {titles / whole:,.0f} titles/s",
        end=" ",
    )
    print(f"(loading, not counted: {theirs['loaded_seconds']:.0f} s)")
    found = {int(title): level for title, level in theirs["levels"].items()}
    differing = sorted(
        title for title in levels.keys() | found.keys() if levels.get(title) != found.get(title)
    )
    counted = ", ".join(
        f"{level}: {count:,}" for level, count in sorted(Counter(levels.values()).items())
    )
    print(f"levels of {titles:,} titles ({counted}, none: {titles - len(levels):,}):", end=" ")
    print("all equal" if not differing else f"{len(differing):,} differ, such as {differing[:5]}")
    print(
        f"Acerto is {first / ours:.0f} times as fast as Tryton's first day, {whole / ours:.0f} times to the",
        end=" ",
    )
    print("right level")
    return 1 if differing else 0


def ours_of(titles: int, portfolio: Path) -> tuple[float, dict[int, int]]:
    """Seconds of Acerto's day on a fresh portfolio, also written as CSV, and by title its level from 1."""
    from acerto.domain.dunning.policies import publish
    from acerto.domain.dunning.services import run_day
    from acerto.domain.tenancy.scope import scope
    from benchmarks.portfolio import NOW, ON, make_portfolio

    tenant_id = make_portfolio(titles=titles, each=1)
    with scope(tenant_id):
        publish(text=ladder(), now=NOW)
    write_portfolio(portfolio)
    with scope(tenant_id):
        started = perf_counter()
        result = run_day(on=ON, now=NOW)
        seconds = perf_counter() - started
    assert result.cases == titles, f"{result.cases} of {titles} cases were decided"
    return seconds, our_levels()


def ladder() -> str:
    """A policy with Tryton's levels and nothing else."""
    step = {"channels": ["email", "phone"], "template": "overdue_soft", "purpose": "collection"}
    steps = [
        {"key": f"level_{number}", "offset_days": days, "description": f"Nível {number}.", **step}
        for number, days in enumerate(DAYS, 1)
    ]
    policy = {
        "name": "niveis",
        "version": "1",
        "description": "Os mesmos níveis nos dois sistemas.",
        "party_kind": "consumer",
        "minimum_cents": 0,
        "caps": {"contacts_day": 1, "contacts_week": 2},
        "segments": [{"key": "todos", "description": "Todos os casos.", "steps": steps}],
    }
    return json.dumps(policy, ensure_ascii=False)  # JSON is YAML


def write_portfolio(path: Path) -> None:
    """Every title with its due date and centavos."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            asked("SELECT id, effective_due_on, principal_cents FROM receivables_title ORDER BY id")
        )


def our_levels() -> dict[int, int]:
    """By title the level decided, those without a step left out."""
    rows = asked(
        "SELECT t.id, s.key FROM dunning_decision d JOIN receivables_title t ON t.case_id = d.case_id"
        " JOIN dunning_step s ON s.id = d.step_id"
    )
    return {title: int(key.removeprefix("level_")) for title, key in rows}


def on_day() -> date:
    """The day of the portfolio, which can be asked once Django is there."""
    from benchmarks.portfolio import ON

    return ON


def asked(query: str) -> list[tuple]:
    """Rows over all tenants: there is but one."""
    from django.db import connections

    with connections["maintenance"].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


if __name__ == "__main__":
    run_program(main=main)
