"""The collection day: decide the whole portfolio, remember what was done, queue what goes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.utils.translation import gettext as _

from acerto import __version__
from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.services import emit, record
from acerto.domain.contact.queue import cancel_unsent
from acerto.domain.receivables.services import open_episodes
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.statistics import refresh_statistics
from acerto.law.version import law_version

from .decide import decide, prepare
from .figures import Figure, fill_figures, read_figures
from .keeping import CannotKeep, drop_snapshot, kept_snapshot, note_snapshot
from .marks import mark_steps, settle_cancelled, unmark
from .models import Run
from .policies import ActivePolicy, active_policies
from .queueing import queue_contacts
from .write_back import CannotTakeIn, outside, take_in

FILLED = ("dunning_decision", "dunning_stepmark", "receivables_episode", "contact_contact")


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did: rows decided now, contacts queued now, and the figures of the whole day."""

    decided_on: date
    run_id: int | None  # None: only shown, nothing kept
    cases: int
    titles: int
    queued: int
    seconds: float
    figures: list[Figure] = field(default_factory=list)


class CannotRun(Exception):
    """The day cannot be run as asked; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def run_day(*, on: date, now: datetime, replace: bool = False) -> RunResult:
    """Decide the tenant's portfolio on a day; today also stores, marks steps and queues contacts.

    A day before today decides and shows, and keeps nothing. Running today twice adds nothing but
    what has come in between. Another policy version on the same day needs `replace`, which cancels
    contacts that have not gone out. Raises CannotRun.
    """
    started = perf_counter()
    today = now.astimezone(SAO_PAULO).date()
    policies = active_policies()
    _refuse_impossible(on, today, policies)
    _one_at_a_time()
    if on < today:
        return _show(on, now, policies, started)
    _settle_versions(on, now, policies, replace)
    return _run(on, now, policies, started)


def take_in_decisions(*, folder: Path, on: date, now: datetime) -> tuple[RunResult, dict[str, int]]:
    """Take in a day's decisions made outside over a snapshot of ours; marks and queues as a run does.

    Returns what came in, and how many were left out by the keys of write_back.REASONS: a run of the day
    decides those. Only for today. Raises CannotRun.
    """
    started = perf_counter()
    today = now.astimezone(SAO_PAULO).date()
    policies = active_policies()
    _refuse_impossible(on, today, policies)
    if on < today:
        raise CannotRun("past_day", _("Só entram decisões do dia de hoje."))
    _one_at_a_time()
    left: dict[str, int] = {}

    def decide_outside(run: Run) -> int:
        run.outside_sha256 = found.sha256
        cases, out = take_in(found=found, run_id=run.pk, tenant_id=current(), now=now)
        left.update(out)
        return cases

    try:
        found = outside(folder=folder, on=on)
        _settle_versions(on, now, policies, replace=False)
        settle_cancelled(on=on)
        open_episodes(on=on)
        return _keep_day(on, now, policies, started, decide_outside), left
    except CannotTakeIn as problem:
        raise CannotRun("outside", problem.message) from problem


def _run(on: date, now: datetime, policies: list[ActivePolicy], started: float) -> RunResult:
    settle_cancelled(on=on)
    open_episodes(on=on)
    prepare(on=on, now=now, as_of=False)
    return _keep_day(on, now, policies, started, lambda run: _decide_and_keep(policies, run))


def _keep_day(
    on: date,
    now: datetime,
    policies: list[ActivePolicy],
    started: float,
    decide_cases: Callable[[Run], int],
) -> RunResult:
    """One run, however its cases are decided: what was done is marked, what goes out is queued."""
    before = Run.objects.filter(decided_on=on, replaced=False).order_by("-pk").first()
    run = _begin(on, now, policies)
    run.cases = decide_cases(run)
    if not run.cases and before is not None:
        drop_snapshot(name=run.snapshot)
        run.delete()
        return _result(on, before.pk, 0, 0, started, read_figures(run_id=before.pk))
    mark_steps(policies=policies, run_id=run.pk, on=on)
    run.queued = queue_contacts(policies=policies, run_id=run.pk, on=on, now=now)
    settle_cancelled(on=on)
    refresh_statistics(tables=FILLED, rows=run.cases)
    figures = fill_figures(run=run)
    result = _result(on, run.pk, run.cases, run.queued, started, figures)
    _end(run, result, now)
    return result


def _begin(on: date, now: datetime, policies: list[ActivePolicy]) -> Run:
    return Run.objects.create(
        tenant_id=current(),
        decided_on=on,
        policy_versions=_versions(policies),
        law_version=law_version(),
        engine_version=__version__,
        started_at=now,
    )


def _end(run: Run, result: RunResult, now: datetime) -> None:
    run.titles = result.titles
    run.seconds = result.seconds
    run.finished_at = now
    run.save()
    facts = {
        "cases": run.cases,
        "queued": run.queued,
        "policy_versions": run.policy_versions,
        "snapshot_sha256": run.snapshot_sha256,
        "outside_sha256": run.outside_sha256,
    }
    record(now=now, action="dunning.run", subject="run", subject_id=run.pk, facts=facts)
    emit(now=now, kind="dunning.run", subject_id=run.pk, facts=facts)


def _decide_and_keep(policies: list[ActivePolicy], run: Run) -> int:
    """Decide in place; what was read goes to files meanwhile. Returns the cases decided."""
    try:
        with kept_snapshot(run=run) as writing:
            cases = decide(
                policies=policies, on=run.decided_on, run_id=run.pk, target="dunning_decision"
            )
            note_snapshot(run=run, writing=writing)
    except CannotKeep as problem:
        raise CannotRun("cannot_keep", problem.message) from problem
    return cases


def _show(on: date, now: datetime, policies: list[ActivePolicy], started: float) -> RunResult:
    prepare(on=on, now=now, as_of=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shown_decision")
        cursor.execute("CREATE TEMP TABLE shown_decision (LIKE dunning_decision) ON COMMIT DROP")
    cases = decide(policies=policies, on=on, run_id=0, target="shown_decision")
    figures = fill_figures(run=None, on=on)
    return _result(on, None, cases, 0, started, figures)


def _result(
    on: date, run_id: int | None, cases: int, queued: int, started: float, figures: list[Figure]
) -> RunResult:
    titles = next((f.count for f in figures if (f.kind, f.key) == ("total", "open")), 0)
    return RunResult(on, run_id, cases, titles, queued, perf_counter() - started, figures)


def _settle_versions(on: date, now: datetime, policies: list[ActivePolicy], replace: bool) -> None:
    """See that the day has one set of policy versions; `replace` takes the earlier runs back."""
    earlier = list(Run.objects.filter(decided_on=on, replaced=False))
    if all(run.policy_versions == _versions(policies) for run in earlier) and not replace:
        return
    if not replace:
        raise CannotRun(
            "other_policy",
            _(
                "Este dia já foi rodado com outra versão da régua. "
                "Use --replace para refazê-lo: o que ainda não foi enviado será cancelado."
            ),
        )
    for run in earlier:
        cancel_unsent(run_id=run.pk, now=now)
        unmark(run_id=run.pk, on=on)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM dunning_decision WHERE decided_on = %s AND run_id = %s", [on, run.pk]
            )
        record(now=now, action="dunning.replace", subject="run", subject_id=run.pk)
    Run.objects.filter(pk__in=[run.pk for run in earlier]).update(replaced=True)


def _refuse_impossible(on: date, today: date, policies: list[ActivePolicy]) -> None:
    if on > today:
        raise CannotRun("future", _("Esse dia ainda não chegou: rode hoje ou um dia passado."))
    if on == today and Run.objects.filter(decided_on__gt=on, replaced=False).exists():
        raise CannotRun("later_run", _("Já há uma rodada de um dia posterior: confira o relógio."))
    if not policies:
        raise CannotRun("no_policy", _("Nenhuma régua publicada: publique uma e rode de novo."))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('dunning.run'), %s::int)", [current()]
        )


def _versions(policies: list[ActivePolicy]) -> str:
    return ",".join(str(active.version_id) for active in policies)
