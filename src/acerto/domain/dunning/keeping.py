"""What a run read, kept beside the database so that the run can be replayed to the same rows.

Folders under settings.ACERTO_KEPT, one a tenant:

    TENANT/runs/DAY-RUN/            a snapshot (engine.snapshot_files), its manifest's digest in the audit log
    TENANT/decisions/MONTH.parquet  decisions that have left the database (see archive)

They hold surrogate ids, days and centavos, never who somebody is.
"""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from django.conf import settings
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.services import record
from acerto.domain.tenancy.scope import current
from acerto.engine.snapshot_files import MANIFEST, digest_of, read_manifest

from .models import Retention, Run
from .snapshot_export import FolderTaken, Writing, written_snapshot

ORPHAN_AFTER = timedelta(days=2)
"""A folder that no run points to is of a run that was undone; a run does not take longer than this."""


class CannotKeep(Exception):
    """What the run read cannot be written. `message` is for people."""

    def __init__(self, reason: str) -> None:
        self.message = _(
            "Não consegui guardar o retrato do dia em %(folder)s (%(reason)s), e sem ele a rodada não "
            "poderia ser refeita depois. Libere espaço, ou mude ACERTO_KEPT, e rode de novo."
        ) % {"folder": settings.ACERTO_KEPT, "reason": reason}
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Kept:
    """A tenant's rules of keeping: days of snapshots, months of decisions in the database."""

    snapshot_days: int
    decision_months: int


def retention() -> Kept:
    """The rules of the tenant in scope."""
    row = Retention.objects.first() or Retention()
    return Kept(row.snapshot_days, row.decision_months)


def set_retention(*, snapshot_days: int, decision_months: int, now: datetime) -> Kept:
    """Change the rules of the tenant in scope; what is over by them goes at the next housekeeping."""
    kept = {"snapshot_days": snapshot_days, "decision_months": decision_months}
    Retention.objects.update_or_create(tenant_id=current(), defaults=kept)
    record(now=now, action="dunning.retention", subject="tenant", facts=kept)
    return Kept(**kept)


def folder() -> Path:
    """Where what is kept of the tenant in scope lies."""
    return Path(settings.ACERTO_KEPT) / str(current())


def snapshot_folder(*, run: Run) -> Path | None:
    """The snapshot that a run read; None where it is not kept (any more)."""
    path = folder() / "runs" / run.snapshot
    return path if run.snapshot and (path / MANIFEST).is_file() else None


def is_whole(*, run: Run, parts: Collection[str]) -> bool:
    """Whether these parts of a kept snapshot are what the run wrote, to the byte."""
    path = folder() / "runs" / run.snapshot
    if digest_of(path / MANIFEST) != run.snapshot_sha256:
        return False
    files = [each for each in read_manifest(folder=path).files if each.path.split("/")[0] in parts]
    return all(
        (path / each.path).is_file() and digest_of(path / each.path) == each.sha256
        for each in files
    )


@contextmanager
def kept_snapshot(*, run: Run) -> Iterator[Writing]:
    """Keep what the run is about to read (see written_snapshot). Raises CannotKeep."""
    # A database brought back from a copy counts its runs anew from there.
    names = (
        f"{run.decided_on}-{run.pk}{again}" for again in ["", *(f".{n}" for n in range(2, 99))]
    )
    runs = folder() / "runs"
    name = next(name for name in names if not (runs / name).exists())
    try:
        # Only for whoever runs Acerto: amounts and days are nobody else's business.
        Path(settings.ACERTO_KEPT).mkdir(parents=True, exist_ok=True, mode=0o700)
        with written_snapshot(folder=runs / name, on=run.decided_on, at=run.started_at) as writing:
            yield writing
    except (FolderTaken, OSError, duckdb.Error) as error:
        raise CannotKeep(str(error)) from error


def note_snapshot(*, run: Run, writing: Writing) -> None:
    """Finish what is kept, and put its name and digest on the run."""
    writing.finish()
    run.snapshot = writing.folder.name
    run.snapshot_sha256 = digest_of(writing.folder / MANIFEST)


def drop_snapshot(*, name: str) -> None:
    """Delete a kept snapshot, if it is there; without a name there is none."""
    if name:
        shutil.rmtree(folder() / "runs" / name, ignore_errors=True)


def forget_snapshots(*, now: datetime) -> int:
    """Delete the snapshots whose days are over, and those of runs that were undone. Returns how many."""
    first = now.astimezone(SAO_PAULO).date() - timedelta(days=retention().snapshot_days)
    over = Run.objects.exclude(snapshot="").filter(decided_on__lt=first)
    names = [*over.values_list("snapshot", flat=True), *_orphans(now)]
    for name in names:
        drop_snapshot(name=name)
    if names:
        over.update(snapshot="")  # the digest stays: what was kept can still be recognised
        facts = {"snapshots": len(names), "before": first.isoformat()}
        record(now=now, action="dunning.forget_snapshots", subject="tenant", facts=facts)
    return len(names)


def _orphans(now: datetime) -> list[str]:
    found = folder() / "runs"
    known = set(Run.objects.exclude(snapshot="").values_list("snapshot", flat=True))
    old = (now - ORPHAN_AFTER).timestamp()
    return [
        path.name
        for path in (found.iterdir() if found.is_dir() else ())
        if path.name not in known and path.stat().st_mtime < old
    ]
