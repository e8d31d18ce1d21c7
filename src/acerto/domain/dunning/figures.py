"""The figures of a day, counted once by the run so that no page scans the portfolio."""

from dataclasses import dataclass
from datetime import date

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

DECIDED = """
SELECT 'verdict', verdict || ':' || reason, COUNT(*), SUM(overdue_cents)
FROM {decisions} WHERE decided_on = %(on)s GROUP BY verdict, reason
UNION ALL
SELECT 'step', step_id::text, COUNT(*), SUM(overdue_cents)
FROM {decisions} WHERE decided_on = %(on)s AND verdict = 1 GROUP BY step_id
UNION ALL
SELECT 'total', 'open', SUM(titles_open), SUM(total_cents)
FROM {decisions} WHERE decided_on = %(on)s
UNION ALL
SELECT 'total', 'overdue', SUM(titles_overdue), SUM(overdue_cents)
FROM {decisions} WHERE decided_on = %(on)s
UNION ALL
SELECT 'total', 'cases', COUNT(*), SUM(total_cents)
FROM {decisions} WHERE decided_on = %(on)s
"""
AGING = """
SELECT 'aging', band, COUNT(*), SUM(cents)
FROM (
    SELECT principal_cents + interest_cents + fine_cents + correction_cents AS cents,
           CASE WHEN effective_due_on >= %(on)s THEN %(first)s {whens} ELSE %(last)s END AS band
    FROM {titles}
) t GROUP BY band
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: how many, and how many centavos."""

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
        f"WHEN %(on)s - effective_due_on <= {days:d} THEN '{band}'" for band, days in BANDS
    )
    names = {"on": day, "first": NOT_YET_DUE, "last": LAST_BAND}
    with connection.cursor() as cursor:
        cursor.execute(DECIDED.format(decisions=decisions), names)
        rows = cursor.fetchall()
        cursor.execute(AGING.format(titles=titles, whens=whens), names)
        rows += cursor.fetchall()
    figures = [
        Figure(kind, key, int(count or 0), int(cents or 0)) for kind, key, count, cents in rows
    ]
    if run is not None:
        _keep(run, figures)
    return figures


def read_figures(run: Run) -> list[Figure]:
    """The figures that a run kept."""
    rows = RunFigure.objects.filter(run=run).values_list("kind", "key", "count", "cents")
    return [Figure(*row) for row in rows]


def _keep(run: Run, figures: list[Figure]) -> None:
    RunFigure.objects.bulk_create(
        [
            RunFigure(
                tenant_id=current(),
                run=run,
                kind=figure.kind,
                key=figure.key,
                count=figure.count,
                cents=figure.cents,
            )
            for figure in figures
        ]
    )
