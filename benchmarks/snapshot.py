"""A snapshot of any size as Parquet: made file by file, the same every time, at a flat memory.

Due dates go from 420 days ago to 20 days ahead, amounts from R$ 10 to R$ 10.000; both are scattered, so
that they fill as much of a file as real ones. Titles lie in the order of their cases.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb

from acerto.engine.snapshot_files import MANIFEST, PARTS, Manifest, duckdb_type, file_facts

ON = date(2026, 3, 2)
TITLES_A_DEBTOR = 4
FILE_CASES = 2_500_000
TABLES = {
    "case": """
        SELECT n AS case_id, n AS debtor_id, 1 AS creditor_id, 'consumer' AS party_kind, 'card' AS debt_type,
               ['SP','MG','RJ','BA','PR','RS','PE','CE','PA','SC'][1 + n % 10] AS state,
               n % 50 <> 0 AS identity_valid, n % 20 <> 0 AS email_ok, false AS sms_ok,
               false AS whatsapp_ok, n % 33 <> 0 AS phone_ok, false AS letter_ok, n % 97 = 0 AS opted_out,
               n % 101 = 0 AS held, 0 AS contacts_today, n % 4 AS contacts_week,
               CASE WHEN n % 10 < 9 THEN n END AS episode_id, n % 300 AS peak_age_days,
               n % 100 AS test_bucket, n % 61 = 0 AS waiting
        FROM range({first}, {last}) AS r(n)""",
    "title": """
        SELECT n AS title_id, n // {each} AS case_id, due AS due_on, due AS effective_due_on,
               1000 + hash(n) % 999000 AS principal_cents, 0 AS interest_cents, 0 AS fine_cents,
               0 AS correction_cents, 1 + n % 8 AS terms_id, due AS accrued_since, false AS fine_charged,
               n % 199 = 0 AS held, due + 1826 AS prescription_on
        FROM (SELECT n, DATE '{on}' + (20 - (hash(-n) % 440)::INTEGER) AS due
              FROM range({first} * {each}, {last} * {each}) AS r(n))""",
    "done": """
        SELECT n AS case_id, n AS episode_id, 0 AS title_id, 1 + n % 3 AS step_id
        FROM range({first}, {last}) AS r(n) WHERE n % 10 < 5""",
    "terms": """
        SELECT n AS terms_id, 'consumer' AS party_kind, 0.02 AS fine_rate,
               0.01 - n * 0.0005 AS interest_month_rate, NULL AS discount_rate, 0 AS discount_days,
               NULL AS payoff_month_rate, 'contract' AS interest_mode, '' AS correction_index,
               'card' AS debt_type FROM range(1, 9) AS r(n)""",
    "series": """
        SELECT 'ipca' AS series, DATE '2026-01-01' AS month, 0.004 AS rate, 'bench' AS source,
               NULL AS known_on WHERE false""",
}
SMALL = ("terms", "series")


def make_snapshot(
    *, folder: Path, titles: int, made: Callable[[int], None] = lambda titles: None
) -> Path:
    """A snapshot of so many titles in files of 10,000,000; `made` is told how many there are so far."""
    cases = titles // TITLES_A_DEBTOR
    files = []
    with duckdb.connect() as database:
        for part in SMALL:
            files.append(_file(database, folder, part, 0, 0, cases))
        for number, first in enumerate(range(0, cases, FILE_CASES)):
            last = min(first + FILE_CASES, cases)
            for part in TABLES.keys() - set(SMALL):
                files.append(_file(database, folder, part, number, first, last))
            made(last * TITLES_A_DEBTOR)
    files.sort(key=lambda each: each.path)
    manifest = Manifest(ON - timedelta(days=1), tuple(files), made_by="benchmarks.snapshot")
    (folder / MANIFEST).write_text(manifest.as_json(), "utf-8")
    return folder


def _file(database, folder: Path, part: str, number: int, first: int, last: int):
    """Write one file of a part, for cases from `first` up to `last`; what the manifest says of it."""
    columns = ", ".join(
        f"{name}::{duckdb_type(kind)} AS {name}" for name, kind in PARTS[part].items()
    )
    select = TABLES[part].format(first=first, last=last, each=TITLES_A_DEBTOR, on=ON)
    path = folder / part / f"part-{number:04}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    copied = database.execute(
        f"COPY (SELECT {columns} FROM ({select})) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )
    return file_facts(folder=folder, path=path, rows=copied.fetchone()[0])
