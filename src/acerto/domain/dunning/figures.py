"""The figures of a day, counted once by the run so that no page scans the portfolio."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from acerto.domain.tenancy.scope import current

from .models import Run, RunFigure

BANDS = (
    ("1-30", 30),
    ("31-60", 60),
    ("61-90", 90),
    ("91-180", 180),
    ("181-360", 360),
)
NOT_YET_DUE = "a_vencer"
LAST_BAND = "361+"

# The decisions are grouped once, finely; what is shown are sums of that.
DECIDED = """
WITH d AS MATERIALIZED (
    SELECT c.holder_id, d.verdict, d.reason, d.step_id, COUNT(*) AS cases,
           SUM(d.titles_open) AS titles_open, SUM(d.titles_overdue) AS titles_overdue,
           SUM(d.overdue_cents) AS overdue_cents, SUM(d.total_cents) AS total_cents
    FROM {decisions} d JOIN receivables_case c ON c.id = d.case_id
    WHERE d.decided_on = %(on)s GROUP BY 1, 2, 3, 4
)
SELECT holder_id, 'verdict', verdict || ':' || reason, SUM(cases), SUM(overdue_cents)
FROM d GROUP BY 1, 3
UNION ALL
SELECT holder_id, 'step', step_id::text, SUM(cases), SUM(overdue_cents)
FROM d WHERE verdict = 1 GROUP BY 1, 3
UNION ALL
SELECT holder_id, 'total', 'open', SUM(titles_open), SUM(total_cents) FROM d GROUP BY 1
UNION ALL
SELECT holder_id, 'total', 'overdue', SUM(titles_overdue), SUM(overdue_cents) FROM d GROUP BY 1
UNION ALL
SELECT holder_id, 'total', 'cases', SUM(cases), SUM(total_cents) FROM d GROUP BY 1
"""
AGING = """
SELECT c.holder_id, 'aging',
       CASE WHEN t.effective_due_on >= %(on)s THEN %(first)s {whens} ELSE %(last)s END, COUNT(*),
       SUM(t.principal_cents + t.interest_cents + t.fine_cents + t.correction_cents)
FROM {titles} t JOIN receivables_case c ON c.id = t.case_id GROUP BY 1, 3
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: how many, and how many centavos."""

    kind: str
    key: str
    count: int
    cents: int


class _Row(NamedTuple):
    """A figure of one creditor."""

    creditor_id: int
    kind: str
    key: str
    count: int
    cents: int


def fill_figures(*, run: Run | None, on: date | None = None) -> list[Figure]:
    """Count a day; keep the figures with the run, or, for a day that is only shown, just return them.

    Reads the snapshot that this transaction is set to (see decide.prepare).
    """
    day = run.decided_on if run else on
    decisions, titles = (
        ("dunning_decision", "snapshot_title")
        if run
        else ("shown_decision", "snapshot_title_as_of")
    )
    whens = " ".join(
        f"WHEN %(on)s - t.effective_due_on <= {days:d} THEN '{band}'" for band, days in BANDS
    )
    names = {"on": day, "first": NOT_YET_DUE, "last": LAST_BAND}
    with connection.cursor() as cursor:
        cursor.execute(DECIDED.format(decisions=decisions), names)
        rows = cursor.fetchall()
        cursor.execute(AGING.format(titles=titles, whens=whens), names)
        rows += cursor.fetchall()
    figures = [_Row(*name, int(count or 0), int(cents or 0)) for *name, count, cents in rows]
    if run is not None:
        _keep(run, figures)
    return _summed(figures)


def read_figures(*, run_id: int, reach: frozenset[int] = frozenset()) -> list[Figure]:
    """The figures that a run kept, summed over the creditors in `reach` (empty: all)."""
    rows = RunFigure.objects.filter(run_id=run_id)
    if reach:
        rows = rows.filter(creditor_id__in=reach)
    return _summed([_Row(*row) for row in rows.values_list(*_Row._fields)])


def _summed(rows: list[_Row]) -> list[Figure]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        count, cents = sums.get((row.kind, row.key), (0, 0))
        sums[row.kind, row.key] = (count + row.count, cents + row.cents)
    return [Figure(*name, *found) for name, found in sums.items()]


def _keep(run: Run, rows: list[_Row]) -> None:
    RunFigure.objects.bulk_create(
        [RunFigure(tenant_id=current(), run=run, **row._asdict()) for row in rows]
    )
