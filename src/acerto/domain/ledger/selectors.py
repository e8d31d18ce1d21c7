"""Reading the ledger: what stands of a payment, where a title's charges stand, whether it adds up."""

from collections.abc import Sequence

from django.db import connection

from acerto.domain.tenancy.staging import array

from .models import Transfer
from .services import Accrual

STANDING = """
SELECT l.title_id, MAX(l.accrued_to), COALESCE(BOOL_OR(l.kind = 'accrual' AND l.debit = 'fine'), false)
FROM ledger_transfer l
WHERE l.title_id = ANY(%s::bigint[]) AND l.kind <> 'reversal'
  AND NOT EXISTS (SELECT 1 FROM ledger_transfer r WHERE r.reverses_id = l.id)
GROUP BY l.title_id
"""
UNEQUAL = """
SELECT b.title_id
FROM ledger_titlebalance b
LEFT JOIN (
    SELECT title_id,
           SUM(cents * ((debit = 'principal')::int - (credit = 'principal')::int)) AS principal,
           SUM(cents * ((debit = 'interest')::int - (credit = 'interest')::int)) AS interest,
           SUM(cents * ((debit = 'fine')::int - (credit = 'fine')::int)) AS fine,
           SUM(cents * ((debit = 'correction')::int - (credit = 'correction')::int)) AS correction
    FROM ledger_transfer WHERE title_id IS NOT NULL GROUP BY title_id
) s USING (title_id)
WHERE (b.principal_cents, b.interest_cents, b.fine_cents, b.correction_cents)
      IS DISTINCT FROM (s.principal, s.interest, s.fine, s.correction)
LIMIT 100
"""


def standing_transfers(*, payment_ids: Sequence[int]) -> list[Transfer]:
    """The transfers of payments that nothing has reversed, newest first."""
    taken_back = Transfer.objects.filter(
        payment_id__in=payment_ids, reverses__isnull=False
    ).values_list("reverses_id", flat=True)
    return list(
        Transfer.objects.filter(payment_id__in=payment_ids)
        .exclude(kind=Transfer.Kind.REVERSAL)
        .exclude(pk__in=list(taken_back))
        .order_by("-pk")
    )


def accruals(*, title_ids: Sequence[int]) -> list[Accrual]:
    """Where the charges of titles stand by the transfers that nothing has reversed."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [array(title_ids)])
        return [Accrual(*row) for row in cursor.fetchall()]


def unequal_titles() -> list[int]:
    """Titles whose balance is not the sum of their transfers: always empty, a job proves it."""
    with connection.cursor() as cursor:
        cursor.execute(UNEQUAL)
        return [row[0] for row in cursor.fetchall()]
