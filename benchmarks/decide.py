"""A day decided over Parquet by `acerto decide`, beside a bare DuckDB query of the same columns and rows.

    python -m benchmarks.decide [TITLES] [MEMORY]

The query (sql/decide_limit.sql) scans the same files, joins the same tables and writes as many rows of as
many columns; same memory, same run, median of three in turns. Limits: 5 times the query; the memory given
(16 GiB), as the kernel counts the highest resident set.
"""

import resource
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners import duckdb as runner
from acerto.engine.snapshot_files import MANIFEST, PARTS, Manifest, columns_in_sql, file_facts

ON = date(2026, 3, 2)
LIMIT = Path(__file__).parent / "sql" / "decide_limit.sql"
MOST_TIMES = 5
TITLES_A_DEBTOR = 4
FILE_CASES = 2_500_000
TURNS = 3
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
               1000 + n * 7919 % 999000 AS principal_cents, 0 AS interest_cents, 0 AS fine_cents,
               0 AS correction_cents, 1 + n % 8 AS terms_id, due AS accrued_since, false AS fine_charged,
               n % 199 = 0 AS held, due + 1826 AS prescription_on
        FROM (SELECT n, DATE '{on}' + (20 - n * 104729 % 440)::INTEGER AS due
              FROM range({first} * {each}, {last} * {each}) AS r(n))""",
    "done": """
        SELECT n AS case_id, n AS episode_id, 0 AS title_id, 1 + n % 3 AS step_id
        FROM range({first}, {last}) AS r(n) WHERE n % 10 < 5""",
    "terms": """
        SELECT n AS terms_id, 'consumer' AS party_kind, 0.02 AS fine_rate,
               0.01 - n * 0.0005 AS interest_month_rate, NULL AS discount_rate, 0 AS discount_days,
               NULL AS payoff_month_rate, 'contract' AS interest_mode, '' AS correction_index,
               'card' AS debt_type FROM range(1, 9) AS r(n)""",
    "series": "SELECT 'ipca', DATE '2026-01-01', 0.004, 'bench', NULL WHERE false",
}


def main() -> int:
    """Measure and print; 1 when a limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    memory = sys.argv[2] if len(sys.argv) > 2 else "12GiB"
    with TemporaryDirectory(dir=".") as folder:
        started = perf_counter()
        snapshot = make_snapshot(folder=Path(folder) / "snapshot", titles=titles)
        print(f"{titles:,} titles made in {perf_counter() - started:.0f} s", flush=True)
        bare, decided = [], []
        for _turn in range(TURNS):
            bare.append(seconds_of_query(snapshot, Path(folder), memory))
            decided.append(seconds_of_decide(snapshot, Path(folder), memory))
            print(f"  query {bare[-1]:.1f} s, decide {decided[-1]:.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    ratio = median(decided) / median(bare)
    print(f"bare query {median(bare):.1f} s   decided {median(decided):.1f} s", end="   ")
    print(f"{titles / median(decided):,.0f} titles/s")
    print(f"ratio {ratio:.1f} (limit {MOST_TIMES})   peak {peak:.1f} GiB (limit 16)")
    return 0 if ratio <= MOST_TIMES and peak <= 16 else 1


def make_snapshot(*, folder: Path, titles: int) -> Path:
    """A snapshot of so many titles, in files of a few million rows."""
    cases = titles // TITLES_A_DEBTOR
    files = []
    with duckdb.connect() as database:
        for part, select in TABLES.items():
            (folder / part).mkdir(parents=True)
            firsts = range(0, cases, FILE_CASES) if part in ("case", "title", "done") else [0]
            for number, first in enumerate(firsts):
                names = {"first": first, "last": min(first + FILE_CASES, cases), "on": ON}
                path = folder / part / f"part-{number}.parquet"
                database.execute(
                    f"CREATE OR REPLACE TABLE part ({columns_in_sql(PARTS[part])});"
                    f"INSERT INTO part {select.format(each=TITLES_A_DEBTOR, **names)};"
                    f"COPY part TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
                )
                rows = database.execute("SELECT count(*) FROM part").fetchone()[0]
                files.append(file_facts(folder=folder, path=path, rows=rows))
    manifest = Manifest(ON - timedelta(days=1), tuple(files), made_by="benchmarks.decide")
    (folder / MANIFEST).write_text(manifest.as_json(), "utf-8")
    return folder


def seconds_of_decide(snapshot: Path, folder: Path, memory: str) -> float:
    """Seconds of the whole `decide`: factors, plan, files and their digests."""
    policy = load_policy(text=default_policy_text(name="consumer"))
    started = perf_counter()
    decided = runner.decide(
        snapshot=snapshot, policy=policy, policy_digest="", on=ON, out=folder / "out", memory=memory
    )
    seconds = perf_counter() - started
    assert decided.cases, "nothing was decided"
    shutil.rmtree(folder / "out")
    return seconds


def seconds_of_query(snapshot: Path, folder: Path, memory: str) -> float:
    """Seconds of the bare query, the factors made beforehand."""
    with runner.opened(snapshot=snapshot, on=ON, work=folder, memory=memory) as (
        database,
        _unknown,
    ):
        started = perf_counter()
        database.execute(LIMIT.read_text("utf-8").format(out=folder / "bare"))
        seconds = perf_counter() - started
    shutil.rmtree(folder / "bare")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
