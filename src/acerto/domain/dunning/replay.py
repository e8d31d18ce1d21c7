"""A past run decided again from the snapshot that it kept: the same rows, or which ones differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from acerto import __version__
from acerto.domain.audit.models import Entry
from acerto.engine.runners import duckdb as runner
from acerto.engine.runners.checks import validate_snapshot
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import MANIFEST, InvalidSnapshot, digest_of, parquet
from acerto.law.version import law_version

from .archive import COLUMNS, NAMES, checked
from .copying import csv_table, write_rows
from .keeping import snapshot_folder
from .models import ArchivedMonth, Run
from .policies import policy_of

SHOWN = 10
ROWS = ", ".join(DECISION.names)
# What this run stored must be made again; what is made again must stand, by this run or an earlier one.
DIFFERENT = f"""
SELECT case_id FROM (
    (SELECT {ROWS} FROM stored WHERE run_id = ? EXCEPT ALL SELECT {ROWS} FROM replayed)
    UNION ALL
    (SELECT {ROWS} FROM replayed WHERE case_id NOT IN (SELECT case_id FROM stored))
) GROUP BY case_id ORDER BY case_id
"""


class CannotReplay(Exception):
    """The run cannot be made again. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it. `different`: cases whose row is not the same, the first few of them in `cases`."""

    run_id: int
    on: date
    rows: int
    different: int
    cases: tuple[int, ...]
    versions: Mapping[str, tuple[str, str]]
    """Of law and engine: then and now."""


def last_run(*, on: date) -> int:
    """The run whose decisions of a day stand, the last of them. Raises CannotReplay."""
    run = Run.objects.filter(decided_on=on, replaced=False).order_by("-pk").first()
    if run is None:
        raise CannotReplay(_("Nenhuma rodada em %s.") % f"{on:%d/%m/%Y}")
    return run.pk


def replay(*, run_id: int) -> Replayed:
    """Decide a past run again from its snapshot and compare with what it stored, row by row.

    Nothing is changed. Raises CannotReplay where the snapshot is gone, was changed, or the decisions were
    taken back; archive.ArchiveChanged.
    """
    run = _run(run_id)
    snapshot = _snapshot(run)
    with TemporaryDirectory(dir=snapshot.parent) as work, duckdb.connect() as database:
        _read_stored(database, run, Path(work))
        files = [file for out in _decided(run, snapshot, Path(work)) for file in out]
        database.execute(f"CREATE VIEW replayed AS SELECT {ROWS} FROM {parquet(*files)}")
        cases = [row[0] for row in database.execute(DIFFERENT, [run.pk]).fetchall()]
        counted = database.execute("SELECT count(*) FROM stored WHERE run_id = ?", [run.pk])
        (rows,) = counted.fetchone() or (0,)
    versions = {
        "law": (run.law_version, law_version()),
        "engine": (run.engine_version, __version__),
    }
    return Replayed(run.pk, run.decided_on, rows, len(cases), tuple(cases[:SHOWN]), versions)


def _run(run_id: int) -> Run:
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise CannotReplay(_("Não há rodada %d nesta empresa.") % run_id)
    if run.outside_sha256:
        raise CannotReplay(
            _(
                "As decisões da rodada %d vieram de fora: o retrato está com quem as decidiu, e é com "
                "`acerto decide` que se refazem."
            )
            % run_id
        )
    if run.replaced:
        raise CannotReplay(
            _("A rodada %d foi refeita no mesmo dia, e as decisões dela foram desfeitas.") % run_id
        )
    return run


def _snapshot(run: Run) -> Path:
    """The run's snapshot, as it was when the audit entry was written. Raises CannotReplay."""
    path = snapshot_folder(run=run)
    if path is None:
        raise CannotReplay(
            _("O retrato da rodada %d não está guardado: ou o prazo dele passou, ou ela é antiga.")
            % run.pk
        )
    entry = Entry.objects.filter(action="dunning.run", subject="run", subject_id=run.pk).first()
    said = entry.facts.get("snapshot_sha256") if entry else None
    try:
        if said != digest_of(path / MANIFEST):
            raise InvalidSnapshot(_("o manifesto não é o que a auditoria registrou"))
        validate_snapshot(folder=path)
    except InvalidSnapshot as invalid:
        text = _("O retrato da rodada %(run)d foi mudado depois de guardado: %(why)s")
        raise CannotReplay(text % {"run": run.pk, "why": invalid.message}) from None
    return path


def _read_stored(database: Any, run: Run, work: Path) -> None:
    """Make the table of the day's decisions, wherever they are by now."""
    text = work / "stored.csv"
    day = "WHERE decided_on = "
    query = f"SELECT {NAMES} FROM dunning_decision {day} %s"
    write_rows(query=query, values=[run.decided_on], path=text)
    table = csv_table(path=text, columns=COLUMNS)
    database.execute(f"CREATE TABLE stored AS SELECT * FROM {table}")
    month = ArchivedMonth.objects.filter(month=run.decided_on.replace(day=1)).first()
    if month is not None:
        moved = f"SELECT {NAMES} FROM {parquet(checked(row=month))} {day} ?"
        database.execute(f"INSERT INTO stored {moved}", [run.decided_on])


def _decided(run: Run, snapshot: Path, work: Path) -> list[list[Path]]:
    """The files of the decisions made again, policy by policy."""
    found = []
    for version_id in map(int, run.policy_versions.split(",")):
        active = policy_of(version_id=version_id)
        decided = runner.decide(
            snapshot=snapshot,
            policy=active.policy,
            policy_digest="",
            on=run.decided_on,
            out=work / str(version_id),
        )
        found.append([work / str(version_id) / each.path for each in decided.files])
    return found
