"""What the back office shows of payments, and what one would pay before it is recorded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from acerto.domain.ledger.models import Account, Transfer
from acerto.domain.tenancy.staging import array

from .models import Payment

SHOWN = 50
WEEK_DAYS = 7
CREDIT = """
SELECT case_id, SUM(cents) FROM (
    SELECT p.case_id, p.credit_cents AS cents
    FROM payments_payment p
    WHERE p.case_id = ANY(%(cases)s::bigint[]) AND p.state = 'booked' AND p.credit_cents > 0
    UNION ALL
    SELECT t.case_id, l.cents * ((l.credit = 'credit')::int - (l.debit = 'credit')::int)
    FROM receivables_title t
    JOIN ledger_transfer l ON l.title_id = t.id
    WHERE t.case_id = ANY(%(cases)s::bigint[]) AND 'credit' IN (l.debit, l.credit)
) c GROUP BY case_id HAVING SUM(cents) > 0
"""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment and what it went to, in centavos."""

    id: int
    case_id: int
    method_name: str
    memo: str
    amount_cents: int
    credit_cents: int
    paid_on: date
    recorded_at: datetime
    reversed: bool
    reversed_on: date | None
    state_name: str
    parts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Received:
    """How many payments and how much, today and in the last seven days."""

    today: int
    today_cents: int
    week: int
    week_cents: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What is kept for debtors from payments that no title took, in centavos."""

    by_case: dict[int, int]

    @property
    def total_cents(self) -> int:
        return sum(self.by_case.values())


def payments(*, case_ids: Sequence[int]) -> list[PaymentFacts]:
    """The last payments of cases and of their titles, newest first, with what stands of each.

    A payment whose titles lie in several cases is shown with each of them.
    """
    of_titles = Transfer.objects.filter(title__case_id__in=case_ids, payment__isnull=False)
    wanted = Q(case_id__in=case_ids) | Q(pk__in=of_titles.values("payment_id"))
    rows = list(Payment.objects.filter(wanted).order_by("-paid_on", "-id")[:SHOWN])
    parts = _parts([row.pk for row in rows])
    return [_facts(row, parts[row.pk]) for row in rows]


def payment(*, payment_id: int, reach: frozenset[int]) -> PaymentFacts | None:
    """One payment within reach, or None."""
    rows = Payment.objects.filter(pk=payment_id)
    row = (rows.filter(creditor_id__in=reach) if reach else rows).first()
    return _facts(row, _parts([payment_id])[payment_id]) if row else None


def received(*, on: date, reach: frozenset[int]) -> Received:
    """Payments that stand, by the day they were made."""
    rows = Payment.objects.filter(
        paid_on__gt=on - timedelta(days=WEEK_DAYS), paid_on__lte=on, state=Payment.State.BOOKED
    )
    if reach:
        rows = rows.filter(creditor_id__in=reach)
    today = Q(paid_on=on)
    sums = rows.aggregate(
        today=Count("id", filter=today),
        today_cents=Coalesce(Sum("amount_cents", filter=today), 0),
        week=Count("id"),
        week_cents=Coalesce(Sum("amount_cents"), 0),
    )
    return Received(**{name: int(value) for name, value in sums.items()})


def credit(*, case_ids: Sequence[int]) -> Credit:
    """Credit that stands, by case: of payments, and of titles whose principal was lowered."""
    with connection.cursor() as cursor:
        cursor.execute(CREDIT, {"cases": array(case_ids)})
        return Credit(by_case={case_id: int(cents) for case_id, cents in cursor.fetchall()})


def _parts(payment_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """What stands of each payment, by what it went to, in the order of the allocation."""
    rows = (
        Transfer.objects.filter(payment_id__in=payment_ids, kind=Transfer.Kind.PAYMENT)
        .exclude(pk__in=Transfer.objects.filter(
            payment_id__in=payment_ids, reverses__isnull=False
        ).values("reverses_id"))
        .values_list("payment_id", "credit")
        .annotate(cents=Sum("cents"))
    )  # fmt: skip
    order = [Account.INTEREST, Account.CORRECTION, Account.PRINCIPAL, Account.FINE]
    parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for payment_id, account, cents in sorted(rows, key=lambda row: order.index(Account(row[1]))):
        parts[payment_id].append((str(Account(account).label), int(cents)))
    return parts


def _facts(row: Payment, parts: list[tuple[str, int]]) -> PaymentFacts:
    return PaymentFacts(
        id=row.pk,
        case_id=row.case_id,
        method_name=row.get_method_display(),
        memo=row.memo,
        amount_cents=row.amount_cents,
        credit_cents=row.credit_cents,
        paid_on=row.paid_on,
        recorded_at=row.recorded_at,
        reversed=row.state == Payment.State.REVERSED,
        reversed_on=row.reversed_on,
        state_name=row.get_state_display(),
        parts=parts,
    )
