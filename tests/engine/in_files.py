"""A snapshot written as the files that `acerto snapshot export` writes, from rows; and decisions read back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from tests.engine.portfolios import ON

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

Row = dict[str, Any]
EDGES = (
    date(2024, 2, 29),
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2025, 12, 31),
    ON,
    ON - timedelta(days=1),
    ON + timedelta(days=1),
    ON + timedelta(days=10),
    date(ON.year - 5, ON.month, ON.day),
    date(ON.year - 5, ON.month, ON.day) - timedelta(days=1),
    date(1950, 1, 2),  # before the law that this product knows
)
TERMS = (
    ("consumer", "0.02", "0.01", "0.075", 10, "0.0217", "contract", "", "cartao"),
    ("consumer", "0.1", "0.0333", None, 0, None, "contract", "", "mensalidade"),
    ("business", "0.1", "0.05", "0.5", 30, None, "contract", "", "cheque"),
    ("consumer", "0.02", "0.01", None, 0, None, "contract", "ipca", "mensalidade"),
)


def written(*, folder: Path, parts: Mapping[str, Sequence[Row]], files: int = 1) -> Path:
    """A snapshot folder with its manifest; cases, titles and done in so many files each."""
    facts = []
    with duckdb.connect() as database:
        for part, schema in PARTS.items():
            (folder / part).mkdir(parents=True)
            database.execute(f"CREATE TABLE {part}_rows ({columns_in_sql(schema)})")
            rows = [[row[name] for name in schema.names] for row in parts[part]]
            if rows:
                marks = ", ".join("?" * len(schema))
                database.executemany(f"INSERT INTO {part}_rows VALUES ({marks})", rows)
            number_of = files if part in ("case", "title", "done") else 1
            for number in range(number_of):
                path = folder / part / f"part-{number}.parquet"
                some = f"SELECT * FROM {part}_rows WHERE rowid % {number_of} = {number}"
                count = database.execute(
                    f"COPY ({some}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
                ).fetchone()[0]
                facts.append(file_facts(folder=folder, path=path, rows=count))
    manifest = Manifest(ON, tuple(facts), made_by="tests")
    (folder / MANIFEST).write_text(manifest.as_json(), "utf-8")
    return folder


def edges(*, done: Sequence[Row] = ()) -> dict[str, list[Row]]:
    """A case for each day at an edge and each kind of terms, owing from a centavo to R$ 10 billion."""
    cases, titles = [], []
    for terms_id, terms in enumerate(TERMS, start=1):
        for due_on in EDGES:
            case_id = len(cases) + 1
            cases.append(_case(case_id, terms[0], terms[-1]))
            for principal_cents in (1, 150, 12_345_67, 10**12):
                titles.append(_title(len(titles) + 1, case_id, due_on, principal_cents, terms_id))
    return {
        "case": cases,
        "title": titles,
        "done": list(done),
        "terms": [_terms(number, terms) for number, terms in enumerate(TERMS, start=1)],
        "series": _series(),
    }


def decisions_in(folder: Path) -> list[tuple[Any, ...]]:
    """The rows of a folder of decisions, typed and in order of the case."""
    files = parquet(*sorted(folder.glob("decided_on=*/*.parquet")))
    columns = ", ".join(DECISION.names)
    found = duckdb.sql(f"SELECT {columns} FROM {files} ORDER BY case_id")
    kinds = [str(kind) for kind in found.types]
    return [tuple(kinds), *found.fetchall()]


def _case(case_id: int, party_kind: str, debt_type: str) -> Row:
    return {
        "case_id": case_id,
        "debtor_id": case_id,
        "creditor_id": 1,
        "party_kind": party_kind,
        "debt_type": debt_type,
        "state": "São Paulo"[: case_id % 3],
        "identity_valid": case_id % 11 != 0,
        "email_ok": case_id % 7 != 0,
        "sms_ok": False,
        "whatsapp_ok": False,
        "phone_ok": False,
        "letter_ok": case_id % 2 == 0,
        "opted_out": False,
        "held": case_id % 13 == 0,
        "contacts_today": 0,
        "contacts_week": case_id % 3,
        "episode_id": case_id if case_id % 2 else None,
        "peak_age_days": 0,
        "test_bucket": case_id % 100,
        "waiting": False,
    }


def _title(title_id: int, case_id: int, due_on: date, cents: int, terms_id: int) -> Row:
    return {
        "title_id": title_id,
        "case_id": case_id,
        "due_on": due_on,
        "effective_due_on": due_on,
        "principal_cents": cents,
        "interest_cents": cents // 100,
        "fine_cents": 0,
        "correction_cents": 0,
        "terms_id": terms_id,
        "accrued_since": due_on + timedelta(days=title_id % 3),
        "fine_charged": title_id % 5 == 0,
        "held": title_id % 17 == 0,
        "prescription_on": date(due_on.year + 5, due_on.month, min(due_on.day, 28)),
    }


def _terms(terms_id: int, terms: tuple[Any, ...]) -> Row:
    kind, fine, interest, discount, days, payoff, mode, index, debt_type = terms
    return {
        "terms_id": terms_id,
        "party_kind": kind,
        "fine_rate": Decimal(fine),
        "interest_month_rate": Decimal(interest),
        "discount_rate": Decimal(discount) if discount else None,
        "discount_days": days,
        "payoff_month_rate": Decimal(payoff) if payoff else None,
        "interest_mode": mode,
        "correction_index": index,
        "debt_type": debt_type,
    }


def _series() -> list[Row]:
    """A made-up index from 2024 on: months before it are missing, and said to be."""
    months = [date(year, month, 1) for year in (2024, 2025, 2026) for month in range(1, 13)]
    return [
        {
            "series": "ipca",
            "month": month,
            "rate": Decimal("0.0042") - Decimal(month.month) / 10_000,
            "source": "teste",
            "known_on": month + timedelta(days=40),
        }
        for month in months
    ]
