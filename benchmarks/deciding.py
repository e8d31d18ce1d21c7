"""What the benchmarks over files measure, each in a process of its own: `decide`, and the bare query."""

import shutil
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners import duckdb as runner
from benchmarks.apart import Measured, apart
from benchmarks.snapshot import ON, make_snapshot

LIMIT = Path(__file__).parent / "sql" / "decide_limit.sql"
MOST_GIB = 16
# Measured: a title takes 10 bytes of the snapshot and 5 of the answer, and at most 40 of what is spilled.
DISK_BYTES = 56
TELLS = 20


def disk_bytes(*, titles: int) -> int:
    """What a benchmark of so many titles takes on the disk at most."""
    return titles * DISK_BYTES


def made(*, folder: Path, titles: int, telling: bool = False) -> Path:
    """A snapshot of so many titles; says how long it took, digests included."""
    started = perf_counter()

    def tell(so_far: int) -> None:
        if telling:
            print(f"  {so_far:,} titles after {perf_counter() - started:.0f} s", flush=True)

    snapshot = make_snapshot(folder=folder, titles=titles, made=tell)
    size = sum(path.stat().st_size for path in snapshot.rglob("*.parquet"))
    print(
        f"{titles:,} titles made in {perf_counter() - started:.0f} s: {size / 1e9:.2f} GB",
        flush=True,
    )
    return snapshot


def decided(*, snapshot: Path, memory: str, telling: bool = False) -> Measured:
    """The whole of `decide`, its factors, files and digests included; gives the cases decided.

    Raises apart.Failed.
    """
    out = snapshot.parent / "out"
    measured = apart(
        act=_decide,
        watch=snapshot.parent,
        snapshot=str(snapshot),
        out=str(out),
        memory=memory,
        telling="yes" if telling else "",
    )
    assert measured.value, "nothing was decided"
    shutil.rmtree(out)
    return measured


def queried(*, snapshot: Path, memory: str) -> Measured:
    """The bare query alone, the factors made beforehand. Raises apart.Failed."""
    out = snapshot.parent / "bare"
    measured = apart(
        act=_query, watch=snapshot.parent, snapshot=str(snapshot), out=str(out), memory=memory
    )
    shutil.rmtree(out)
    return replace(measured, seconds=measured.value)


def told(measured: Measured) -> str:
    """Seconds, memory and disk of a measured run."""
    disk = f"{measured.disk_bytes / 1e9:.2f} GB on disk"
    return f"{measured.seconds:.1f} s, {measured.peak_gib:.1f} GiB, {disk}"


def _decide(*, snapshot: str, out: str, memory: str, telling: str) -> int:
    return runner.decide(
        snapshot=Path(snapshot),
        policy=load_policy(text=default_policy_text(name="consumer")),
        policy_digest="",
        on=ON,
        out=Path(out),
        memory=memory,
        progress=_Progress() if telling else None,
    ).cases


def _query(*, snapshot: str, out: str, memory: str) -> float:
    folder = Path(out).parent
    with runner.opened(snapshot=Path(snapshot), on=ON, work=folder, memory=memory) as (
        database,
        _unknown,
    ):
        sql = LIMIT.read_text("utf-8").format(out=out)
        started = perf_counter()
        database.execute(sql)
        return perf_counter() - started


class _Progress:
    """Tells how far deciding is, every twentieth of the way."""

    def __init__(self) -> None:
        self.started, self.told = perf_counter(), 0

    def __call__(self, part: float) -> None:
        if part * TELLS >= self.told + 1:
            self.told = int(part * TELLS)
            print(f"  {part:4.0%} after {perf_counter() - self.started:.0f} s", flush=True)
