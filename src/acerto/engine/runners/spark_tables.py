"""A snapshot's parts as tables of a Spark session, the rows of a case kept together."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis

from acerto.engine.snapshot import FACTOR
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    InvalidSnapshot,
    Manifest,
    manifest_of,
    no_snapshot,
)

from .spark_files import HadoopFiles
from .tabulate import KEYS, keys_of, series_of, terms_of, write_factors
from .whole import check_day, check_listed

# Exact sums of money and days, an error where a number would not fit; and a table that lies by case is
# joined where it lies, also by more columns than the case.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.requireAllClusterKeysForCoPartition": "false",
    "spark.sql.requireAllClusterKeysForDistribution": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
TYPES = {
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
}
MOST_BROADCAST_KEYS = 5_000_000
"""Factors up to here go whole to every worker (about half a gigabyte there); beyond, Spark chooses."""
MARKS = """
SELECT case_id, episode_id, title_id, step_id FROM part_done WHERE title_id = 0
UNION ALL
SELECT t.case_id, d.episode_id, d.title_id, d.step_id
FROM part_done d JOIN part_title t ON t.title_id = d.title_id
WHERE d.title_id <> 0 AND t.effective_due_on >= DATE '{on}'
"""
"""Marks under the case that their title is in today; a title that is late no longer needs its own."""


def read_manifest(*, files: HadoopFiles, snapshot: str) -> Manifest:
    """The manifest of a snapshot at a URL. Raises InvalidSnapshot."""
    text = files.read(f"{snapshot}/{MANIFEST}")
    if text is None:
        raise no_snapshot(where=snapshot)
    return manifest_of(text, where=snapshot)


def make_tables(
    *,
    session: Any,
    files: HadoopFiles,
    snapshot: str,
    manifest: Manifest,
    on: date,
    work: str,
) -> tuple[Any, tuple[str, ...]]:
    """A session with the tables that the plan reads, and what was missing to know some of the amounts.

    The factors lie as a file in `work`. Files are held against the manifest by name and size alone.
    Raises InvalidSnapshot.
    """
    check_day(manifest=manifest, on=on)
    _check_files(files, snapshot, manifest)
    inner = session.newSession()
    for name, value in SETTINGS.items():
        inner.conf.set(name, value)
    for part in PARTS:
        found = _files_of(files, snapshot, part)
        read = inner.read.schema(columns_in_spark(PARTS[part])).parquet(*found)
        read.createOrReplaceTempView(f"part_{part}")
    missing = _tabulate(inner, files, on, work)
    lay_out(session=inner, on=on)
    return inner, missing


def lay_out(*, session: Any, on: date) -> None:
    """snapshot_case, _title and _done from part_case, _title and _done: each shuffled by case, once."""
    for name, rows in (
        ("case", session.table("part_case")),
        ("title", session.table("part_title")),
        ("done", session.sql(MARKS.format(on=on.isoformat()))),
    ):
        rows.repartition("case_id").createOrReplaceTempView(f"snapshot_{name}")


def columns_in_spark(schema: ibis.Schema) -> str:
    """The columns of a schema as Spark declares them."""
    return ", ".join(f"{name} {spark_type(kind)}" for name, kind in schema.items())


def spark_type(kind: Any) -> str:
    """Spark's name for the type of one of our columns."""
    text = str(kind.copy(nullable=True))
    return TYPES.get(text, text.replace(", ", ","))


def _files_of(files: HadoopFiles, snapshot: str, part: str) -> list[str]:
    """The Parquet files of a part, their columns checked. Raises InvalidSnapshot."""
    found = [f"{snapshot}/{part}/{name}" for name in _names(files, snapshot, part)]
    for at in found:
        _check_columns(files, at, PARTS[part])
    return found


def _names(files: HadoopFiles, snapshot: str, part: str) -> list[str]:
    folder = f"{snapshot}/{part}"
    found = [name for name in files.names(folder) if name.endswith(".parquet")]
    if not found:
        raise InvalidSnapshot(f"O retrato não tem a parte “{part}”: falta {folder}/*.parquet.")
    return found


def _check_files(files: HadoopFiles, snapshot: str, manifest: Manifest) -> None:
    """Refuse files that the manifest does not list, or of another size, and say which are not there."""
    for part in PARTS:
        names = [f"{part}/{name}" for name in _names(files, snapshot, part)]
        check_listed(names=names, manifest=manifest, where=snapshot)
    for each in manifest.files:
        at = f"{snapshot}/{each.path}"
        size = files.size(at)
        if size is None:
            raise InvalidSnapshot(f"Falta o arquivo {at}, que está no manifesto.")
        if size != each.bytes:
            raise InvalidSnapshot(f"{at} mudou depois de gravado: o tamanho não confere.")


def _check_columns(files: HadoopFiles, at: str, wanted: ibis.Schema) -> None:
    try:
        found = files.columns(at)
    except ValueError:
        raise InvalidSnapshot(f"{at} não é um arquivo Parquet inteiro.") from None
    for name, kind in wanted.items():
        needed = spark_type(kind)
        if name not in found:
            raise InvalidSnapshot(f"{at}: falta a coluna {name} ({needed}).")
        if found[name] != needed:
            raise InvalidSnapshot(
                f"{at}: a coluna {name} é {found[name]}; o formato pede {needed}."
            )


def _tabulate(session: Any, files: HadoopFiles, on: date, work: str) -> tuple[str, ...]:
    """Make snapshot_factor of the titles' keys; returns what was missing to know some of the amounts."""
    keys = keys_of(session.sql(f"{KEYS} part_title").collect())
    at = f"{work}/factors.csv"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "factors.csv"
        missing = write_factors(
            path=path,
            keys=keys,
            terms=terms_of(_rows(session, "terms")),
            series=series_of(_rows(session, "series")),
            on=on,
        )
        files.take(path, at)
    factors = session.read.schema(columns_in_spark(FACTOR)).option("mode", "FAILFAST").csv(at)
    if len(keys) <= MOST_BROADCAST_KEYS:
        factors = factors.hint("broadcast")
    factors.createOrReplaceTempView("snapshot_factor")
    return missing


def _rows(session: Any, part: str) -> Sequence[Any]:
    rows: Sequence[Any] = session.table(f"part_{part}").select(*PARTS[part].names).collect()
    return rows
