"""The manager's overview: what is owed, what the day decided, what went out, what came in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from acerto.domain.contact import screens as contact
from acerto.domain.intake import screens as intake
from acerto.domain.payments import screens as payments

from ..models import Run, RunFigure
from .steps import step_names
from .words import BANDS, Band, Outcome, outcome

# For a membership narrowed to some creditors the figures of the run are too wide.
COUNTED = """
WITH d AS (
    SELECT d.* FROM dunning_decision d JOIN receivables_case c ON c.id = d.case_id
    WHERE d.decided_on = %(on)s AND c.holder_id = ANY(%(reach)s)
), t AS (
    SELECT t.effective_due_on, %(on)s - t.effective_due_on AS late,
           t.principal_cents + t.interest_cents + t.fine_cents + t.correction_cents AS cents
    FROM receivables_open_title t JOIN receivables_case c ON c.id = t.case_id
    WHERE c.holder_id = ANY(%(reach)s)
)
SELECT 'verdict', verdict || ':' || reason, COUNT(*), SUM(overdue_cents)::bigint FROM d GROUP BY 2
UNION ALL SELECT 'step', step_id::text, COUNT(*), SUM(overdue_cents)::bigint FROM d
    WHERE verdict = 1 GROUP BY 2
UNION ALL SELECT 'total', 'open', SUM(titles_open)::bigint, SUM(total_cents)::bigint FROM d
UNION ALL SELECT 'total', 'overdue', SUM(titles_overdue)::bigint, SUM(overdue_cents)::bigint FROM d
UNION ALL SELECT 'total', 'cases', COUNT(*), SUM(total_cents)::bigint FROM d
UNION ALL SELECT 'aging', CASE WHEN late <= 0 THEN 'a_vencer' WHEN late <= 30 THEN '1-30'
    WHEN late <= 60 THEN '31-60' WHEN late <= 90 THEN '61-90' WHEN late <= 180 THEN '91-180'
    WHEN late <= 360 THEN '181-360' ELSE '361+' END, COUNT(*), SUM(cents)::bigint FROM t GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """So many things, worth so many centavos."""

    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One band of the aging."""

    band: Band
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Decided:
    """How many cases had an outcome."""

    outcome: Outcome
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many cases reached a step today."""

    step_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The last execution of the last day that was decided."""

    id: int
    decided_on: date
    titles: int
    seconds: float
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the manager's first screen."""

    run: RunFacts | None
    cases: int
    open: Figure
    overdue: Figure
    aging: list[Bar]
    decided: list[Decided]
    steps: list[StepCount]
    states: dict[str, int]
    received: payments.Received
    last_import: intake.ImportFacts | None
    claims: int
    claims_late: int
    today: date

    @property
    def decided_today(self) -> bool:
        """Whether the last run is of today."""
        return self.run is not None and self.run.decided_on == self.today


def last_run(*, on: date | None = None) -> RunFacts | None:
    """The last finished run in force of the tenant, up to a day."""
    rows = Run.objects.filter(replaced=False, finished_at__isnull=False)
    if on is not None:
        rows = rows.filter(decided_on__lte=on)
    row = rows.order_by("-decided_on", "-pk").first()
    if row is None:
        return None
    names = RunFacts.__dataclass_fields__
    return RunFacts(**{name: getattr(row, name) for name in names})


def overview(*, on: date, reach: frozenset[int]) -> Overview:
    """The overview of the tenant in scope on a day, narrowed to `reach` (creditors; empty: all)."""
    run = last_run(on=on)
    figures = _figures(run, reach)
    claims, late = contact.open_claims(on=on, reach=reach)
    imports = intake.imports(reach=reach, limit=1)
    return Overview(
        run=run,
        cases=figures.get(("total", "cases"), Figure(0, 0)).count,
        open=figures.get(("total", "open"), Figure(0, 0)),
        overdue=figures.get(("total", "overdue"), Figure(0, 0)),
        aging=_aging(figures),
        decided=_decided(figures),
        steps=_steps(figures),
        states=contact.states_on(on=run.decided_on, reach=reach) if run else {},
        received=payments.received(on=on, reach=reach),
        last_import=imports[0] if imports else None,
        claims=claims,
        claims_late=late,
        today=on,
    )


def _figures(run: RunFacts | None, reach: frozenset[int]) -> dict[tuple[str, str], Figure]:
    if run is None:
        return {}
    if reach:
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, {"on": run.decided_on, "reach": list(reach)})
            rows = cursor.fetchall()
    else:
        rows = list(
            RunFigure.objects.filter(run_id=run.id).values_list("kind", "key", "count", "cents")
        )
    return {(kind, key): Figure(count or 0, cents or 0) for kind, key, count, cents in rows}


def _aging(figures: dict[tuple[str, str], Figure]) -> list[Bar]:
    found = [(band, figures.get(("aging", band.key), Figure(0, 0))) for band in BANDS]
    return [Bar(band=band, count=figure.count, cents=figure.cents) for band, figure in found]


def _decided(figures: dict[tuple[str, str], Figure]) -> list[Decided]:
    rows = []
    for (kind, key), figure in figures.items():
        if kind == "verdict" and figure.count:
            verdict, reason = key.split(":")
            words = outcome(verdict=int(verdict), reason=int(reason))
            rows.append(Decided(outcome=words, count=figure.count, cents=figure.cents))
    return sorted(rows, key=lambda row: (row.outcome.verdict, -row.count))


def _steps(figures: dict[tuple[str, str], Figure]) -> list[StepCount]:
    names = step_names()
    rows = [
        StepCount(step_id=int(key), name=names.get(int(key), key), count=figure.count)
        for (kind, key), figure in figures.items()
        if kind == "step" and figure.count
    ]
    return sorted(rows, key=lambda row: -row.count)
