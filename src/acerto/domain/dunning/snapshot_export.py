"""The portfolio on a day as a folder of Parquet (acerto.engine.snapshot_files), under the tenant's scope."""

import csv
import io
import shutil
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

import duckdb
from django.db import transaction
from django.utils.translation import gettext as _

from acerto import __version__
from acerto.domain.indices.selectors import standing
from acerto.domain.receivables.services import open_episodes
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    FileFacts,
    Manifest,
    duckdb_type,
    file_facts,
    quoted,
)

from .copying import copied, csv_table
from .decide import LIVE, prepare
from .models import Step

ROW_GROUP = 122_880
FILE_BYTES = 1 << 30
"""About so much text goes into one Parquet file: a portfolio of any size needs no more beside it."""
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


class NotWritten(Exception):
    """The snapshot cannot be written there. `message` is for people."""

    def __init__(self, folder: Path, reason: object) -> None:
        self.message = _(
            "Não consegui gravar o retrato em %(folder)s (%(reason)s): confira o espaço e as permissões."
        ) % {"folder": folder, "reason": reason}
        super().__init__(self.message)


def export_snapshot(*, folder: Path, on: date, now: datetime) -> Manifest:
    """Write what would be decided on the day `on`, and change nothing. Raises FolderTaken, NotWritten."""
    with transaction.atomic():
        open_episodes(on=on)
        prepare(on=on, now=now, as_of=False)
        try:
            with written_snapshot(folder=folder, on=on, at=now) as writing:
                manifest = writing.finish()
        except (OSError, duckdb.Error) as error:
            raise NotWritten(folder, error) from error
        transaction.set_rollback(True)
    return manifest


@dataclass(frozen=True, slots=True)
class Writing:
    """A snapshot whose rows are out of the database, and on their way into Parquet in another thread."""

    folder: Path
    work: Path
    on: date
    at: datetime
    steps: dict[str, dict[str, int]]
    files: list[Future[FileFacts]]

    def finish(self) -> Manifest:
        """Wait for the files, write the manifest, and make the folder appear."""
        files = tuple(file.result() for file in self.files)
        manifest = Manifest(
            self.on, files, self.steps, made_by=f"acerto {__version__}", made_at=self.at
        )
        (self.work / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
        self.work.chmod(0o755)
        self.work.rename(self.folder)
        return manifest


@contextmanager
def written_snapshot(*, folder: Path, on: date, at: datetime) -> Iterator[Writing]:
    """Write the snapshot of a day that `prepare` has set in this transaction, while the block goes on.

    The folder appears whole, by Writing.finish, or not at all. Raises FolderTaken.
    """
    if folder.exists():
        raise FolderTaken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))
    try:
        with duckdb.connect() as database, ThreadPoolExecutor(max_workers=1) as thread:
            database.execute("SET temp_directory = ?", [str(work / "spilled")])
            database.execute("SET threads = 1")  # PostgreSQL is at work beside it
            files = [
                thread.submit(_to_parquet, database, work, part, text)
                for part in PARTS
                for text in _texts(work, part)
            ]
            yield Writing(folder, work, on, at, _steps(), files)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _steps() -> dict[str, dict[str, int]]:
    steps: dict[str, dict[str, int]] = {}
    for policy, key, number in Step.objects.values_list("policy", "key", "id"):
        steps.setdefault(policy, {})[key] = number
    return steps


def _texts(work: Path, part: str) -> Iterator[Path]:
    """A part's rows in CSV files, each told of when it is whole."""
    (work / part).mkdir()
    # Closed at once: a COPY that nobody reads to its end would hold the connection for good.
    with closing(_series() if part == "series" else _copied(part)) as rows:
        number, row = 0, next(rows, None)
        while row is not None or number == 0:
            path = work / f"{part}-{number}.csv"
            with path.open("wb") as file:
                written = 0
                while row is not None and written < FILE_BYTES:
                    written += file.write(row)
                    row = next(rows, None)
            yield path
            number += 1


def _to_parquet(
    database: duckdb.DuckDBPyConnection, work: Path, part: str, text: Path
) -> FileFacts:
    """One CSV file as Parquet; the text goes."""
    path = work / part / f"{text.stem.replace(part, 'part')}.parquet"
    kinds = {name: duckdb_type(kind) for name, kind in PARTS[part].items()}
    source = csv_table(path=text, columns=kinds)
    row = database.execute(
        f"COPY (SELECT * FROM {source}) TO {quoted(str(path))}"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    ).fetchone()
    text.unlink()
    return file_facts(folder=work, path=path, rows=int(row[0]) if row else 0)


def _copied(part: str) -> Generator[bytes, None, None]:
    columns = ", ".join(PARTS[part].names)
    source = f"({TERMS}) AS terms" if part == "terms" else VIEWS[part]
    return copied(query=f"SELECT {columns} FROM {source}")


def _series() -> Generator[bytes, None, None]:
    """The official months as they stand, as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        (series, month, row.percent / 100, row.source, row.published_on or "\\N")
        for (series, month), row in sorted(standing().items())
    )
    if text.tell():
        yield text.getvalue().encode()
