"""What was paid on a title above its principal: kept as the debtor's credit, used when the title owes.

It comes to be when a creditor lowers a principal below what was already paid. A title with such a
credit never owes principal beside it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from acerto.domain.tenancy.scope import current

USE = """
WITH used AS MATERIALIZED (
    SELECT b.title_id, t.case_id, LEAST(k.cents, b.principal_cents) AS cents
    FROM unnest(%(titles)s::bigint[]) AS n(title_id)
    CROSS JOIN LATERAL (
        SELECT SUM(l.cents * ((l.credit = 'credit')::int - (l.debit = 'credit')::int))::bigint AS cents
        FROM ledger_transfer l
        WHERE l.title_id = n.title_id AND 'credit' IN (l.debit, l.credit)
    ) k
    JOIN receivables_title t ON t.id = n.title_id
    JOIN ledger_titlebalance b ON b.title_id = n.title_id
    WHERE k.cents > 0 AND b.principal_cents > 0
    FOR UPDATE OF b
), posted AS (
    INSERT INTO ledger_transfer (tenant_id, kind, title_id, case_id, debit, credit, cents,
                                 effective_on, recorded_at)
    SELECT %(tenant)s, 'credit', title_id, case_id, 'credit', 'principal', cents, %(on)s, %(now)s
    FROM used
)
UPDATE ledger_titlebalance b SET principal_cents = b.principal_cents - u.cents
FROM used u WHERE b.title_id = u.title_id
"""


def use_credit(*, title_ids: Sequence[int], on: date, now: datetime) -> int:
    """Pay the principal that titles owe from the credit kept on them; returns how many were paid on."""
    facts = {"titles": sorted(title_ids), "tenant": current(), "on": on, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(USE, facts)
        return int(cursor.rowcount)
