"""Payments of titles that have gone to another case: they go with them.

A payment whose titles have all gone to one case belongs to that case from then on, with its credit. One
whose titles lie in several cases stays; each title keeps what it took.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection

from acerto.domain.ledger.models import Transfer
from acerto.domain.ledger.selectors import standing_transfers
from acerto.domain.ledger.services import Posting, post, reversal_of
from acerto.domain.tenancy.staging import array

# Of a payment that stands, the transfers that do; of one taken back, all it ever made. One that a person
# said is counted among the equal ones of its case: there it goes behind those that it finds.
FOLLOW = """
WITH touched AS MATERIALIZED (
    SELECT DISTINCT l.payment_id
    FROM unnest(%s::bigint[]) AS m(title_id)
    JOIN ledger_transfer l ON l.title_id = m.title_id
    WHERE l.payment_id IS NOT NULL
), home AS MATERIALIZED (
    SELECT p.id, MIN(t.case_id) AS case_id
    FROM touched x
    JOIN payments_payment p ON p.id = x.payment_id
    JOIN ledger_transfer l ON l.payment_id = p.id AND l.kind <> 'reversal'
    JOIN receivables_title t ON t.id = l.title_id
    WHERE p.state = 'reversed'
       OR NOT EXISTS (SELECT 1 FROM ledger_transfer r
                      WHERE r.payment_id = p.id AND r.reverses_id = l.id)
    GROUP BY p.id HAVING MIN(t.case_id) = MAX(t.case_id) AND MIN(t.case_id) <> MIN(p.case_id)
), placed AS (
    SELECT h.id, h.case_id,
           COALESCE((SELECT MAX(o.ordinal) FROM payments_payment o
                     WHERE o.case_id = h.case_id AND o.payer_key = '' AND o.provider_id = ''
                       AND (o.account, o.paid_on, o.amount_cents, o.memo)
                           = (p.account, p.paid_on, p.amount_cents, p.memo)), 0)
           + row_number() OVER (PARTITION BY h.case_id, p.account, p.paid_on, p.amount_cents, p.memo
                                ORDER BY p.id) AS ordinal
    FROM home h JOIN payments_payment p ON p.id = h.id
)
UPDATE payments_payment p
SET case_id = n.case_id,
    ordinal = CASE WHEN p.payer_key = '' AND p.provider_id = '' THEN n.ordinal ELSE p.ordinal END
FROM placed n WHERE p.id = n.id
RETURNING p.id, p.case_id
"""


def follow_titles(*, title_ids: Sequence[int], on: date, now: datetime) -> int:
    """Move the payments of titles that have another case now; returns how many moved.

    Transfers stay as they were written, naming the case of their day; what moves is whose payment it
    is, and its credit by new transfers effective on `on`.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [array(title_ids)])
        moved = dict(cursor.fetchall())
    credits = [
        transfer
        for transfer in standing_transfers(payment_ids=list(moved))
        if transfer.kind == Transfer.Kind.CREDIT
    ]
    postings: list[Posting] = []
    for transfer in credits:
        back = reversal_of(transfer=transfer, effective_on=on)
        again = replace(
            back,
            kind=Transfer.Kind.CREDIT,
            case_id=moved[back.payment_id or 0],
            debit=transfer.debit,
            credit=transfer.credit,
            reverses_id=None,
        )
        postings += [back, again]
    post(postings=postings, now=now)
    return len(moved)
