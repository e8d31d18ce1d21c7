"""The list of cases: filters, search, pages by key."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection

from acerto.domain.intake import screens as intake
from acerto.domain.parties import screens as parties
from acerto.domain.payments import screens as payments
from acerto.domain.receivables import screens as receivables

from .overview import RunFacts, last_run
from .steps import step_names
from .words import BAND, Outcome, outcome

PAGE = 25
EXPORT_PAGE = 500
EXPORT_LIMIT = 100_000
COUNTED = 1000
"""More cases than these are told as "more than"."""

COLUMNS = """
SELECT c.id, c.debtor_id, p.name, p.state, h.trade_name, h.legal_name, d.verdict, d.reason,
       d.step_id, COALESCE(d.age_days, 0), COALESCE(d.titles_open, 0), COALESCE(d.overdue_cents, 0),
       COALESCE(d.total_cents, 0)
"""
# With filters alone the page walks the index (tenant, day, overdue, case). A search finds the cases
# of people and contracts, decided or not.
DECIDED = """
FROM dunning_decision d
JOIN receivables_case c ON c.id = d.case_id
JOIN parties_party p ON p.id = c.debtor_id
JOIN tenancy_creditor h ON h.id = c.holder_id
WHERE d.tenant_id = %(tenant)s AND d.decided_on = %(on)s
"""
ANY_CASE = """
FROM receivables_case c
JOIN parties_party p ON p.id = c.debtor_id
JOIN tenancy_creditor h ON h.id = c.holder_id
LEFT JOIN dunning_decision d ON d.case_id = c.id AND d.decided_on = %(on)s
WHERE c.tenant_id = %(tenant)s
"""
CONDITIONS = {
    "reach": "c.holder_id = ANY(%(reach)s)",
    "creditor": "c.holder_id = %(creditor)s",
    "state": "p.state = %(state)s",
    "verdict": "d.verdict = %(verdict)s",
    "reason": "d.reason = %(reason)s",
    "step": "d.step_id = %(step)s",
    "first": "d.age_days >= %(first)s",
    "last": "d.age_days <= %(last)s",
    "claim": "c.id IN (SELECT x.case_id FROM contact_claim x WHERE x.state = 'open')",
    "hold": """c.id IN (
        WITH h AS (SELECT x.case_id, x.party_id, x.title_id FROM contact_hold x
                   WHERE x.starts_at <= %(now)s AND (x.ends_at IS NULL OR x.ends_at > %(now)s))
        SELECT case_id FROM h WHERE case_id IS NOT NULL
        UNION SELECT t.case_id FROM h JOIN receivables_title t ON t.id = h.title_id
        UNION SELECT k.id FROM h JOIN receivables_case k ON k.debtor_id = h.party_id)""",
    "found": """c.id IN (
        SELECT x.id FROM receivables_case x WHERE x.debtor_id = ANY(%(parties)s)
        UNION SELECT unnest(%(cases)s::bigint[]))""",
    "after": "(COALESCE(d.overdue_cents, 0), c.id) < (%(after_cents)s, %(after_id)s)",
    "after_decided": "(d.overdue_cents, d.case_id) < (%(after_cents)s, %(after_id)s)",
}
ORDER = " ORDER BY COALESCE(d.overdue_cents, 0) DESC, c.id DESC LIMIT %(limit)s"
ORDER_DECIDED = " ORDER BY d.overdue_cents DESC, d.case_id DESC LIMIT %(limit)s"
# What was imported after the run of the day: only what is booked is known of it.
BOOKED = """
SELECT t.case_id, COUNT(*), SUM(t.principal_cents),
       SUM(t.principal_cents) FILTER (WHERE t.effective_due_on < %(on)s),
       MAX(%(on)s - t.effective_due_on)
FROM receivables_open_title t WHERE t.case_id = ANY(%(ids)s) GROUP BY t.case_id
"""
COUNT = "SELECT COUNT(*) FROM (SELECT 1 SOURCE LIMIT %(most)s) found"
FLAGS = """
SELECT c.id,
       EXISTS (SELECT FROM contact_claim x WHERE x.case_id = c.id AND x.state = 'open'),
       EXISTS (SELECT FROM contact_hold x WHERE x.starts_at <= %(now)s
               AND (x.ends_at IS NULL OR x.ends_at > %(now)s)
               AND (x.case_id = c.id OR x.party_id = c.debtor_id
                    OR x.title_id IN (SELECT t.id FROM receivables_title t WHERE t.case_id = c.id))),
       EXISTS (SELECT FROM receivables_open_title t WHERE t.case_id = c.id)
FROM receivables_case c WHERE c.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for. Empty and None: everything."""

    text: str = ""
    band: str = ""
    verdict: int | None = None
    reason: int | None = None
    step_id: int | None = None
    state: str = ""
    creditor_id: int | None = None
    flag: str = ""  # "claim" or "hold"

    @property
    def any(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class After:
    """The last row of the page before: where the next one begins."""

    overdue_cents: int
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list: what the last run charges, with charges; principal where none decided yet."""

    case_id: int
    party_id: int
    name: str
    masked: str
    state: str
    creditor: str
    outcome: Outcome | None
    step: str
    age_days: int
    titles_open: int
    overdue_cents: int
    total_cents: int
    claim: bool = False
    hold: bool = False
    nothing_open: bool = False
    credit_cents: int = 0  # paid, and taken by no title

    @property
    def after(self) -> After:
        """Where the page after this row begins: those without a decision stand last."""
        return After(overdue_cents=self.overdue_cents if self.outcome else 0, case_id=self.case_id)


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of the list. `count`: of the whole list, COUNTED + 1 for more than COUNTED.

    `cut`: so many people have the words searched for that not all of them are in the list. `newer`: a
    file came in after the run, whose new cases are found by search alone.
    """

    rows: list[CaseRow]
    next: After | None
    run: RunFacts | None
    count: int
    cut: bool = False
    newer: bool = False

    @property
    def many(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


@dataclass(frozen=True, slots=True)
class _Asked:
    """A list as SQL: where its rows come from, in which order, with which values."""

    source: str
    order: str
    after: str
    values: dict[str, object]
    cut: bool


def page(
    *,
    filters: Filters,
    reach: frozenset[int],
    tenant_id: int,
    on: date,
    now: datetime,
    after: After | None = None,
    size: int = PAGE,
) -> CasePage:
    """A page of cases, the most overdue first; as many queries with filters as without."""
    run = last_run(on=on)
    asked = _asked(filters, reach, tenant_id, run, now)
    rows = _rows(asked, after, size + 1, on)
    shown = rows[:size]
    return CasePage(
        rows=_with_flags(shown, now),
        next=shown[-1].after if len(rows) > size else None,
        run=run,
        count=_count(asked),
        cut=asked.cut,
        newer=_newer(run, reach),
    )


def export(
    *, filters: Filters, reach: frozenset[int], tenant_id: int, on: date, now: datetime
) -> Iterator[CaseRow]:
    """Every row of the filtered list, page by page, up to a limit."""
    asked = _asked(filters, reach, tenant_id, last_run(on=on), now)
    after, told = None, 0
    while told < EXPORT_LIMIT:
        rows = _rows(asked, after, EXPORT_PAGE, on)
        yield from _with_flags(rows, now)
        told += len(rows)
        if len(rows) < EXPORT_PAGE:
            return
        after = rows[-1].after


def _asked(
    filters: Filters, reach: frozenset[int], tenant_id: int, run: RunFacts | None, now: datetime
) -> _Asked:
    decided = run is not None and not filters.text
    wanted, values = _conditions(filters, reach, tenant_id)
    values |= {"tenant": tenant_id, "on": run.decided_on if run else None, "now": now}
    source = DECIDED if decided else ANY_CASE
    return _Asked(
        source=source + "".join(f" AND {CONDITIONS[name]}" for name in wanted),
        order=ORDER_DECIDED if decided else ORDER,
        after=CONDITIONS["after_decided" if decided else "after"],
        values=values,
        cut=len(values.get("parties") or ()) >= parties.FOUND_LIMIT,  # type: ignore[arg-type]
    )


def _rows(asked: _Asked, after: After | None, limit: int, on: date) -> list[CaseRow]:
    values = asked.values | {"limit": limit}
    sql = COLUMNS + asked.source
    if after is not None:
        sql += f" AND {asked.after}"
        values |= {"after_cents": after.overdue_cents, "after_id": after.case_id}
    with connection.cursor() as cursor:
        cursor.execute(sql + asked.order, values)
        found = cursor.fetchall()
    masked = parties.masked_tax_ids(party_ids=[row[1] for row in found])
    names = step_names()
    return _with_booked([_row(row, masked, names) for row in found], on)


def _newer(run: RunFacts | None, reach: frozenset[int]) -> bool:
    last = intake.imports(reach=reach, limit=1)
    return bool(run and last and last[0].started_at > run.started_at)


def _count(asked: _Asked) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT.replace("SOURCE", asked.source), asked.values | {"most": COUNTED + 1})
        return int(cursor.fetchone()[0])


def _conditions(
    filters: Filters, reach: frozenset[int], tenant_id: int
) -> tuple[list[str], dict[str, object]]:
    band = BAND.get(filters.band)
    values: dict[str, object] = {
        "reach": list(reach) or None,
        "creditor": filters.creditor_id,
        "state": filters.state or None,
        "verdict": filters.verdict,
        "reason": filters.reason,
        "step": filters.step_id,
        "first": band.first if band else None,
        "last": band.last if band else None,
    }
    wanted = [name for name, value in values.items() if value is not None]
    if filters.flag in ("claim", "hold"):
        wanted.append(filters.flag)
    if filters.text:
        wanted.append("found")
        values["parties"] = parties.find(text=filters.text, tenant_id=tenant_id)
        values["cases"] = receivables.cases_of_contract(contract=filters.text, reach=reach)
    return wanted, values


def _row(row: tuple, masked: dict[int, str], names: dict[int, str]) -> CaseRow:  # type: ignore[type-arg]
    verdict, reason, step_id = row[6:9]
    return CaseRow(
        case_id=row[0],
        party_id=row[1],
        name=row[2],
        masked=masked.get(row[1], ""),
        state=row[3],
        creditor=row[4] or row[5],
        outcome=None if verdict is None else outcome(verdict=verdict, reason=reason),
        step=names.get(step_id, "") if step_id else "",
        age_days=row[9],
        titles_open=row[10],
        overdue_cents=row[11],
        total_cents=row[12],
    )


def _with_booked(rows: list[CaseRow], on: date) -> list[CaseRow]:
    """The principal, and the age of today, of the rows that no run has decided."""
    ids = [row.case_id for row in rows if row.outcome is None]
    if not ids:
        return rows
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, {"on": on, "ids": ids})
        booked = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_booked(row, *booked[row.case_id]) if row.case_id in booked else row for row in rows]


def _booked(row: CaseRow, titles: int, cents: int, overdue: int | None, days: int) -> CaseRow:
    return replace(
        row,
        titles_open=titles,
        total_cents=int(cents),
        overdue_cents=int(overdue or 0),
        age_days=max(0, days),
    )


def _with_flags(rows: list[CaseRow], now: datetime) -> list[CaseRow]:
    with connection.cursor() as cursor:
        cursor.execute(FLAGS, {"now": now, "ids": [row.case_id for row in rows]})
        flags = {row[0]: row[1:] for row in cursor.fetchall()}
    credit = payments.credit(case_ids=[row.case_id for row in rows]).by_case
    return [
        replace(
            row,
            claim=flags[row.case_id][0],
            hold=flags[row.case_id][1],
            nothing_open=not flags[row.case_id][2],
            credit_cents=credit.get(row.case_id, 0),
        )
        for row in rows
    ]
