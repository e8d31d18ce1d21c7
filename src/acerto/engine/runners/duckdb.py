"""The plan over a snapshot of Parquet, in DuckDB: no PostgreSQL, no Django, any size of portfolio.

The plan is the very expression that runs in PostgreSQL (DESIGN decision 3), compiled for DuckDB; the
factors are made here from the snapshot's terms and series by the law's own function. What does not fit
the memory goes to files beside the output.
"""

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

import duckdb

from acerto import __version__
from acerto.engine.factors import FactorKey, factor_rows
from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot import CASE, DONE, FACTOR, TITLE
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    FileFacts,
    InvalidSnapshot,
    Manifest,
    columns_in_sql,
    decisions_manifest,
    duckdb_type,
    file_facts,
    files_of,
    parquet,
    quoted,
    read_manifest,
)
from acerto.engine.verdicts import Verdict
from acerto.law.rules.agreed import Terms
from acerto.law.series import MonthValue, SeriesBook
from acerto.law.version import law_version

TABLES = {"case": CASE, "title": TITLE, "done": DONE}
KEYS = "SELECT DISTINCT terms_id, effective_due_on, accrued_since FROM snapshot_title"
LOOK_SECONDS = 0.5
Progress = Callable[[float], None]
"""Told now and then how much of the whole is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run over files gave: cases by verdict, and where the decisions lie."""

    folder: Path
    on: date
    cases: int
    by_verdict: Mapping[int, int]
    unknown: tuple[str, ...]  # what is missing in the law or the series, once each
    files: tuple[FileFacts, ...]


class CannotDecide(Exception):
    """DuckDB gave up. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class OutputTaken(Exception):
    """The output folder is there already. `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def decide(
    *,
    snapshot: Path,
    policy: Policy,
    policy_digest: str,
    on: date,
    out: Path,
    memory: str = "",
    replace: bool = False,
    progress: Progress | None = None,
) -> Decided:
    """Decide every case of a snapshot on a day, and write decisions as Parquet into the folder `out`.

    `memory` bounds what DuckDB holds ("16GB"); the rest is spilled beside `out`. The folder appears whole
    or not at all: a run that is killed leaves nothing that looks like an answer. Raises InvalidSnapshot,
    OutputTaken, CannotDecide, acerto.law.params.NotInForce.
    """
    if out.exists() and not replace:
        raise OutputTaken(f"A pasta {out} já existe: escolha outra, ou use --replace.")
    manifest = read_manifest(folder=snapshot)
    with (
        _workplace(out) as work,
        opened(snapshot=snapshot, on=on, work=work, memory=memory) as (database, unknown),
    ):
        steps = manifest.step_ids(policy=policy.name, keys=policy.step_keys)
        result = work / "result"
        result.mkdir()
        with _watched(database, progress):
            _write(database, policy, steps, on, result)
        decided = _told(database, result, on, unknown)
        facts = _facts(manifest, policy, policy_digest, steps, decided)
        (result / MANIFEST).write_text(
            decisions_manifest(facts=facts, files=decided.files), encoding="utf-8"
        )
        _put_in_place(result, out)
    return Decided(out, on, decided.cases, decided.by_verdict, decided.unknown, decided.files)


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """A folder beside the output, gone afterwards; those of killed runs go first."""
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f".{out.name}.partial-*"):
        shutil.rmtree(left, ignore_errors=True)
    work = Path(mkdtemp(prefix=f".{out.name}.partial-", dir=out.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def opened(
    *, snapshot: Path, on: date, work: Path, memory: str = ""
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """A DuckDB with snapshot_case, snapshot_title, snapshot_done and the day's snapshot_factor, and what
    was missing to know some of the amounts. It spills into `work`. Raises InvalidSnapshot, CannotDecide."""
    with duckdb.connect() as database, _told_plainly():
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET temp_directory = ?", [str(work / "spilled")])
        if memory:
            _bound(database, memory)
        _open(database, snapshot)
        yield database, _tabulate(database, snapshot, on, work)


def _bound(database: Any, memory: str) -> None:
    try:
        database.execute("SET memory_limit = ?", [memory])
    except duckdb.Error:
        raise CannotDecide(f"“{memory}” não diz quanta memória usar: escreva como 16GB.") from None


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What stops DuckDB on its way, as a sentence that says what to do. Raises CannotDecide."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise CannotDecide(
            "A memória não bastou: dê mais com --memory, ou libere espaço no disco."
        ) from None
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise CannotDecide(
            "Um arquivo não pôde ser lido ou gravado: confira o retrato (acerto snapshot validate), as "
            f"permissões e o espaço no disco. Diagnóstico: {error}"
        ) from None


def _open(database: Any, snapshot: Path) -> None:
    """Views over the files, their columns checked against the schema. Raises InvalidSnapshot."""
    for part in PARTS:
        check_columns(database, snapshot, part)
    for part in TABLES:
        files = parquet(*files_of(folder=snapshot, part=part))
        columns = ", ".join(TABLES[part].names)
        database.execute(f"CREATE VIEW snapshot_{part} AS SELECT {columns} FROM {files}")


def check_columns(database: Any, snapshot: Path, part: str) -> None:
    """Refuse files whose columns are not those of the part. Raises InvalidSnapshot."""
    for path in files_of(folder=snapshot, part=part):
        try:
            rows = database.execute(
                "DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]
            ).fetchall()
        except duckdb.Error:
            raise InvalidSnapshot(f"{path} não é um arquivo Parquet inteiro.") from None
        found = {name: kind for name, kind, *_ in rows}
        for name, kind in PARTS[part].items():
            wanted = duckdb_type(kind)
            if name not in found:
                raise InvalidSnapshot(f"{path}: falta a coluna {name} ({wanted}).")
            if found[name] != wanted:
                raise InvalidSnapshot(
                    f"{path}: a coluna {name} é {found[name]}; o formato pede {wanted}."
                )


def _tabulate(database: Any, snapshot: Path, on: date, work: Path) -> tuple[str, ...]:
    """Make snapshot_factor; returns what was missing to know some of the amounts."""
    terms, series = _terms(database, snapshot), _series(database, snapshot)
    missing: dict[str, None] = {}
    path = work / "factors.csv"
    keys = [FactorKey(*row) for row in database.execute(KEYS).fetchall()]
    _refuse_unknown_terms(keys, terms)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in factor_rows(
            keys=keys,
            terms=terms,
            on=on,
            series=series,
            unknown=lambda key, sentence: missing.setdefault(sentence),
        ):
            writer.writerow(astuple(row))
    database.execute(f"CREATE TABLE snapshot_factor ({columns_in_sql(FACTOR)})")
    database.execute(
        f"COPY snapshot_factor FROM {quoted(str(path))} (FORMAT csv, AUTO_DETECT false, HEADER false)"
    )
    path.unlink()
    return tuple(missing)


def _refuse_unknown_terms(keys: list[FactorKey], terms: Mapping[int, Terms]) -> None:
    lost = sorted({key.terms_id for key in keys} - terms.keys())
    if lost:
        raise InvalidSnapshot(
            f"Há títulos com as condições {lost[0]}, que faltam na parte “terms”."
        )


def _terms(database: Any, snapshot: Path) -> dict[int, Terms]:
    return {
        terms_id: Terms(
            party_kind,
            fine,
            interest,
            discount,
            days,
            payoff,
            interest_mode=mode,
            correction_index=index or None,
            debt_type=debt_type,
        )
        for terms_id, party_kind, fine, interest, discount, days, payoff, mode, index, debt_type in (
            _rows(database, snapshot, "terms")
        )
    }


def _series(database: Any, snapshot: Path) -> SeriesBook:
    values: dict[str, dict[date, MonthValue]] = {}
    for series, month, rate, source, known_on in _rows(database, snapshot, "series"):
        values.setdefault(series, {})[month] = MonthValue(rate, source, known_on)
    return SeriesBook(values)


def _rows(database: Any, snapshot: Path, part: str) -> list[tuple[Any, ...]]:
    files = parquet(*files_of(folder=snapshot, part=part))
    columns = ", ".join(PARTS[part].names)
    rows: list[tuple[Any, ...]] = database.execute(f"SELECT {columns} FROM {files}").fetchall()
    return rows


def _write(database: Any, policy: Policy, steps: Mapping[str, int], on: date, result: Path) -> None:
    """Decide into Parquet files under decided_on=DAY/, one for each thread."""
    select = plan_sql(policy=policy, on=on, step_ids=steps, dialect="duckdb")
    folder = result / f"decided_on={on.isoformat()}"
    database.execute(
        f"COPY ({select}) TO {quoted(str(folder))} (FORMAT parquet, PER_THREAD_OUTPUT, COMPRESSION zstd)"
    )


@contextmanager
def _watched(database: Any, progress: Progress | None) -> Iterator[None]:
    """Tell how far the statement is, from another thread, while the block runs it."""
    if progress is None:
        yield
        return
    done = Event()

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            progress(max(0.0, database.query_progress() / 100))

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _told(database: Any, result: Path, on: date, unknown: tuple[str, ...]) -> Decided:
    """Count what was written, file by file."""
    files, by_verdict = [], Counter[int]()
    for path in sorted(result.glob("*/*.parquet")):
        counts = database.execute(
            "SELECT verdict, count(*) FROM read_parquet(?, hive_partitioning = false) GROUP BY verdict",
            [str(path)],
        ).fetchall()
        by_verdict.update(dict(counts))
        files.append(file_facts(folder=result, path=path, rows=sum(n for _, n in counts)))
    cases = sum(by_verdict.values())
    return Decided(result, on, cases, dict(sorted(by_verdict.items())), unknown, tuple(files))


def _facts(
    manifest: Manifest,
    policy: Policy,
    policy_digest: str,
    steps: Mapping[str, int],
    decided: Decided,
) -> dict[str, Any]:
    """What the manifest beside the decisions says, the files apart."""
    return {
        "decided_on": decided.on.isoformat(),
        "snapshot": {
            "on": manifest.on.isoformat(),
            "made_by": manifest.made_by,
            "files": {each.path: each.sha256 for each in manifest.files},
        },
        "policy": {"name": policy.name, "sha256": policy_digest},
        "law_version": law_version(),
        "engine_version": __version__,
        "steps": dict(steps),
        "cases": decided.cases,
        "by_verdict": {
            Verdict(verdict).name.lower(): count for verdict, count in decided.by_verdict.items()
        },
        "unknown": list(decided.unknown),
    }


def _put_in_place(result: Path, out: Path) -> None:
    """Make the result the output; what was there before goes only once the new one stands."""
    old = result.parent / "old"
    if out.exists():
        out.rename(old)
    result.rename(out)
