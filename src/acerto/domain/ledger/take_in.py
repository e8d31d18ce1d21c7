"""What a creditor's file does to the ledger: opening, adjusting, withdrawing, giving back.

The caller fills the TEMP tables below; every function works through its table in the caller's
transaction, writes transfers and moves the balances by the same cents. New titles alone come straight
from the statement that makes them.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from acerto.domain.tenancy import staging
from acerto.domain.tenancy.scope import current

from .credit import use_credit

TABLES = {
    "take_in_return": "title_id bigint, case_id bigint",
    "take_in_adjustment": "title_id bigint, case_id bigint, cents bigint",
    "take_in_withdrawal": "title_id bigint, case_id bigint",
}
POSTING = {
    "take_in_posting": "kind text, title_id bigint, case_id bigint, debit text, credit text, cents bigint"
}


def create_stage() -> None:
    """Make the TEMP tables, once a transaction."""
    staging.create(tables=TABLES | POSTING)


def open_titles(*, made: str, facts: Mapping[str, object]) -> int:
    """Book the principal of new titles and give each its balance; returns how many.

    `made`: a statement that makes them, returning title_id, case_id, cents and effective_on.
    `facts`: its parameters, with "tenant" and "now".
    """
    with connection.cursor() as cursor:
        cursor.execute(OPENING.format(made=made), facts)
        return int(cursor.rowcount)


def give_back(*, now: datetime, on: date) -> None:
    """Book back what had been withdrawn of titles that came back (take_in_return)."""
    _post(GIVE_BACK, now=now, on=on)
    _stamp("take_in_return", settled_on=None)


def adjust(*, now: datetime, on: date) -> dict[int, int]:
    """Raise or lower principals by take_in_adjustment.cents, never below zero.

    Returns, by title, the cents by which the new principal is lower than what was already paid: they
    are kept as the debtor's credit on the title, and used when its principal rises again.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHORT)
        short = dict(cursor.fetchall())
    if short:
        _post(KEEP, now=now, on=on)
    _post(ADJUST, now=now, on=on)
    with connection.cursor() as cursor:
        cursor.execute(RAISED)
        use_credit(title_ids=[row[0] for row in cursor.fetchall()], on=on, now=now)
    return short


def withdraw(*, now: datetime, on: date) -> None:
    """Book out everything open of the titles in take_in_withdrawal."""
    _post(WITHDRAW, now=now, on=on)
    _stamp("take_in_withdrawal", settled_on=on)


def _post(select: str, *, now: datetime, on: date) -> None:
    """Write what `select` finds as transfers, and move the balances by it."""
    staging.empty(tables=POSTING)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO take_in_posting {select}")
        cursor.execute(TRANSFER, {"tenant": current(), "now": now, "on": on})
        cursor.execute(MOVE)


def _stamp(table: str, *, settled_on: date | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STAMP.format(table=table), [settled_on])


OPENING = """
WITH made AS ({made}), booked AS (
    INSERT INTO ledger_transfer (tenant_id, kind, title_id, case_id, debit, credit, cents,
                                 effective_on, recorded_at)
    SELECT %(tenant)s, 'opening', title_id, case_id, 'principal', 'origin', cents, effective_on,
           %(now)s
    FROM made
)
INSERT INTO ledger_titlebalance (title_id, tenant_id, principal_cents, interest_cents, fine_cents,
                                 correction_cents, fine_charged)
SELECT title_id, %(tenant)s, cents, 0, 0, 0, false FROM made
"""
GIVE_BACK = """
SELECT 'withdrawal', r.title_id, r.case_id, w.account, 'withdrawn', w.cents
FROM take_in_return r
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.debit = 'withdrawn' THEN l.credit ELSE l.debit END AS account,
           SUM(CASE WHEN l.debit = 'withdrawn' THEN l.cents ELSE -l.cents END)::bigint AS cents
    FROM ledger_transfer l WHERE l.title_id = r.title_id AND l.kind = 'withdrawal' GROUP BY 1
) w
WHERE w.cents > 0
"""
# The locks make a payment that is being booked wait, or this import wait for it.
SHORT = """
SELECT a.title_id, -a.cents - b.principal_cents
FROM take_in_adjustment a JOIN ledger_titlebalance b USING (title_id)
WHERE a.cents < -b.principal_cents
FOR UPDATE OF b
"""
KEEP = """
SELECT 'credit', a.title_id, a.case_id, 'origin', 'credit', -a.cents - b.principal_cents
FROM take_in_adjustment a JOIN ledger_titlebalance b USING (title_id)
WHERE a.cents < -b.principal_cents
"""
RAISED = "SELECT title_id FROM take_in_adjustment WHERE cents > 0"
ADJUST = """
SELECT 'adjustment', a.title_id, a.case_id,
       CASE WHEN a.cents > 0 THEN 'principal' ELSE 'origin' END,
       CASE WHEN a.cents > 0 THEN 'origin' ELSE 'principal' END,
       CASE WHEN a.cents > 0 THEN a.cents ELSE LEAST(-a.cents, b.principal_cents) END
FROM take_in_adjustment a JOIN ledger_titlebalance b USING (title_id)
WHERE a.cents > 0 OR (a.cents < 0 AND b.principal_cents > 0)
FOR UPDATE OF b
"""
WITHDRAW = """
SELECT 'withdrawal', w.title_id, w.case_id, 'withdrawn', o.account, o.cents
FROM take_in_withdrawal w
JOIN ledger_titlebalance b USING (title_id)
CROSS JOIN LATERAL (
    VALUES ('principal', b.principal_cents), ('interest', b.interest_cents),
           ('fine', b.fine_cents), ('correction', b.correction_cents)
) o (account, cents)
WHERE o.cents > 0
FOR UPDATE OF b
"""
TRANSFER = """
INSERT INTO ledger_transfer (tenant_id, kind, title_id, case_id, debit, credit, cents, effective_on,
                             recorded_at)
SELECT %(tenant)s, kind, title_id, case_id, debit, credit, cents, %(on)s, %(now)s
FROM take_in_posting
"""
MOVE = """
UPDATE ledger_titlebalance b
SET principal_cents = b.principal_cents + m.principal, interest_cents = b.interest_cents + m.interest,
    fine_cents = b.fine_cents + m.fine, correction_cents = b.correction_cents + m.correction
FROM (
    SELECT title_id,
           SUM(cents * ((debit = 'principal')::int - (credit = 'principal')::int)) AS principal,
           SUM(cents * ((debit = 'interest')::int - (credit = 'interest')::int)) AS interest,
           SUM(cents * ((debit = 'fine')::int - (credit = 'fine')::int)) AS fine,
           SUM(cents * ((debit = 'correction')::int - (credit = 'correction')::int)) AS correction
    FROM take_in_posting GROUP BY title_id
) m
WHERE b.title_id = m.title_id
  AND b.title_id = ANY (ARRAY (SELECT title_id FROM take_in_posting))
"""
STAMP = """
UPDATE ledger_titlebalance b SET settled_on = %s
WHERE b.title_id = ANY (ARRAY (SELECT title_id FROM pg_temp.{table}))
"""
