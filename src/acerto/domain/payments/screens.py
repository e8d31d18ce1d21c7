"""What the back office shows of payments, and what one would pay before it is recorded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from acerto.domain.ledger.models import Account, Transfer
from acerto.domain.receivables.models import Title
from acerto.domain.receivables.selectors import open_titles

from .allocation import book
from .models import Payment

SHOWN = 50
WEEK_DAYS = 7


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
class Share:
    """What one title would take of a payment, in centavos."""

    title_id: int
    contract: str
    instalment: str
    due_on: date
    principal_cents: int
    interest_cents: int
    fine_cents: int
    correction_cents: int
    discount_cents: int
    left_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.interest_cents + self.fine_cents + self.correction_cents


@dataclass(frozen=True, slots=True)
class Preview:
    """How a payment would be allocated; nothing is written."""

    shares: list[Share]
    credit_cents: int
    still_owed_cents: int


def payments(*, case_ids: Sequence[int]) -> list[PaymentFacts]:
    """The last payments of cases, newest first, with what stands of each."""
    rows = list(Payment.objects.filter(case_id__in=case_ids).order_by("-paid_on", "-id")[:SHOWN])
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


def preview(
    *, case_id: int, amount_cents: int, paid_on: date, title_id: int | None = None
) -> Preview:
    """How a payment would be allocated now, by the same rule that books it."""
    titles = {title.title_id: title for title in open_titles(case_ids=[case_id])[case_id]}
    postings, _standing, credit = book(
        titles=titles,
        case_id=case_id,
        payment_id=0,
        amount_cents=amount_cents,
        paid_on=paid_on,
        effective_on=paid_on,
        first_title_id=title_id,
    )
    taken: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for posting in postings:
        if posting.title_id is not None and posting.kind != Transfer.Kind.ACCRUAL:
            name = "discount" if posting.debit == Account.DISCOUNT else str(posting.credit)
            taken[posting.title_id][name] += posting.cents
    names = dict(_names(list(taken)))
    shares = [
        Share(
            title_id=key,
            contract=names[key][0],
            instalment=names[key][1],
            due_on=titles[key].due_on,
            left_cents=_open_cents(titles[key]),
            **{f"{part}_cents": cents[part] for part in ("principal", *PARTS)},
        )
        for key, cents in taken.items()
    ]
    return Preview(
        shares=shares,
        credit_cents=credit,
        still_owed_cents=sum(_open_cents(title) for title in titles.values()),
    )


PARTS = ("interest", "fine", "correction", "discount")


def _open_cents(title) -> int:  # type: ignore[no-untyped-def]
    return int(
        title.principal_cents + title.interest_cents + title.fine_cents + title.correction_cents
    )


def _names(title_ids: list[int]) -> list[tuple[int, tuple[str, str]]]:
    rows = Title.objects.filter(pk__in=title_ids).values_list("id", "contract", "instalment")
    return [(title_id, (contract, instalment)) for title_id, contract, instalment in rows]


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
