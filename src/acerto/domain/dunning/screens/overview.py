"""The manager's overview: what is owed, what the day decided, what went out, what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from acerto.domain.contact import screens as contact
from acerto.domain.intake import screens as intake
from acerto.domain.payments import screens as payments

from ..figures import read_figures
from ..models import Run
from .steps import step_names
from .words import BANDS, Band, Outcome, outcome


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
    """Everything on the manager's first screen.

    `open` and `overdue` are sums of `aging`: every open title, paused and prescribed ones too, without
    the charges of the day. `charged` and `charged_overdue` are what the day's decisions charge, with
    them.
    """

    run: RunFacts | None
    cases: int
    aging: list[Bar]
    charged: Figure
    charged_overdue: Figure
    decided: list[Decided]
    steps: list[StepCount]
    states: dict[str, int]
    received: payments.Received
    last_import: intake.ImportFacts | None
    claims: int
    claims_late: int
    today: date

    @property
    def open(self) -> Figure:
        """All that is open."""
        return _sum(self.aging)

    @property
    def overdue(self) -> Figure:
        """Of that, what is overdue."""
        return _sum([bar for bar in self.aging if bar.band.first > 0])

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
        aging=_aging(figures),
        charged=figures.get(("total", "open"), Figure(0, 0)),
        charged_overdue=figures.get(("total", "overdue"), Figure(0, 0)),
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
    kept = read_figures(run_id=run.id, reach=reach) if run else []
    return {(figure.kind, figure.key): Figure(figure.count, figure.cents) for figure in kept}


def _aging(figures: dict[tuple[str, str], Figure]) -> list[Bar]:
    found = [(band, figures.get(("aging", band.key), Figure(0, 0))) for band in BANDS]
    return [Bar(band=band, count=figure.count, cents=figure.cents) for band, figure in found]


def _sum(bars: Sequence[Bar]) -> Figure:
    return Figure(sum(bar.count for bar in bars), sum(bar.cents for bar in bars))


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
