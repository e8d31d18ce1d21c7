"""Two policies on the same snapshot and day: who would get what under each, and whose day changes."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from acerto.engine.plan import plan_sql
from acerto.engine.policy import Policy
from acerto.engine.snapshot_files import Manifest, quoted, read_manifest
from acerto.engine.verdicts import Channel, Verdict

from .duckdb import opened
from .ranges import CaseRange, case_ranges, show

SIDES = ("old", "new")
FORMATS = {".csv": "csv, HEADER", ".parquet": "parquet, COMPRESSION zstd"}
# What a person would read of a decision.
SEEN = ("verdict", "reason", "step", "channel", "segment")
# What somebody gets; another reason or segment alone is no change to them.
GOT = ("verdict", "step", "channel")
CONTACTS = f"""
SELECT '{{side}}' AS side, segment, step, channel, count(*) AS cases, sum(total_cents)::BIGINT AS cents
FROM {{side}}_side WHERE verdict = {int(Verdict.CONTACT)} GROUP BY ALL
"""
SUMS = """
SELECT segment, step, channel, sum(cases)::BIGINT, sum(cents)::BIGINT FROM contacts WHERE side = ?
GROUP BY ALL ORDER BY ALL
"""
CHANGED = f"""
SELECT coalesce(o.case_id, n.case_id) AS case_id,
       {", ".join(f"o.{name} AS old_{name}, n.{name} AS new_{name}" for name in SEEN)},
       coalesce(n.total_cents, o.total_cents) AS total_cents
FROM old_side o FULL JOIN new_side n ON n.case_id = o.case_id
WHERE {" OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in GOT)}
"""
MOVES = """
SELECT old_verdict, old_step, old_channel, new_verdict, new_step, new_channel, count(*),
       sum(total_cents)::BIGINT
FROM changed GROUP BY ALL ORDER BY 7 DESC, 1, 2, 3, 4, 5, 6
"""
FIRST = """
SELECT case_id, old_verdict, old_step, old_channel, new_verdict, new_step, new_channel, total_cents
FROM changed ORDER BY total_cents DESC, case_id LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Messages of one kind under one policy. `cost` in centavos, None where no price was given."""

    segment: str
    step: str
    channel: str
    cases: int
    total_cents: int
    cost_cents: Decimal | None


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that go from one outcome to another; "" where a policy does not decide them."""

    old: tuple[str, str, str]  # verdict, step, channel
    new: tuple[str, str, str]
    cases: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose day changes."""

    case_id: int
    old: tuple[str, str, str]
    new: tuple[str, str, str]
    total_cents: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes between two policies on a day. `first`: some of the changed cases, the largest first."""

    on: date
    old: tuple[Contacts, ...]
    new: tuple[Contacts, ...]
    moves: tuple[Move, ...]
    changed: int
    cases: int
    first: tuple[Change, ...] = ()


def diff(
    *,
    snapshot: Path,
    old: Policy,
    new: Policy,
    on: date,
    prices: Mapping[str, Decimal] | None = None,
    changes: Path | None = None,
    creditors: Collection[int] = (),
    memory: str = "",
    cases_at_once: int = 0,
) -> Difference:
    """Decide a snapshot's day under both policies and compare, case by case.

    `prices`: centavos a message by channel name. `changes`: a .csv or .parquet file for the list of the
    cases whose day changes. `creditors`: only the cases of these; empty is all. `memory` and
    `cases_at_once` are those of `decide`. Raises InvalidSnapshot, acerto.law.params.NotInForce.
    """
    manifest = read_manifest(folder=snapshot)
    with (
        _workplace(changes) as work,
        opened(snapshot=snapshot, on=on, work=work, memory=memory) as (database, _unknown),
    ):
        own = f"creditor_id IN ({', '.join(map(str, creditors))})" if creditors else "true"
        database.execute(f"CREATE VIEW own_case AS SELECT case_id FROM snapshot_case WHERE {own}")
        sides = {
            side: _side(policy, manifest, on)
            for side, policy in zip(SIDES, (old, new), strict=True)
        }
        for cases in case_ranges(database=database, at_once=cases_at_once):
            show(database=database, cases=cases, on=on)
            _compare(database, sides)
        show(database=database, cases=CaseRange(), on=on)
        if changes is not None:
            _write(database, changes)
        return Difference(
            on=on,
            old=_contacts(database, "old", prices or {}),
            new=_contacts(database, "new", prices or {}),
            moves=tuple(_moves(database)),
            changed=_number(database, "SELECT count(*) FROM changed"),
            cases=_number(database, "SELECT count(*) FROM own_case"),
            first=tuple(_first(database)),
        )


@contextmanager
def _workplace(changes: Path | None) -> Iterator[Path]:
    """Where DuckDB may spill: beside the list, or in the system's folder for such things."""
    with TemporaryDirectory(dir=changes.parent if changes else None) as folder:
        yield Path(folder)


def _side(policy: Policy, manifest: Manifest, on: date) -> str:
    """What a person would see of each decision under a policy, in words: a query."""
    steps = manifest.step_ids(policy=policy.name, keys=policy.step_keys)
    select = plan_sql(policy=policy, on=on, step_ids=steps, dialect="duckdb")
    # What does not lead to a message has no channel, and its step says nothing yet.
    contact = f"verdict = {int(Verdict.CONTACT)}"
    return (
        "SELECT case_id, verdict, reason, total_cents,"
        f" CASE WHEN {contact} THEN {_words(steps, 'step_id')} ELSE '' END AS step,"
        f" CASE WHEN {contact} THEN {_words(CHANNELS, 'channel')} ELSE '' END AS channel,"
        f" {_words(_segments(policy), 'segment_id')} AS segment FROM ({select}) AS plan"
        " WHERE case_id IN (SELECT case_id FROM own_case)"
    )


def _compare(database: Any, sides: Mapping[str, str]) -> None:
    """Add to `contacts` and `changed` what both sides give for the cases shown."""
    for side, query in sides.items():
        database.execute(f"CREATE OR REPLACE TABLE {side}_side AS {query}")
        _add(database, "contacts", CONTACTS.format(side=side))
    _add(database, "changed", CHANGED)


def _add(database: Any, table: str, query: str) -> None:
    """Add a query's rows to a table, made where it is not there yet."""
    database.execute(f"CREATE TABLE IF NOT EXISTS {table} AS {query} LIMIT 0")
    database.execute(f"INSERT INTO {table} {query}")


CHANNELS = {channel.name.lower(): int(channel) for channel in Channel}


def _segments(policy: Policy) -> dict[str, int]:
    return {segment.key: place for place, segment in enumerate(policy.segments, start=1)}


def _words(names: Mapping[str, int], column: str) -> str:
    """A number of ours as its name, in SQL; "" for any other."""
    cases = " ".join(f"WHEN {number} THEN {quoted(name)}" for name, number in names.items())
    return f"CASE {column} {cases} ELSE '' END" if cases else "''"


def _contacts(database: Any, side: str, prices: Mapping[str, Decimal]) -> tuple[Contacts, ...]:
    rows = database.execute(SUMS, [side]).fetchall()
    return tuple(
        Contacts(segment, step, channel, cases, cents, _cost(channel, cases, prices))
        for segment, step, channel, cases, cents in rows
    )


def _cost(channel: str, cases: int, prices: Mapping[str, Decimal]) -> Decimal | None:
    return prices[channel] * cases if channel in prices else None


def _moves(database: Any) -> Iterator[Move]:
    for row in database.execute(MOVES).fetchall():
        was, becomes, (cases, cents) = row[:3], row[3:6], row[6:]
        yield Move(_outcome(*was), _outcome(*becomes), cases, cents)


def _first(database: Any) -> Iterator[Change]:
    for case_id, *sides, cents in database.execute(FIRST).fetchall():
        yield Change(case_id, _outcome(*sides[:3]), _outcome(*sides[3:]), cents)


def _outcome(verdict: int | None, step: str | None, channel: str | None) -> tuple[str, str, str]:
    return (Verdict(verdict).name.lower() if verdict else "", step or "", channel or "")


def _write(database: Any, changes: Path) -> None:
    database.execute(
        f"COPY (SELECT * FROM changed ORDER BY case_id) TO {quoted(str(changes))}"
        f" (FORMAT {FORMATS[changes.suffix]})"
    )


def _number(database: Any, query: str) -> int:
    return int(database.execute(query).fetchone()[0])
