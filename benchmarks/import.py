"""A file of titles taken in, and taken in again unchanged, beside PostgreSQL's bare COPY of the file.

    python -m benchmarks.import [TITLES]

The bare COPY fills a plain table of text columns, committed, from the same file in the same run (median
of six, three before the first import and three after it: a machine's speed wanders). Prints ratios, and
the highest memory of the processes at work for a small file and for the large one. Limits: 20 times the
bare COPY; the unchanged re-import at most half of the first.
"""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import django

ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MOST_TIMES = 20
MOST_OF_THE_FIRST = 0.5
SMALL = 100_000
COPIES = 3
BLOCK_BYTES = 1 << 20


def main() -> int:
    """Measure and print; 1 when a limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    django.setup()
    from tests.database import fresh_database

    with TemporaryDirectory() as folder, fresh_database(durable=True) as addresses:
        small, large = (sample(Path(folder), count) for count in (SMALL, titles))
        bring(small, new_creditor("small"))
        where, creditor = addresses.owner.conninfo(), new_creditor("large")
        copies = [bare_copy(large, where) for _ in range(COPIES)]
        first = bring(large, creditor)
        copies += [bare_copy(large, where) for _ in range(COPIES)]
        again = bring(large, creditor)
    copied = median(copies)
    print(f"bare COPY {copied:.2f} s   first {first:.1f} s   again {again:.1f} s")
    print(f"ratio {first / copied:.1f} (limit {MOST_TIMES})", end="   ")
    print(f"again / first {again / first:.2f} (limit {MOST_OF_THE_FIRST})")
    return 0 if first <= copied * MOST_TIMES and again <= first * MOST_OF_THE_FIRST else 1


def sample(folder: Path, titles: int) -> Path:
    """The sample portfolio's file, of this many titles, written by another process."""
    path = folder / f"{titles}.csv"
    words = ["sample", "--titles", str(titles), "--out", str(path), "--on", ON.isoformat()]
    command = [sys.executable, "-m", "acerto", *words, "--replace"]
    subprocess.run(command, check=True, capture_output=True)
    print(f"{titles:,} titles, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    return path


def bare_copy(path: Path, conninfo: dict[str, object]) -> float:
    """Seconds that COPY takes to put the file into text columns, commit included."""
    import psycopg

    with path.open(encoding="utf-8-sig") as file:
        columns = ", ".join(f"{name} text" for name in file.readline().strip().split(";"))
    with psycopg.connect(**conninfo) as connection, path.open("rb") as file:
        connection.execute(f"CREATE TABLE bare ({columns})")
        connection.commit()
        started = perf_counter()
        with connection.cursor().copy(
            "COPY bare FROM STDIN (FORMAT csv, HEADER, DELIMITER ';')"
        ) as copy:
            while block := file.read(BLOCK_BYTES):
                copy.write(block)
        connection.commit()
        seconds = perf_counter() - started
        connection.execute("DROP TABLE bare")
    return seconds


def new_creditor(code: str) -> tuple[int, int]:
    """A tenant of its own with one creditor: their ids."""
    from acerto.domain.tenancy.services import create_creditor, create_tenant

    tenant_id = create_tenant(name=code, slug=f"bench-{code}", now=NOW)
    who = {"tax_id": "11222333000181", "address": "Rua A, 1", "email": "a@example.org"}
    return tenant_id, create_creditor(
        tenant_id=tenant_id, code=code, legal_name=code, dpo_contact="dpo@example.org", **who
    )


def bring(path: Path, creditor: tuple[int, int]) -> float:
    """Seconds to bring the file in as the product does, commit included."""
    from acerto.domain.intake.mapping import load_mapping
    from acerto.domain.intake.services import run_import
    from acerto.domain.tenancy.scope import scope
    from acerto.sample.shipped import CARD_TITLES_MAPPING

    mapping = load_mapping(CARD_TITLES_MAPPING.read_text("utf-8"))
    tenant_id, creditor_id = creditor
    memory = Memory()
    started = perf_counter()
    with scope(tenant_id):
        result = run_import(
            path=path,
            mapping=mapping,
            creditor_id=creditor_id,
            now=NOW,
            on=ON,
            progress=memory.look,
        )
    seconds = perf_counter() - started
    print(
        f"{result.rows:,} rows in {seconds:.1f} s: {result.created:,} created, {result.changed:,}"
        f" changed, {result.unchanged:,} unchanged, {result.rejected:,} rejected;  {memory}",
        flush=True,
    )
    return seconds


class Memory:
    """The highest memory seen after a chunk: of this process, of the one that reads the file, and the
    backend's own (shared buffers apart)."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.status = Path(f"/proc/{cursor.fetchone()[0]}/status")
        self.here = Path("/proc/self")
        self.peak_kb = dict.fromkeys(("here", "reader", "backend"), 0)

    def look(self, rows: int) -> None:
        """Called after every chunk."""
        children = (self.here / f"task/{os.getpid()}/children").read_text().split()
        self._see("here", self.here / "status", "VmRSS")
        self._see("backend", self.status, "RssAnon")
        for child in children:
            self._see("reader", Path(f"/proc/{child}/status"), "VmRSS")

    def _see(self, who: str, status: Path, what: str) -> None:
        lines = status.read_text().splitlines() if status.exists() else []
        found = [int(line.split()[1]) for line in lines if line.startswith(what)]
        self.peak_kb[who] = max([self.peak_kb[who], *found])

    def __str__(self) -> str:
        return "peak " + ", ".join(f"{who} {kb // 1024} MB" for who, kb in self.peak_kb.items())


if __name__ == "__main__":
    sys.exit(main())
