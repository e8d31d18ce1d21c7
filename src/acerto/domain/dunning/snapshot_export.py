"""The portfolio on a day as a folder of Parquet (acerto.engine.snapshot_files), under the tenant's scope."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

import duckdb
from django.db import connection, transaction
from django.utils.translation import gettext as _

from acerto import __version__
from acerto.domain.indices.selectors import standing
from acerto.domain.receivables.services import open_episodes
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    FileFacts,
    Manifest,
    columns_in_sql,
    file_facts,
    quoted,
)

from .decide import LIVE, prepare
from .models import Step

ROW_GROUP = 122_880
AS_CSV = """(FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '"', ESCAPE '"', NULLSTR '\\N')"""
VIEWS = {"case": "snapshot_case", "title": LIVE, "done": "snapshot_done"}
TERMS = """
SELECT id AS terms_id, party_kind, fine_rate, interest_month_rate, discount_rate, discount_days,
       payoff_month_rate, interest_mode, correction_index, debt_type
FROM receivables_terms
"""


class FolderTaken(Exception):
    """The folder is there already. `message` is for people."""

    def __init__(self, folder: Path) -> None:
        self.message = _("A pasta %s já existe: escolha outra.") % folder
        super().__init__(self.message)


def export_snapshot(*, folder: Path, on: date, now: datetime) -> Manifest:
    """Write what would be decided on the day `on`, and change nothing. Raises FolderTaken."""
    with transaction.atomic():
        open_episodes(on=on)
        prepare(on=on, now=now, as_of=False)
        manifest = write_snapshot(folder=folder, on=on)
        transaction.set_rollback(True)
    return manifest


def write_snapshot(*, folder: Path, on: date) -> Manifest:
    """Write the snapshot of a day that `prepare` has set in this transaction. Raises FolderTaken.

    The folder appears whole or not at all.
    """
    if folder.exists():
        raise FolderTaken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))
    try:
        files = [facts for part in PARTS for facts in _write_part(work, part)]
        steps: dict[str, dict[str, int]] = {}
        for policy, key, number in Step.objects.values_list("policy", "key", "id"):
            steps.setdefault(policy, {})[key] = number
        manifest = Manifest(on, tuple(files), steps, made_by=f"acerto {__version__}")
        (work / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
        work.chmod(0o755)
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _write_part(work: Path, part: str) -> Iterator[FileFacts]:
    text = work / f"{part}.csv"
    with text.open("wb") as file:
        for block in _series() if part == "series" else _copied(part):
            file.write(block)
    columns = columns_in_sql(PARTS[part]).replace(" NOT NULL", "")
    target = work / part
    target.mkdir()
    with duckdb.connect() as database:
        database.execute("SET temp_directory = ?", [str(work / "spilled")])
        database.execute(f"CREATE TABLE part ({columns})")
        database.execute(f"COPY part FROM {quoted(str(text))} {AS_CSV}")
        row = database.execute("SELECT count(*) FROM part").fetchone()
        rows = int(row[0]) if row else 0
        path = target / "part-0.parquet"
        database.execute(
            f"COPY part TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
    text.unlink()
    yield file_facts(folder=work, path=path, rows=rows)


def _copied(part: str) -> Iterator[bytes]:
    """A part's rows as CSV, straight from PostgreSQL under row-level security."""
    columns = ", ".join(PARTS[part].names)
    source = f"({TERMS}) AS terms" if part == "terms" else VIEWS[part]
    query = f"COPY (SELECT {columns} FROM {source}) TO STDOUT (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            yield bytes(block)


def _series() -> Iterator[bytes]:
    """The official months as they stand, as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        (series, month, row.percent / 100, row.source, row.published_on or "\\N")
        for (series, month), row in sorted(standing().items())
    )
    yield text.getvalue().encode()
