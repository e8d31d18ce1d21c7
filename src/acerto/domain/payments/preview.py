"""What a payment would do, by doing it and undoing it: the figures cannot differ from the booking."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from acerto.core.calendar import SAO_PAULO
from acerto.domain.ledger.models import Account, Transfer
from acerto.domain.ledger.selectors import standing_transfers
from acerto.domain.receivables.models import Title
from acerto.domain.receivables.screens import debts
from acerto.domain.receivables.selectors import CaseDebt, first_days

from .models import Payment
from .services import record_payment
from .spending import Due, later_than, unwind


@dataclass(frozen=True, slots=True)
class Share:
    """What one title would take of a payment, and would still owe after it, in centavos."""

    title_id: int
    contract: str
    instalment: str
    due_on: date
    principal_cents: int
    interest_cents: int
    fine_cents: int
    correction_cents: int
    discount_cents: int
    left_cents: int  # on the day of the payment
    left_today_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.interest_cents + self.fine_cents + self.correction_cents


@dataclass(frozen=True, slots=True)
class Doubts:
    """What looks wrong about a payment; whoever records it has to say that it is right."""

    first_on: date | None  # nothing can well have been owed before this day, and it was paid before
    equal: int  # booked payments of the same case, day and amount

    @property
    def any(self) -> bool:
        """Whether there is something to confirm."""
        return bool(self.first_on or self.equal)


@dataclass(frozen=True, slots=True)
class Preview:
    """How a payment would be allocated; nothing is written."""

    shares: list[Share]
    credit_cents: int
    paid_on: date
    today: date
    still_owed_cents: int  # by the case on the day of the payment
    still_owed_today_cents: int
    spent_anew: int  # payments made later that are allocated again
    doubts: Doubts
    spared: bool  # something is left although a prescribed title is open
    by_choice: bool  # the note carries the txid of a code: the titles chosen come first


def preview(
    *,
    case_id: int,
    creditor_id: int,
    amount_cents: int,
    paid_on: date,
    now: datetime,
    title_id: int | None = None,
    memo: str = "",
) -> Preview:
    """How a payment would be allocated now. Raises PaymentRefused as `record_payment` does."""
    today = now.astimezone(SAO_PAULO).date()
    doubts = doubts_of(case_id=case_id, amount_cents=amount_cents, paid_on=paid_on)
    with transaction.atomic():
        booked = record_payment(
            case_id=case_id,
            creditor_id=creditor_id,
            amount_cents=amount_cents,
            paid_on=paid_on,
            now=now,
            title_id=title_id,
            memo=memo,
        )
        (payment_id,) = booked.payment_ids
        by_choice = Payment.objects.filter(pk=payment_id, choice__isnull=False).exists()
        transfers = standing_transfers(payment_ids=[payment_id])
        after = debts(case_ids=[case_id], on=today)[case_id]
        later = later_than(dues=[Due(payment_id, case_id, amount_cents, paid_on)])
        unwind(dues=later, on=today, now=now)
        then = debts(case_ids=[case_id], on=paid_on)[case_id]
        transaction.set_rollback(True)
    return Preview(
        shares=_shares(transfers, then, after),
        credit_cents=booked.credit_cents,
        paid_on=paid_on,
        today=today,
        still_owed_cents=then.total_cents,
        still_owed_today_cents=after.total_cents,
        spent_anew=len(later),
        doubts=doubts,
        spared=bool(booked.spared),
        by_choice=by_choice,
    )


def doubts_of(*, case_id: int, amount_cents: int, paid_on: date) -> Doubts:
    """What looks wrong about a payment that somebody types."""
    first_on = first_days(case_ids=[case_id]).get(case_id)
    equal = Payment.objects.filter(
        case_id=case_id, paid_on=paid_on, amount_cents=amount_cents, state=Payment.State.BOOKED
    )
    return Doubts(
        first_on=first_on if first_on and paid_on < first_on else None, equal=equal.count()
    )


def _shares(transfers: Sequence[Transfer], then: CaseDebt, after: CaseDebt) -> list[Share]:
    taken: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for transfer in reversed(transfers):
        if transfer.title_id is not None and transfer.kind != Transfer.Kind.ACCRUAL:
            name = "discount" if transfer.debit == Account.DISCOUNT else transfer.credit
            taken[transfer.title_id][name] += transfer.cents
    titles = Title.objects.in_bulk(taken)
    return [
        Share(
            title_id=key,
            contract=titles[key].contract,
            instalment=titles[key].instalment,
            due_on=titles[key].due_on,
            left_cents=_left(then, key),
            left_today_cents=_left(after, key),
            **{f"{part}_cents": cents[part] for part in PARTS},
        )
        for key, cents in taken.items()
    ]


PARTS = ("principal", "interest", "fine", "correction", "discount")


def _left(debt: CaseDebt, title_id: int) -> int:
    return sum(title.debt.total_cents for title in debt.titles if title.title_id == title_id)
