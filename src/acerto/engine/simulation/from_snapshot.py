"""A real portfolio as the people of a simulation: a snapshot of Parquet (engine.snapshot_files)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from acerto.engine.runners.duckdb import check_columns
from acerto.engine.runners.tabulate import KEYS, keys_of, series_of, terms_of
from acerto.engine.runners.trouble import told_plainly
from acerto.engine.runners.whole import checked_manifest
from acerto.engine.snapshot_files import (
    PARTS,
    InvalidSnapshot,
    Manifest,
    files_of,
    parquet,
    quoted,
    read_manifest,
)
from acerto.law.series import month_of, next_month

from .deciding import EPOCH, TITLE_COLUMNS
from .draws import Luck, uniforms
from .population import STATES, Array, Book, Cases, Done, Population, Titles

CHANNEL_COLUMNS = ("email_ok", "sms_ok", "whatsapp_ok", "phone_ok", "letter_ok")
_CASE = f"""
SELECT case_id, debtor_id, coalesce(list_position({{states}}, state), 1) - 1 AS state,
       list_position({{debt_types}}, debt_type) - 1 AS debt_type, identity_valid,
       {", ".join(CHANNEL_COLUMNS)}, opted_out, held, contacts_today, contacts_week,
       episode_id IS NOT NULL AS has_episode, coalesce(episode_id, 0) AS episode_id,
       peak_age_days, test_bucket, waiting
FROM "case" WHERE {{mine}} ORDER BY debtor_id, case_id
"""
# A block ends with the first person who fills it.
_BLOCKS = """
SELECT min(before)::BIGINT, min(debtor_id), max(debtor_id)
FROM (SELECT debtor_id, sum(count(*)) OVER (ORDER BY debtor_id) - count(*) AS before
      FROM "case" WHERE {mine} GROUP BY debtor_id)
GROUP BY before // {size} ORDER BY 1
"""
_DATES = {"due_on", "effective_due_on", "accrued_since", "prescription_on"}
_TITLE = f"""
SELECT title_id, case_id,
       {", ".join(f"({n} - {EPOCH})::INTEGER AS {n}" if n in _DATES else n for n in TITLE_COLUMNS)}
FROM title SEMI JOIN (SELECT case_id FROM "case" WHERE {{mine}}) USING (case_id)
"""
_DONE = """
SELECT case_id, episode_id, title_id, step_id
FROM done SEMI JOIN (SELECT case_id FROM "case" WHERE {mine}) USING (case_id)
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The cases of one kind of person in a snapshot. Raises InvalidSnapshot where it is none."""

    folder: Path
    party_kind: str
    until: date  # the last day of the simulation

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return read_manifest(folder=self.folder)

    def book(self) -> Book:
        """Its terms, steps and due dates; of each series, the last month known goes on as it is.

        The files are held against the manifest first, this once. Raises InvalidSnapshot.
        """
        manifest = checked_manifest(folder=self.folder)
        with self._opened() as database:
            keys = database.execute(f"{KEYS} title ORDER BY ALL").fetchall()
            terms = database.execute(f"SELECT {_names('terms')} FROM terms").fetchall()
            series = database.execute(f"SELECT {_names('series')} FROM series").fetchall()
        return Book(
            terms_of(terms),
            tuple(keys_of(keys)),
            series_of(_prolonged(series, self.until)),
            manifest.steps,
        )

    def blocks(self, *, size: int) -> list[tuple[int, int, int]]:
        """(first case, first debtor, last debtor) of each block; a person's cases stay together."""
        with self._opened() as database:
            rows: list[tuple[int, int, int]] = database.execute(
                _BLOCKS.format(mine=self._kind, size=int(size))
            ).fetchall()
        return rows

    def population(self, *, seed: int, block: tuple[int, ...]) -> Population:
        """The people of a block and where each of them stands. The seed is their luck alone."""
        first, begin, end = block
        with self._opened() as database:
            kinds = database.execute('SELECT DISTINCT debt_type FROM "case" ORDER BY 1').fetchall()
            debt_types = tuple(str(kind) for (kind,) in kinds)
            mine = f"{self._kind} AND debtor_id BETWEEN {int(begin)} AND {int(end)}"
            values = {"mine": mine, "states": _list(STATES), "debt_types": _list(debt_types)}
            case = _columns(database, _CASE.format(**values))
            title = _columns(database, _TITLE.format(**values))
            done = _columns(database, _DONE.format(**values))
        luck = uniforms(
            seed=seed, luck=Luck.FRAILTY, day=0, first=first, count=len(case["case_id"])
        )
        places = _Places(case["case_id"])
        titles = _titles(title, places)
        return Population(
            first,
            self.party_kind,
            debt_types,
            _cases(case, luck),
            titles,
            _done(done, case, titles, places),
        )

    @property
    def _kind(self) -> str:
        return f"party_kind = {quoted(self.party_kind)}"

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as database, told_plainly(raises=InvalidSnapshot):
            database.execute("SET enable_progress_bar = false")
            for part in PARTS:
                check_columns(database, self.folder, part)
                files = parquet(*files_of(folder=self.folder, part=part))
                database.execute(f'CREATE VIEW "{part}" AS SELECT {_names(part)} FROM {files}')
            yield database


class _Places:
    """Where each id stands among the cases of a block."""

    def __init__(self, ids: Array) -> None:
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]

    def of(self, ids: Array) -> Array:
        found: Array = self._order[np.searchsorted(self._sorted, ids)]
        return found


def _cases(case: dict[str, Array], luck: Array) -> Cases:
    _, person = np.unique(case["debtor_id"], return_inverse=True)
    return Cases(
        case_id=case["case_id"],
        person=person.astype(np.int32),
        state=case["state"].astype(np.int32),
        debt_type=case["debt_type"].astype(np.int32),
        identified=case["identity_valid"],
        usable=np.stack([case[name] for name in CHANNEL_COLUMNS]),
        opted_out=case["opted_out"],
        held=case["held"],
        contacts_today=case["contacts_today"].astype(np.int32),
        contacts_week=case["contacts_week"].astype(np.int32),
        has_episode=case["has_episode"],
        peak_age_days=case["peak_age_days"].astype(np.int32),
        test_bucket=case["test_bucket"].astype(np.int32),
        waiting=case["waiting"],
        frailty_luck=luck,
    )


def _titles(title: dict[str, Array], places: _Places) -> Titles:
    case = places.of(title["case_id"]).astype(np.int32)
    order = np.lexsort((title["title_id"], title["effective_due_on"], case))
    columns = {name: title[name][order] for name in TITLE_COLUMNS}
    return Titles(title_id=title["title_id"][order], case=case[order], **columns)


def _done(done: dict[str, Array], case: dict[str, Array], titles: Titles, places: _Places) -> Done:
    """Marks of the open episodes and of open titles; those of other episodes say nothing any more."""
    where = places.of(done["case_id"])
    of_title = done["title_id"] != 0
    order = np.argsort(titles.title_id)
    at = np.searchsorted(titles.title_id[order], done["title_id"])
    at = np.minimum(at, max(0, len(order) - 1))
    title = order[at] if len(order) else at
    same = titles.title_id[title] == done["title_id"] if len(order) else of_title & False
    live = case["has_episode"][where] & (case["episode_id"][where] == done["episode_id"])
    kept = np.where(of_title, same, live)
    return Done(
        case=where[kept],
        title=np.where(of_title, title, -1)[kept],
        step_id=done["step_id"][kept].astype(np.int64),
    )


def _columns(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, Array]:
    return {
        name: np.ma.getdata(column) for name, column in database.execute(query).fetchnumpy().items()
    }


def _names(part: str) -> str:
    return ", ".join(PARTS[part].names)


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(quoted(word) for word in words)}]::VARCHAR[]"


def _prolonged(rows: Sequence[Sequence[Any]], until: date) -> list[Sequence[Any]]:
    """Months that nobody knows yet, as the last one known: the future of an index is an assumption."""
    series_of(rows)  # refuses what is no day
    newest: dict[str, Sequence[Any]] = {}
    for row in rows:
        if row[0] not in newest or row[1] > newest[row[0]][1]:
            newest[row[0]] = row
    found = list(rows)
    for series, last, rate, source, _known_on in newest.values():
        month = next_month(last)
        while month <= month_of(until):
            found.append((series, month, rate, source, None))
            month = next_month(month)
    return found
