"""Posting transfers and keeping balances, many at a time, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import array

from .models import Account, Transfer

UNMOVED = (0, 0, 0, 0)
RECEIVABLE = (Account.PRINCIPAL, Account.INTEREST, Account.FINE, Account.CORRECTION)


@dataclass(frozen=True, slots=True)
class Posting:
    """One transfer to write: `cents` > 0 go from the `credit` account to the `debit` account."""

    kind: str
    case_id: int
    debit: str
    credit: str
    cents: int
    effective_on: date
    title_id: int | None = None
    payment_id: int | None = None
    accrued_to: date | None = None
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class Accrual:
    """Where a title stands after a posting: interest booked up to, fine charged or not.

    `on` is the day on which it counts as settled if nothing is left of it.
    """

    title_id: int
    accrued_since: date | None
    fine_charged: bool
    on: date | None = None


INSERT = """
INSERT INTO ledger_transfer (tenant_id, kind, title_id, case_id, payment_id, debit, credit, cents,
                             effective_on, accrued_to, recorded_at, reverses_id)
SELECT %s, r.kind, r.title_id, r.case_id, r.payment_id, r.debit, r.credit, r.cents, r.effective_on,
       r.accrued_to, %s, r.reverses_id
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],
            %s::bigint[], %s::date[], %s::date[], %s::bigint[])
  AS r(kind, title_id, case_id, payment_id, debit, credit, cents, effective_on, accrued_to,
       reverses_id)
"""
MOVE = """
UPDATE ledger_titlebalance b
SET principal_cents = b.principal_cents + r.principal,
    interest_cents = b.interest_cents + r.interest,
    fine_cents = b.fine_cents + r.fine, correction_cents = b.correction_cents + r.correction,
    accrued_since = CASE WHEN r.stands THEN r.accrued_since ELSE b.accrued_since END,
    fine_charged = CASE WHEN r.stands THEN r.fine_charged ELSE b.fine_charged END,
    settled_on = CASE WHEN b.principal_cents + b.interest_cents + b.fine_cents + b.correction_cents
                           + r.principal + r.interest + r.fine + r.correction = 0 THEN r.day END
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[],
            %s::date[], %s::boolean[], %s::date[])
  AS r(title_id, principal, interest, fine, correction, stands, accrued_since, fine_charged, day)
WHERE b.title_id = r.title_id
"""


class BalanceMissing(Exception):
    """A transfer named a title that has no balance row in this tenant."""

    code = "balance_missing"


def post(*, postings: Sequence[Posting], accruals: Iterable[Accrual] = (), now: datetime) -> None:
    """Write transfers and move the balances of their titles by the same cents.

    Raises BalanceMissing when a title is unknown, IntegrityError when a balance would fall below
    zero; either way nothing stays written.
    """
    if not postings:
        return
    columns = [
        [getattr(posting, name) for posting in postings]
        for name in (
            "kind",
            "title_id",
            "case_id",
            "payment_id",
            "debit",
            "credit",
            "cents",
            "effective_on",
            "accrued_to",
            "reverses_id",
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [current(), now, *map(array, columns)])
    move(moved=_moved(postings), accruals=accruals)


def move(*, moved: Mapping[int, Sequence[int]], accruals: Iterable[Accrual] = ()) -> None:
    """Add cents (in the order of RECEIVABLE) to balances and say where their charges stand."""
    standing = {accrual.title_id: accrual for accrual in accruals}
    rows = [
        (title_id, *moved.get(title_id, UNMOVED), *_standing(standing.get(title_id)))
        for title_id in sorted(moved.keys() | standing.keys())
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [array(column) for column in zip(*rows, strict=True)])
        if cursor.rowcount != len(rows):
            raise BalanceMissing


def _standing(accrual: Accrual | None) -> tuple[bool, date | None, bool, date | None]:
    if accrual is None:
        return False, None, False, None
    return True, accrual.accrued_since, accrual.fine_charged, accrual.on


def _moved(postings: Sequence[Posting]) -> dict[int, list[int]]:
    """Cents by title, in the order of RECEIVABLE."""
    moved: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for posting in postings:
        if posting.title_id is None:
            continue
        row = moved[posting.title_id]
        if posting.debit in RECEIVABLE:
            row[RECEIVABLE.index(Account(posting.debit))] += posting.cents
        if posting.credit in RECEIVABLE:
            row[RECEIVABLE.index(Account(posting.credit))] -= posting.cents
    return dict(moved)


def reversal_of(*, transfer: Transfer, effective_on: date) -> Posting:
    """The transfer that takes another one back."""
    return Posting(
        kind=Transfer.Kind.REVERSAL,
        case_id=transfer.case_id,
        title_id=transfer.title_id,
        payment_id=transfer.payment_id,
        debit=transfer.credit,
        credit=transfer.debit,
        cents=transfer.cents,
        effective_on=effective_on,
        reverses_id=transfer.pk,
    )
