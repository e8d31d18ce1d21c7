"""States of titles and episodes of cases, set-based, in the caller's transaction."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import array
from acerto.domain.tenancy.statistics import refresh_statistics

# A join, not `t.id = ANY`: inside a nested loop the whole array would be gone through for each title.
SETTLE = """
UPDATE receivables_title t SET state = 'settled'
FROM unnest(%s::bigint[]) AS r(title_id)
JOIN ledger_titlebalance b ON b.title_id = r.title_id
WHERE t.id = r.title_id AND t.state = 'open'
  AND b.principal_cents + b.interest_cents + b.fine_cents + b.correction_cents = 0
RETURNING t.id
"""
STAMP = "UPDATE ledger_titlebalance SET settled_on = %s WHERE title_id = ANY(%s)"
REOPEN = """
UPDATE receivables_title t SET state = 'open'
FROM unnest(%s::bigint[]) AS r(title_id)
JOIN ledger_titlebalance b ON b.title_id = r.title_id
WHERE t.id = r.title_id AND t.state = 'settled'
  AND b.principal_cents + b.interest_cents + b.fine_cents + b.correction_cents > 0
RETURNING t.id
"""
CLOSE = """
UPDATE receivables_episode e SET closed_on = GREATEST(e.opened_on, r.day)
FROM unnest(%s::bigint[], %s::date[]) AS r(case_id, day)
WHERE e.case_id = r.case_id AND e.closed_on IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM receivables_open_title t
      WHERE t.case_id = e.case_id AND t.effective_due_on < r.day)
"""
OPEN = """
INSERT INTO receivables_episode (tenant_id, case_id, opened_on)
SELECT t.tenant_id, t.case_id, %s
FROM receivables_open_title t
WHERE t.effective_due_on < %s
  AND NOT EXISTS (
      SELECT 1 FROM receivables_episode e WHERE e.case_id = t.case_id AND e.closed_on IS NULL)
GROUP BY t.tenant_id, t.case_id
"""
# Only where something is overdue again: what other payments still cover stays cured.
RESUME = """
UPDATE receivables_episode e SET closed_on = NULL
FROM unnest(%(cases)s::bigint[], %(days)s::date[]) AS r(case_id, day)
WHERE e.tenant_id = %(tenant)s AND e.case_id = r.case_id AND e.closed_on >= r.day
  AND e.id = (SELECT MAX(x.id) FROM receivables_episode x WHERE x.case_id = e.case_id)
  AND EXISTS (
      SELECT 1 FROM receivables_open_title t
      WHERE t.case_id = e.case_id AND t.effective_due_on < %(on)s)
"""


def settle_titles(*, title_ids: Sequence[int], on: date | None = None) -> list[int]:
    """Close the open titles whose balance has come to zero. Returns their ids.

    `on` is the day that the balance keeps as settled; None leaves what the posting wrote there.
    """
    settled = _ids(SETTLE, title_ids)
    if on is not None:
        _stamp(settled, on)
    return settled


def reopen_titles(*, title_ids: Sequence[int]) -> list[int]:
    """Open settled titles that owe again. Returns their ids."""
    reopened = _ids(REOPEN, title_ids)
    _stamp(reopened, None)
    return reopened


def _ids(sql: str, title_ids: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [array(title_ids)])
        return [row[0] for row in cursor.fetchall()]


def _stamp(title_ids: list[int], settled_on: date | None) -> None:
    if title_ids:
        with connection.cursor() as cursor:
            cursor.execute(STAMP, [settled_on, title_ids])


def close_cured_episodes(*, case_ids: Sequence[int], on: date | Sequence[date]) -> int:
    """Close the open episodes of cases that had no overdue title on `on` (one day, or one a case)."""
    days = [on] * len(case_ids) if isinstance(on, date) else list(on)
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [array(case_ids), array(days)])
        return int(cursor.rowcount)


def open_episodes(*, on: date) -> int:
    """Begin an episode for every case of the tenant with an overdue title and none open."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [on, on])
        opened = int(cursor.rowcount)
    refresh_statistics(tables=["receivables_episode"], rows=opened)
    return opened


def resume_episodes(*, case_ids: Sequence[int], cured_on: Sequence[date], on: date) -> None:
    """Take up the last episodes again where a payment of `cured_on` no longer covers what is overdue
    on `on`."""
    told = {"cases": array(case_ids), "days": array(cured_on), "tenant": current(), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(RESUME, told)
