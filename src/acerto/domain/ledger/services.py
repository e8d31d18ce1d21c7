"""Posting transfers and keeping balances, many at a time, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from acerto.domain.tenancy.scope import current

from .models import Account, Transfer

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
    """Where a title stands after a posting: interest booked up to, and fine charged or not."""

    title_id: int
    accrued_since: date | None
    fine_charged: bool


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
ADD = """
UPDATE ledger_titlebalance b
SET principal_cents = b.principal_cents + r.principal, interest_cents = b.interest_cents + r.interest,
    fine_cents = b.fine_cents + r.fine, correction_cents = b.correction_cents + r.correction
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS r(title_id, principal, interest, fine, correction)
WHERE b.title_id = r.title_id
"""
MARK = """
UPDATE ledger_titlebalance b SET accrued_since = r.accrued_since, fine_charged = r.fine_charged
FROM unnest(%s::bigint[], %s::date[], %s::boolean[]) AS r(title_id, accrued_since, fine_charged)
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
    moved = _moved(postings)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [current(), now, *_plain(columns)])
        if moved:
            cursor.execute(ADD, [list(moved), *map(list, zip(*moved.values(), strict=True))])
            if cursor.rowcount != len(moved):
                raise BalanceMissing
    mark(accruals=list(accruals))


def mark(*, accruals: Sequence[Accrual]) -> None:
    """Say where the charges of titles stand."""
    if not accruals:
        return
    columns = [
        [accrual.title_id for accrual in accruals],
        [accrual.accrued_since for accrual in accruals],
        [accrual.fine_charged for accrual in accruals],
    ]
    with connection.cursor() as cursor:
        cursor.execute(MARK, columns)


def _plain(columns: list[list[object]]) -> list[list[object]]:
    """Enum members become their text: the driver sends each array as one type."""
    return [[str(v) if isinstance(v, str) else v for v in column] for column in columns]


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
