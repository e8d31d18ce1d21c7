"""Deciding in ranges of cases gives the rows of deciding all at once, wherever the ranges are cut."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.portfolios import ON, STEP_IDS, Row, policies, snapshots

from acerto.engine.policy import Policy
from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.diff import Difference, diff
from acerto.engine.runners.duckdb import decide
from acerto.engine.runners.ranges import CaseRange, case_ranges
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    Manifest,
    columns_in_sql,
    file_facts,
    parquet,
    quoted,
)
from acerto.engine.verdicts import Verdict

Snapshot = dict[str, list[Row]]
CONSUMER = load_policy(text=default_policy_text(name="consumer"))
COLUMNS = list(DECISION.names)
STEPS = {key: 100 + place for place, key in enumerate(CONSUMER.step_keys)}
TERMS: list[Row] = [
    {
        "terms_id": terms_id,
        "party_kind": "consumer",
        "fine_rate": "0.02",
        "interest_month_rate": rate,
        "discount_rate": None,
        "discount_days": 0,
        "payoff_month_rate": None,
        "interest_mode": "contract",
        "correction_index": "",
        "debt_type": "card",
    }
    for terms_id, rate in ((1, "0.01"), (2, "0.005"))
]


def written(*, folder: Path, snapshot: Snapshot, title_files: int = 1) -> Path:
    """A snapshot's rows as a folder of Parquet, in the order given."""
    rows = snapshot | {"terms": TERMS, "series": []}
    files = []
    with duckdb.connect() as database:
        for part, schema in PARTS.items():
            (folder / part).mkdir(parents=True)
            database.execute(f"CREATE TABLE {part}_rows ({columns_in_sql(schema)})")
            values = [[row[name] for name in schema.names] for row in rows[part]]
            marks = ", ".join("?" * len(schema))
            number = title_files if part == "title" else 1
            for place in range(number):
                database.execute(f"DELETE FROM {part}_rows")
                if values[place::number]:
                    database.executemany(
                        f"INSERT INTO {part}_rows VALUES ({marks})", values[place::number]
                    )
                path = folder / part / f"part-{place}.parquet"
                database.execute(f"COPY {part}_rows TO {quoted(str(path))} (FORMAT parquet)")
                count = len(values[place::number])
                files.append(file_facts(folder=folder, path=path, rows=count))
    steps = {CONSUMER.name: STEPS, "sorteada": STEP_IDS}
    (folder / MANIFEST).write_text(Manifest(ON, tuple(files), steps).as_json(), "utf-8")
    return folder


def decided(
    snapshot: Path, out: Path, *, policy: Policy = CONSUMER, at_once: int = 0
) -> list[tuple[Any, ...]]:
    """The rows of a run, in order, held against its manifest."""
    found = decide(
        snapshot=snapshot, policy=policy, policy_digest="", on=ON, out=out, cases_at_once=at_once,
    )  # fmt: skip
    files = parquet(*out.glob("*/*.parquet"))
    rows = duckdb.sql(f"SELECT * FROM {files} ORDER BY ALL").fetchall()
    assert found.cases == len(rows) == sum(each.rows for each in found.files)
    assert {each.path for each in found.files} == {
        path.relative_to(out).as_posix() for path in out.glob("*/*.parquet")
    }
    return rows


@st.composite
def scattered(draw: st.DrawFn) -> Snapshot:
    """A snapshot whose cases have ids near and far, whose rows lie in any order, and some of whose titles
    have come from another case."""
    drawn = draw(snapshots())
    ids = st.one_of(st.integers(1, 40), st.integers(1, 2**62))
    number = len(drawn["cases"])
    new = dict(enumerate(draw(st.lists(ids, min_size=number, max_size=number, unique=True)), 1))
    moved = {part: [row | {"case_id": new[row["case_id"]]} for row in drawn[part]]
             for part in ("cases", "titles", "done")}  # fmt: skip
    for mark in moved["done"]:
        if mark["title_id"] and draw(st.booleans()):
            mark["case_id"] = draw(st.sampled_from(list(new.values())))
    return {
        "case": draw(st.permutations(moved["cases"])),
        "title": draw(st.permutations(moved["titles"])),
        "done": draw(st.permutations(moved["done"])),
    }


@settings(max_examples=25, deadline=None)
@given(
    snapshot=scattered(),
    policy=policies(),
    at_once=st.integers(1, 5),
    title_files=st.integers(1, 3),
)
def test_rows_are_those_of_one_statement(
    snapshot: Snapshot, policy: Policy, at_once: int, title_files: int
) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        files = written(folder=place / "s", snapshot=snapshot, title_files=title_files)
        whole = decided(files, place / "whole", policy=policy)
        assert decided(files, place / "parts", policy=policy, at_once=at_once) == whole


def case(case_id: int) -> Row:
    usable = dict.fromkeys(("email_ok", "sms_ok", "whatsapp_ok", "phone_ok", "letter_ok"), True)
    return usable | {
        "case_id": case_id, "debtor_id": case_id, "creditor_id": 1, "party_kind": "consumer",
        "debt_type": "card", "state": "SP", "identity_valid": True, "opted_out": False, "held": False,
        "contacts_today": 0, "contacts_week": 0, "episode_id": case_id, "peak_age_days": 0,
        "test_bucket": 0, "waiting": False,
    }  # fmt: skip


def title(title_id: int, *, case_id: int, late_days: int) -> Row:
    due_on = ON - timedelta(days=late_days)
    return {
        "title_id": title_id, "case_id": case_id, "due_on": due_on, "effective_due_on": due_on,
        "principal_cents": 50_000 + title_id, "interest_cents": 0, "fine_cents": 0, "correction_cents": 0,
        "terms_id": 1, "accrued_since": due_on, "fine_charged": False, "held": False,
        "prescription_on": ON + timedelta(days=900),
    }  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 5, 6, 7, 8])
def test_no_boundary_loses_a_case(at_once: int, tmp_path: Path) -> None:
    ids = (-(2**63), -1, 0, 1, 2, 2**40, 2**63 - 1)
    titles = [title(place, case_id=case_id, late_days=9) for place, case_id in enumerate(ids)]
    snapshot = {"case": list(map(case, ids)), "title": titles, "done": []}
    rows = decided(
        written(folder=tmp_path / "s", snapshot=snapshot), tmp_path / "o", at_once=at_once
    )
    assert [row[0] for row in rows] == list(ids)
    files = {path.name[: len("part-000")] for path in (tmp_path / "o").glob("*/*.parquet")}
    assert (len(files) > 1) == (at_once < len(ids))


def test_a_case_of_many_titles_stays_whole(tmp_path: Path) -> None:
    titles = [title(n, case_id=2 if n % 9 else n % 5, late_days=n % 50) for n in range(1, 4_000)]
    snapshot = {"case": list(map(case, range(5))), "title": titles, "done": []}
    files = written(folder=tmp_path / "s", snapshot=snapshot, title_files=3)
    whole = decided(files, tmp_path / "whole")
    assert decided(files, tmp_path / "parts", at_once=1) == whole
    assert {row[0]: row[COLUMNS.index("titles_open")] for row in whole}[2] > 3_500


def test_marks_go_with_a_title_to_its_new_case(tmp_path: Path) -> None:
    titles = [title(n, case_id=n, late_days=-3) for n in (1, 2, 3)]
    mark = {"case_id": 1, "episode_id": 0, "title_id": 3, "step_id": STEPS["lembrete_5_dias"]}
    snapshot = {"case": list(map(case, (1, 2, 3))), "title": titles, "done": [mark]}
    files = written(folder=tmp_path / "s", snapshot=snapshot)
    whole = decided(files, tmp_path / "whole")
    assert [row[COLUMNS.index("verdict")] for row in whole] == [
        Verdict.CONTACT,
        Verdict.CONTACT,
        Verdict.WAIT,
    ]
    assert decided(files, tmp_path / "parts", at_once=1) == whole


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        yield database


@pytest.mark.parametrize(
    "ids", ["n", "-n", "n * n * n", "CASE WHEN n < 9 THEN n ELSE n + 1000000000000 END"]
)
def test_ranges_follow_the_memory(database: duckdb.DuckDBPyConnection, ids: str) -> None:
    database.execute(f"CREATE VIEW part_case AS SELECT {ids} AS case_id FROM range(1_000_000) r(n)")
    database.execute("SET memory_limit = '4GB'")
    assert case_ranges(database=database) == (CaseRange(),)
    database.execute("SET memory_limit = '150MB'")
    ranges = case_ranges(database=database)
    counts = [
        database.execute(f"SELECT count(*) FROM part_case WHERE {cases.within}").fetchall()[0][0]
        for cases in ranges
    ]
    assert len(ranges) == 7
    assert sum(counts) == 1_000_000
    assert max(counts) < 160_000


def test_a_comparison_is_the_same_in_ranges(tmp_path: Path) -> None:
    ids = range(1, 60)
    titles = [title(n, case_id=n % 59 + 1, late_days=n % 70 - 6) for n in range(1, 150)]
    snapshot = {"case": list(map(case, ids)), "title": titles, "done": []}
    files = written(folder=tmp_path / "s", snapshot=snapshot)
    one, many = (compared(files, tmp_path / name, at_once=n) for name, n in (("a", 0), ("b", 7)))
    assert one == many
    assert one[0].changed


def compared(snapshot: Path, folder: Path, *, at_once: int) -> tuple[Difference, str]:
    """A comparison with a dearer policy, and the text of its list."""
    folder.mkdir()
    dearer = CONSUMER.model_copy(update={"minimum_cents": 120_000})
    changes = folder / "mudam.csv"
    found = diff(
        snapshot=snapshot, old=CONSUMER, new=dearer, on=ON, changes=changes, cases_at_once=at_once
    )
    return found, changes.read_text("utf-8")
