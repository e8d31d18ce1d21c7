"""Receiving money and taking it back. One path for one payment and for a file of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import record
from acerto.domain.ledger.selectors import accruals, standing_transfers
from acerto.domain.ledger.services import Accrual, Posting, move, post, reversal_of
from acerto.domain.receivables.selectors import open_titles, series_for
from acerto.domain.receivables.services import (
    close_cured_episodes,
    reopen_titles,
    resume_episode,
    settle_titles,
)
from acerto.domain.tenancy.scope import current
from acerto.law.params import NotInForce
from acerto.law.series import MonthMissing

from .allocation import book
from .models import Payment


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One amount received, as a file or a person says it. Natural key: see models.Payment."""

    case_id: int
    creditor_id: int
    amount_cents: int
    paid_on: date
    method: str = Payment.Method.OTHER
    provider: str = ""
    provider_id: str = ""
    account: str = ""
    memo: str = ""
    ordinal: int = 1
    title_id: int | None = None  # named by the debtor (CC art. 352)


@dataclass(frozen=True, slots=True)
class RecordedMany:
    """What became of the rows: new payments, rows already known, cents received, cents no title took."""

    created: int
    known: int
    amount_cents: int
    credit_cents: int
    payment_ids: list[int]
    settled_title_ids: list[int]


class PaymentRefused(Exception):
    """A payment that cannot be booked or taken back; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


INSERT = """
WITH r AS (
    SELECT nextval(pg_get_serial_sequence('payments_payment', 'id')) AS id, x.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::smallint[], %s::bigint[], %s::date[]) WITH ORDINALITY
      AS x(case_id, creditor_id, method, provider, provider_id, account, memo, ordinal, amount_cents,
           paid_on, place)
), i AS (
    INSERT INTO payments_payment (id, tenant_id, case_id, creditor_id, method, provider, provider_id,
                                  account, memo, ordinal, amount_cents, credit_cents, paid_on,
                                  recorded_at, state)
    SELECT id, %s, case_id, creditor_id, method, provider, provider_id, account, memo, ordinal,
           amount_cents, 0, paid_on, %s, 'booked'
    FROM r ORDER BY place
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT r.id, r.place FROM r JOIN i USING (id) ORDER BY r.place
"""
CREDIT = """
UPDATE payments_payment p SET credit_cents = r.cents
FROM unnest(%s::bigint[], %s::bigint[]) AS r(id, cents) WHERE p.id = r.id
"""
EVENTS = """
INSERT INTO audit_event (tenant_id, at, kind, case_id, subject_id, facts)
SELECT %s, %s, 'payments.recorded', r.case_id, r.payment_id,
       jsonb_build_object('amount_cents', r.cents, 'paid_on', r.paid_on)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[])
  AS r(case_id, payment_id, cents, paid_on)
"""


def record_payment(
    *,
    case_id: int,
    creditor_id: int,
    amount_cents: int,
    paid_on: date,
    now: datetime,
    method: str = Payment.Method.PIX,
    memo: str = "",
    provider: str = "",
    provider_id: str = "",
    title_id: int | None = None,
    actor_id: int | None = None,
) -> RecordedMany:
    """Book one payment said by a person. Two equal ones on a day are two payments.

    Raises PaymentRefused for an amount that is not positive, a day that has not come, or a day on which
    what is owed cannot be known.
    """
    same = Payment.objects.filter(
        case_id=case_id, account="", paid_on=paid_on, amount_cents=amount_cents, memo=memo
    )
    row = PaymentRow(
        case_id=case_id,
        creditor_id=creditor_id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        method=method,
        provider=provider,
        provider_id=provider_id,
        memo=memo,
        ordinal=same.count() + 1,
        title_id=title_id,
    )
    return record_many(rows=[row], now=now, actor_id=actor_id)


def record_many(
    *, rows: Sequence[PaymentRow], now: datetime, actor_id: int | None = None
) -> RecordedMany:
    """Book payments, those of a case in the order given; rows already known are left alone."""
    for row in rows:
        _refuse_impossible(row, now)
    new = _insert(rows, now)
    by_case: dict[int, list[tuple[int, PaymentRow]]] = defaultdict(list)
    for payment_id, row in new:
        by_case[row.case_id].append((payment_id, row))
    settled, credits = _allocate(by_case, now)
    _keep_credits({payment_id: left for payment_id, left in credits.items() if left})
    _announce(new, now, actor_id)
    return RecordedMany(
        created=len(new),
        known=len(rows) - len(new),
        amount_cents=sum(row.amount_cents for _id, row in new),
        credit_cents=sum(credits.values()),
        payment_ids=[payment_id for payment_id, _row in new],
        settled_title_ids=settled,
    )


def reverse_payment(
    *, payment_id: int, on: date, now: datetime, actor_id: int | None = None
) -> None:
    """Take a payment back, as if it had never been there for the later ones of its case.

    Later payments are unwound and allocated anew, all effective on `on`, so that past days stay as
    they were reported. Raises PaymentRefused when it is already reversed.
    """
    moved = Payment.objects.filter(pk=payment_id, state=Payment.State.BOOKED).update(
        state=Payment.State.REVERSED, reversed_on=on
    )
    if moved != 1:
        raise PaymentRefused(
            "already_reversed", _("Este pagamento já foi estornado ou não existe.")
        )
    payment = Payment.objects.get(pk=payment_id)
    open_titles(case_ids=[payment.case_id], lock=True)
    later = list(
        Payment.objects.filter(
            case_id=payment.case_id, state=Payment.State.BOOKED, pk__gt=payment_id
        ).order_by("pk")
    )
    _unwind([payment, *later], on, now)
    resume_episode(case_id=payment.case_id, cured_on=payment.paid_on)
    credits = _allocate_again(payment.case_id, later, on, now)
    _keep_credits({payment_id: 0, **credits})
    close_cured_episodes(case_ids=[payment.case_id], on=on)
    record(
        now=now,
        action="payments.reverse",
        subject="payment",
        subject_id=payment_id,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts={"amount_cents": payment.amount_cents, "reallocated": len(later)},
    )


def _refuse_impossible(row: PaymentRow, now: datetime) -> None:
    if row.amount_cents <= 0:
        raise PaymentRefused("amount", _("O valor do pagamento precisa ser maior que zero."))
    if row.paid_on > now.astimezone(SAO_PAULO).date():
        raise PaymentRefused("future", _("A data do pagamento ainda não chegou: confira o dia."))


def _insert(rows: Sequence[PaymentRow], now: datetime) -> list[tuple[int, PaymentRow]]:
    columns = [
        [row.case_id for row in rows],
        [row.creditor_id for row in rows],
        [str(row.method) for row in rows],
        [row.provider for row in rows],
        [row.provider_id for row in rows],
        [row.account for row in rows],
        [row.memo for row in rows],
        [row.ordinal for row in rows],
        [row.amount_cents for row in rows],
        [row.paid_on for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*columns, current(), now])
        return [(payment_id, rows[place - 1]) for payment_id, place in cursor.fetchall()]


def _allocate(
    by_case: dict[int, list[tuple[int, PaymentRow]]], now: datetime
) -> tuple[list[int], dict[int, int]]:
    """Allocate new payments; returns settled titles and the credit of each payment."""
    found = open_titles(case_ids=list(by_case), lock=True)
    postings: list[Posting] = []
    marks: dict[int, Accrual] = {}
    credits: dict[int, int] = {}
    series = series_for(titles=[title for rows in found.values() for title in rows])
    for case_id, payments in by_case.items():
        titles = {title.title_id: title for title in found.get(case_id, [])}
        for payment_id, row in payments:
            written, standing, left = _book(
                titles=titles,
                case_id=case_id,
                payment_id=payment_id,
                amount_cents=row.amount_cents,
                paid_on=row.paid_on,
                effective_on=row.paid_on,
                first_title_id=row.title_id,
                series=series,
            )
            postings += written
            marks.update((accrual.title_id, accrual) for accrual in standing)
            credits[payment_id] = left
    post(postings=postings, accruals=marks.values(), now=now)
    settled = settle_titles(title_ids=list(marks))
    last_days = {case_id: payments[-1][1].paid_on for case_id, payments in by_case.items()}
    close_cured_episodes(case_ids=list(last_days), on=list(last_days.values()))
    return settled, credits


def _unwind(payments: Sequence[Payment], on: date, now: datetime) -> None:
    transfers = standing_transfers(payment_ids=[payment.pk for payment in payments])
    post(postings=[reversal_of(transfer=t, effective_on=on) for t in transfers], now=now)
    title_ids = sorted({t.title_id for t in transfers if t.title_id})
    standing = {accrual.title_id: accrual for accrual in accruals(title_ids=title_ids)}
    restored = [standing.get(t) or Accrual(t, None, False) for t in title_ids]
    move(moved={}, accruals=restored)
    reopen_titles(title_ids=title_ids)


def _allocate_again(
    case_id: int, payments: Sequence[Payment], on: date, now: datetime
) -> dict[int, int]:
    titles = {t.title_id: t for t in open_titles(case_ids=[case_id], lock=True)[case_id]}
    postings: list[Posting] = []
    marks: dict[int, Accrual] = {}
    credits: dict[int, int] = {}
    series = series_for(titles=titles.values())
    for payment in payments:
        written, standing, credits[payment.pk] = _book(
            titles=titles,
            case_id=case_id,
            payment_id=payment.pk,
            amount_cents=payment.amount_cents,
            paid_on=payment.paid_on,
            effective_on=on,
            series=series,
        )
        postings += written
        marks.update((accrual.title_id, accrual) for accrual in standing)
    post(postings=postings, accruals=marks.values(), now=now)
    settle_titles(title_ids=list(marks))
    return credits


def _book(**arguments: Any) -> tuple[list[Posting], list[Accrual], int]:
    """`allocation.book`, refusing the payment where the law or a month of an index is missing."""
    try:
        return book(**arguments)
    except (MonthMissing, NotInForce) as missing:
        raise PaymentRefused("amount_unknown", missing.message) from missing


def _keep_credits(credits: dict[int, int]) -> None:
    if not credits:
        return
    with connection.cursor() as cursor:
        cursor.execute(CREDIT, [list(credits), list(credits.values())])


def _announce(new: list[tuple[int, PaymentRow]], now: datetime, actor_id: int | None) -> None:
    if not new:
        return
    columns = [
        [row.case_id for _id, row in new],
        [payment_id for payment_id, _row in new],
        [row.amount_cents for _id, row in new],
        [row.paid_on for _id, row in new],
    ]
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [current(), now, *columns])
    record(
        now=now,
        action="payments.record",
        subject="payment",
        subject_id=new[0][0] if len(new) == 1 else None,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts={"count": len(new), "first_id": new[0][0], "last_id": new[-1][0]},
    )
