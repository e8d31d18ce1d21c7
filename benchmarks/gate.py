"""The gate: may these 1,000 contacts go now? Time inside PostgreSQL, as the product's role sees it.

    python -m benchmarks.gate [TITLES]

A tenant with history: two permits a person in the last week, holds on people, cases and titles, narrower
hours of the company and of people, a block list of 500,000 numbers. Prints planning and execution,
medians of nine after a warm-up, and the ratio to the limit: 50 ms for 1,000 contacts.
"""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import django

RUNS = 9
BATCH = 1_000
LIMIT_MS = 50
LISTED = 500_000


def main() -> int:
    """Measure and print; 1 when the limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    django.setup()
    from tests.database import fresh_database

    with fresh_database(durable=True):
        spent, whole, allowed, explained = measure(titles)
    Path("build").mkdir(exist_ok=True)
    Path("build/gate_explain.txt").write_text(explained)
    print(
        f"{BATCH:,} contacts of {titles:,} titles   {allowed} may go   inside {spent:.1f} ms",
        end=" ",
    )
    print(f"(limit {LIMIT_MS}, ratio {spent / LIMIT_MS:.2f})   with Python {whole:.1f} ms", end=" ")
    print("  plan in build/gate_explain.txt")
    return 0 if spent <= LIMIT_MS else 1


def measure(titles: int) -> tuple[float, float, int, str]:
    """Milliseconds inside PostgreSQL and in all, how many of the batch may go, and the plan."""
    from acerto.domain.contact.gate import verdicts
    from acerto.domain.tenancy.scope import scope
    from benchmarks.portfolio import NOW, make_portfolio

    print(f"making {titles:,} titles, with history…", flush=True)
    tenant_id = make_portfolio(titles=titles)
    make_history(tenant_id=tenant_id)
    inside, whole = [], []
    with scope(tenant_id):
        contact_ids = batch()
        for turn in range(RUNS + 1):
            plan = explain(contact_ids)
            started = perf_counter()
            found = verdicts(contact_ids=contact_ids, channel="email", now=NOW)
            if turn:
                whole.append((perf_counter() - started) * 1000)
                inside.append(milliseconds(plan))
    return median(inside), median(whole), sum(not v.objections for v in found), "\n".join(plan)


def batch() -> list[int]:
    """A thousand contacts that wait, spread over the tenant."""
    from acerto.domain.contact.models import Contact

    ids = Contact.objects.filter(state="queued").order_by("id").values_list("pk", flat=True)
    return list(ids)[:: max(1, len(ids) // BATCH)][:BATCH]


def explain(contact_ids: list[int]) -> list[str]:
    """EXPLAIN ANALYZE of the gate's statement, without the cost of timing each node."""
    from django.db import connection

    from acerto.domain.contact.gate import parameters
    from acerto.domain.contact.statements import statement
    from benchmarks.portfolio import NOW

    values = parameters(contact_ids=contact_ids, channel="email", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS) {statement('gate')}", values)
        return [row[0] for row in cursor.fetchall()]


def milliseconds(plan: list[str]) -> float:
    """Planning and execution, from the last lines of EXPLAIN ANALYZE."""
    times = [line for line in plan if line.startswith(("Planning Time", "Execution Time"))]
    return sum(float(line.split(":")[1].removesuffix(" ms")) for line in times)


def make_history(*, tenant_id: int) -> None:
    """Contacts queued and sent, permits, holds, hours and a block list, made by the database."""
    from django.db import connections

    from benchmarks.portfolio import NOW, ON

    names = {"tenant": tenant_id, "now": NOW, "on": ON, "listed": LISTED}
    script = (Path(__file__).parent / "sql/gate_history.sql").read_text()
    with connections["maintenance"].cursor() as cursor:
        for part in filter(str.strip, script.split(";\n")):
            cursor.execute(part, names)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
