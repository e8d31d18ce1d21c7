"""Decisions of old months: moved out to one Parquet file a month, and readable there."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from django.db import connection
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.services import record
from acerto.domain.tenancy.scope import current
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import digest_of, duckdb_type, parquet, quoted

from .copying import csv_table, write_rows
from .keeping import folder, retention
from .models import ArchivedMonth, Run

KEPT_WITH = {"decided_on": "DATE", "run_id": "BIGINT", "policy_version_id": "BIGINT"}
COLUMNS = {**KEPT_WITH, **{name: duckdb_type(kind) for name, kind in DECISION.items()}}
NAMES = ", ".join(COLUMNS)
OLD = "FROM dunning_decision WHERE decided_on >= %s AND decided_on < %s"


class ArchiveChanged(Exception):
    """A file of old decisions is missing, or is not what it was. `message` is for people."""

    def __init__(self, path: Path) -> None:
        self.message = _(
            "O arquivo de decisões antigas %s falta ou mudou depois de gravado: traga-o de uma cópia."
        ) % (path)
        super().__init__(self.message)


def archive_months(*, now: datetime) -> list[date]:
    """Move out the months that are over by the tenant's rules; returns their first days.

    The file stands and its digest is in the audit log before the rows go, all in one transaction.
    """
    today = now.astimezone(SAO_PAULO).date()
    first_kept = months_before(day=today, months=retention().decision_months)
    last = Run.objects.filter(replaced=False).order_by("-decided_on").first()
    if last is not None:  # the next run reads the ages that this one decided
        first_kept = min(first_kept, last.decided_on.replace(day=1))
    return [month for month in _old_months(first_kept) if _move(month, now)]


def months_before(*, day: date, months: int) -> date:
    """The first day of the month so many months before a day's."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def archived_rows(*, month: date, where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows (COLUMNS) of a month that has moved out; none where it has not. Raises ArchiveChanged."""
    row = ArchivedMonth.objects.filter(month=month.replace(day=1)).first()
    if row is None:
        return []
    path = checked(row=row)
    with duckdb.connect() as database:
        query = f"SELECT {NAMES} FROM {parquet(path)} WHERE {where}"
        return database.execute(query, list(values)).fetchall()


def checked(*, row: ArchivedMonth) -> Path:
    """The file of a month, after its digest has been compared. Raises ArchiveChanged."""
    path = folder() / "decisions" / row.file
    if not path.is_file() or digest_of(path) != row.sha256:
        raise ArchiveChanged(path)
    return path


def _old_months(first_kept: date) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT date_trunc('month', decided_on)::date FROM dunning_run"
            " WHERE decided_on < %s ORDER BY 1",
            [first_kept],
        )
        return [row[0] for row in cursor.fetchall()]


def _move(month: date, now: datetime) -> bool:
    """One month: into the file, then out of the table. False where there is nothing to move."""
    following = months_before(day=month, months=-1)
    if ArchivedMonth.objects.filter(month=month).exists():
        return False
    target = folder() / "decisions"
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = target / f"{month:%Y-%m}.parquet"
    with TemporaryDirectory(dir=target) as work:
        rows = _write(month, following, Path(work) / "month", path)
    if rows == 0:
        path.unlink()
        return False
    digest = digest_of(path)
    ArchivedMonth.objects.create(
        tenant_id=current(),
        month=month,
        file=path.name,
        rows=rows,
        sha256=digest,
        archived_at=now,
    )
    facts = {"month": month.isoformat(), "rows": rows, "sha256": digest}
    record(now=now, action="dunning.archive_month", subject="tenant", facts=facts)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE {OLD}", [month, following])
        assert cursor.rowcount == rows, "a decision came in while its month moved out"
    return True


def _write(month: date, following: date, work: Path, path: Path) -> int:
    text = work.with_suffix(".csv")
    write_rows(query=f"SELECT {NAMES} {OLD}", values=[month, following], path=text)
    source = csv_table(path=text, columns=COLUMNS)
    with duckdb.connect() as database:
        # In order of the case: a question about one reads a few row groups of millions of rows.
        row = database.execute(
            f"COPY (SELECT * FROM {source} ORDER BY case_id, decided_on) TO {quoted(str(work))}"
            " (FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
    work.replace(path)
    return int(row[0]) if row else 0
