"""The engine's plan, run in place: one INSERT … SELECT a policy on this very connection."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import ibis
from django.db import connection
from django.db.backends.utils import CursorWrapper

from acerto.core.calendar import SAO_PAULO
from acerto.domain.tenancy.scope import current
from acerto.engine.plan import POSTGRES_SETTINGS, plan_sql
from acerto.engine.snapshot import DECISION, TITLE, snapshot_tables

from .factors import tabulate
from .models import Run
from .policies import ActivePolicy

COLUMNS = ", ".join(DECISION)
LIVE = "snapshot_title"
AS_OF = "snapshot_title_as_of"


def prepare(*, on: date, now: datetime, as_of: bool) -> None:
    """Set the day of this transaction and tabulate the factors.

    With `as_of`, the snapshot is what was known to be effective at the end of that day.
    """
    set_day(on=on, now=_end_of(on) if as_of else now)
    tabulate(titles=AS_OF if as_of else LIVE, on=on)


def set_day(*, on: date, now: datetime) -> None:
    """Set the day and instant that the snapshot's views of this transaction are of."""
    last = Run.objects.filter(decided_on__lt=on, replaced=False).order_by("-decided_on").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('acerto.on', %s, true), set_config('acerto.now', %s, true),"
            " set_config('acerto.previous_on', %s, true)",
            [str(on), now.isoformat(), str(last.decided_on) if last else ""],
        )
        cursor.execute("SELECT acerto_decision_month(%s)", [on])


def decide(*, policies: list[ActivePolicy], on: date, run_id: int, target: str) -> int:
    """Decide every case not yet decided on the day; returns the rows written to `target`."""
    return sum(_decide(active, on, run_id, target) for active in policies)


def _decide(active: ActivePolicy, on: date, run_id: int, target: str) -> int:
    if not _has_cases(active.policy.party_kind):
        return 0  # building the statement takes longer than finding that there is nothing to decide
    titles = AS_OF if target != "dunning_decision" else LIVE
    sql = statement(active=active, on=on, run_id=run_id, target=target, titles=titles)
    if _decided_before(target, on, run_id):
        sql += " ON CONFLICT DO NOTHING"
    with tuned(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def _has_cases(party_kind: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM receivables_case WHERE party_kind = %s)", [party_kind]
        )
        return bool(cursor.fetchone()[0])


def _decided_before(target: str, on: date, run_id: int) -> bool:
    """Whether an earlier run of the day left decisions: only then is there anything to step around."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {target} WHERE decided_on = %s AND run_id <> %s)",
            [on, run_id],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def tuned() -> Iterator[None]:
    """The engine's settings of the server for a while; the transaction's own come back."""
    names = list(POSTGRES_SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join('current_setting(%s)' for _ in names)}", names)
        before = dict(zip(names, cursor.fetchone(), strict=True))
        _set(cursor, POSTGRES_SETTINGS)
        yield
        _set(cursor, before)


def _set(cursor: CursorWrapper, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def statement(
    *, active: ActivePolicy, on: date, run_id: int, target: str, titles: str = LIVE
) -> str:
    """The one SQL statement that decides a policy's cases. Numbers and dates only are put in."""
    tables = replace(snapshot_tables(), title=ibis.table(TITLE, name=titles))
    select = plan_sql(policy=active.policy, on=on, step_ids=active.step_ids, tables=tables)
    return (
        f"INSERT INTO {target} (tenant_id, decided_on, run_id, policy_version_id, {COLUMNS}) "
        f"SELECT {current():d}, DATE '{on.isoformat()}', {run_id:d}, {active.version_id:d}, "
        f"{COLUMNS} FROM ({select}) AS plan"
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=SAO_PAULO)
