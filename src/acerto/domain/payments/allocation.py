"""From the law's allocation of one payment to the transfers that book it. Pure."""

from collections.abc import Sequence
from datetime import date

from acerto.domain.ledger.models import Account, Transfer
from acerto.domain.ledger.services import Accrual, Posting
from acerto.law.rules.imputation import Allocation, OpenTitle, after, allocate, turns
from acerto.law.series import NO_SERIES, SeriesBook

ACCRUED = (
    ("accrued_interest_cents", Account.INTEREST),
    ("charged_fine_cents", Account.FINE),
    ("accrued_correction_cents", Account.CORRECTION),
)
PAID = (
    ("to_interest_cents", Account.INTEREST),
    ("to_correction_cents", Account.CORRECTION),
    ("to_principal_cents", Account.PRINCIPAL),
    ("to_fine_cents", Account.FINE),
)


def book(
    *,
    titles: dict[int, OpenTitle],
    case_id: int,
    payment_id: int,
    amount_cents: int,
    paid_on: date,
    effective_on: date,
    named: Sequence[Sequence[int]] = (),
    series: SeriesBook = NO_SERIES,
) -> tuple[list[Posting], list[Accrual], int]:
    """Allocate one payment over a case's titles, moving them on in place.

    `named` are the titles that the debtor named, in turns (CC art. 352); the rest follows the law's
    order, and prescribed titles get nothing of it. `series` is for terms with an index or interest by
    law. Returns transfers, where charges stand, and the cents that no title took. Raises NotInForce,
    MonthMissing, and moves nothing then.
    """
    postings: list[Posting] = []
    accruals: list[Accrual] = []
    left = amount_cents
    moved_on: dict[int, OpenTitle] = {}
    still_open = [title for title in titles.values() if _open(title)]
    for group in turns(titles=still_open, paid_on=paid_on, named=named):
        allocations, left = allocate(
            titles=group, amount_cents=left, paid_on=paid_on, series=series
        )
        for allocation in allocations:
            title = titles[allocation.title_id]
            moved = after(title=title, allocation=allocation, paid_on=paid_on)
            moved_on[allocation.title_id] = moved
            postings += _postings(
                allocation, case_id, payment_id, effective_on, moved.accrued_since
            )
            accruals.append(
                Accrual(title.title_id, moved.accrued_since, moved.fine_charged, on=effective_on)
            )
        if not left:
            break
    titles.update(moved_on)
    if left:
        postings.append(
            Posting(
                kind=Transfer.Kind.CREDIT,
                case_id=case_id,
                payment_id=payment_id,
                debit=Account.CASH,
                credit=Account.CREDIT,
                cents=left,
                effective_on=effective_on,
            )
        )
    return postings, accruals, left


def _open(title: OpenTitle) -> bool:
    return bool(
        title.principal_cents or title.interest_cents or title.fine_cents or title.correction_cents
    )


def _postings(
    allocation: Allocation,
    case_id: int,
    payment_id: int,
    effective_on: date,
    accrued_to: date | None,
) -> list[Posting]:
    rows = [
        (Transfer.Kind.ACCRUAL, account, Account.INCOME, getattr(allocation, field))
        for field, account in ACCRUED
    ]
    rows.append(
        (Transfer.Kind.DISCOUNT, Account.DISCOUNT, Account.PRINCIPAL, allocation.discount_cents)
    )
    rows += [
        (Transfer.Kind.PAYMENT, Account.CASH, account, getattr(allocation, field))
        for field, account in PAID
    ]
    return [
        Posting(
            kind=kind,
            case_id=case_id,
            title_id=allocation.title_id,
            payment_id=payment_id,
            debit=debit if cents > 0 else credit,  # deflation takes back correction that was booked
            credit=credit if cents > 0 else debit,
            cents=abs(cents),
            effective_on=effective_on,
            accrued_to=accrued_to,
        )
        for kind, debit, credit, cents in rows
        if cents
    ]
