"""Receiving money and taking it back. One path for one payment and for a file of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import record
from acerto.domain.contact.portal_pix import Choice, choices
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import array

from .models import Payment
from .spending import AmountUnknown, Due, spend, spend_without

OLDEST_DAY = date(1950, 1, 1)
"""No payment is older: an earlier day was typed wrong."""


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
    payer_key: str = (
        ""  # of a file, with `ordinal` counted by it; "": said by a person, by the case
    )
    case_ordinal: int = 1  # among the equal ones of the case in the file
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
    kept_back: dict[int, str] = field(default_factory=dict)  # why, by place of the row
    credits: dict[int, int] = field(default_factory=dict)  # cents no title took, by place
    spared: frozenset[int] = frozenset()  # places of those with an open title, but a prescribed one


class PaymentRefused(Exception):
    """A payment that cannot be booked or taken back; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _RowsUnknown(Exception):
    """Rows on whose day what is owed cannot be known: why, by place."""

    def __init__(self, reasons: dict[int, str]) -> None:
        super().__init__()
        self.reasons = reasons


INSERT = """
WITH r AS (
    SELECT nextval(pg_get_serial_sequence('payments_payment', 'id')) AS id, x.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::smallint[], %s::bigint[], %s::date[], %s::bigint[], %s::text[], %s::smallint[],
                %s::bigint[], %s::int[])
      AS x(case_id, creditor_id, method, provider, provider_id, account, memo, ordinal, amount_cents,
           paid_on, named_title_id, payer_key, case_ordinal, choice_id, place)
    -- One that a person recorded before the file came is that payment.
    WHERE x.payer_key = '' OR x.provider_id <> '' OR (
        SELECT p.id FROM payments_payment p
        WHERE p.case_id = x.case_id AND p.account = x.account AND p.paid_on = x.paid_on
          AND p.amount_cents = x.amount_cents AND p.memo = x.memo AND p.ordinal = x.case_ordinal
          AND p.provider_id = '' AND p.payer_key = '' LIMIT 1) IS NULL
    ORDER BY x.place
), i AS (
    INSERT INTO payments_payment (id, tenant_id, case_id, creditor_id, method, provider, provider_id,
                                  account, memo, ordinal, amount_cents, credit_cents, paid_on,
                                  named_title_id, payer_key, choice_id, recorded_at, state)
    SELECT id, %s, case_id, creditor_id, method, provider, provider_id, account, memo, ordinal,
           amount_cents, 0, paid_on, named_title_id, payer_key, choice_id, %s, 'booked'
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
    *,
    rows: Sequence[PaymentRow],
    now: datetime,
    actor_id: int | None = None,
    keep_back: bool = False,
) -> RecordedMany:
    """Book payments, those of a case by day; rows already known are left alone.

    A payment made before others of its case that are booked takes its place: those are spent anew.
    `keep_back`: a row on whose day the debt cannot be known is named in the answer and does not come
    in; otherwise it raises PaymentRefused, and nothing is written.
    """
    for row in rows:
        _refuse_impossible(row, now)
    kept: dict[int, str] = {}
    while True:
        try:
            with transaction.atomic():
                found = {place: row for place, row in enumerate(rows) if place not in kept}
                return _record(found, kept, now, actor_id)
        except _RowsUnknown as unknown:
            if not keep_back:
                message = next(iter(unknown.reasons.values()))
                raise PaymentRefused("amount_unknown", message) from unknown
            kept |= unknown.reasons


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
    due = Due(payment_id, payment.case_id, payment.amount_cents, payment.paid_on)
    try:
        spent = spend_without(taken_back=due, on=on, now=now)
    except AmountUnknown as unknown:
        raise PaymentRefused("amount_unknown", str(unknown.args[0])) from unknown
    _keep_credits({payment_id: 0, **spent.credits})
    record(
        now=now,
        action="payments.reverse",
        subject="payment",
        subject_id=payment_id,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts={"amount_cents": payment.amount_cents, "reallocated": len(spent.credits)},
    )


def _record(
    rows: Mapping[int, PaymentRow], kept: dict[int, str], now: datetime, actor_id: int | None
) -> RecordedMany:
    chosen = _choices(rows)
    places = _insert(rows, chosen, now)
    new = [(payment_id, rows[place]) for payment_id, place in places.items()]
    dues = [_due(i, rows[place], chosen.get(place)) for i, place in places.items()]
    try:
        spent = spend(new=dues, on=_day(now), now=now)
    except AmountUnknown as unknown:
        raise _RowsUnknown(_rows_of(unknown, places, rows)) from unknown
    fresh = places.keys()
    _keep_credits({i: left for i, left in spent.credits.items() if left or i not in fresh})
    _announce(new, now, actor_id, reallocated=len(spent.credits) - len(new))
    return RecordedMany(
        created=len(new),
        known=len(rows) - len(new),
        amount_cents=sum(row.amount_cents for _id, row in new),
        credit_cents=sum(spent.credits[i] for i in fresh),
        payment_ids=list(fresh),
        settled_title_ids=spent.settled_title_ids,
        kept_back=kept,
        credits={places[i]: spent.credits[i] for i in fresh if spent.credits[i]},
        spared=frozenset(places[i] for i in fresh if i in spent.spared),
    )


def _choices(rows: Mapping[int, PaymentRow]) -> dict[int, Choice]:
    """By place, what the debtor chose to pay: the Pix code's identifier tells it (CC art. 352)."""
    said = {place: f"{row.memo} {row.provider_id}" for place, row in rows.items()}
    return choices(texts=said)


def _due(payment_id: int, row: PaymentRow, choice: Choice | None) -> Due:
    return Due(
        payment_id=payment_id,
        case_id=row.case_id,
        amount_cents=row.amount_cents,
        paid_on=row.paid_on,
        named_title_id=row.title_id,
        chosen_ids=choice.title_ids if choice else None,
    )


def _rows_of(
    unknown: AmountUnknown, places: Mapping[int, int], rows: Mapping[int, PaymentRow]
) -> dict[int, str]:
    """Places of the rows to keep back: those unknown, and those for which a booked payment would be
    spent anew on a day that is unknown."""
    reasons = {places[i]: why for i, why in unknown.reasons.items() if i in places}
    booked = {i: why for i, why in unknown.reasons.items() if i not in places}
    cases = dict(Payment.objects.filter(pk__in=booked).values_list("case_id", "pk"))
    for place in places.values():
        if (payment_id := cases.get(rows[place].case_id)) is not None:
            reasons.setdefault(place, booked[payment_id])
    return reasons


def _day(now: datetime) -> date:
    return now.astimezone(SAO_PAULO).date()


def _refuse_impossible(row: PaymentRow, now: datetime) -> None:
    if row.amount_cents <= 0:
        raise PaymentRefused("amount", _("O valor do pagamento precisa ser maior que zero."))
    if row.paid_on < OLDEST_DAY:
        raise PaymentRefused("date_invalid", _("O ano da data do pagamento não faz sentido."))
    if row.paid_on > _day(now):
        raise PaymentRefused("future", _("A data do pagamento ainda não chegou: confira o dia."))


def _insert(
    rows: Mapping[int, PaymentRow], chosen: Mapping[int, Choice], now: datetime
) -> dict[int, int]:
    """Write the rows that are not yet known: their places by the ids of their payments."""
    columns = [
        [row.case_id for row in rows.values()],
        [row.creditor_id for row in rows.values()],
        [str(row.method) for row in rows.values()],
        [row.provider for row in rows.values()],
        [row.provider_id for row in rows.values()],
        [row.account for row in rows.values()],
        [row.memo for row in rows.values()],
        [row.ordinal for row in rows.values()],
        [row.amount_cents for row in rows.values()],
        [row.paid_on for row in rows.values()],
        [row.title_id for row in rows.values()],
        [row.payer_key for row in rows.values()],
        [row.case_ordinal for row in rows.values()],
        [chosen[place].id if place in chosen else None for place in rows],
        list(rows),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*map(array, columns), current(), now])
        return dict(cursor.fetchall())


def _keep_credits(credits: dict[int, int]) -> None:
    if not credits:
        return
    with connection.cursor() as cursor:
        cursor.execute(CREDIT, [array(credits), array(credits.values())])


def _announce(
    new: list[tuple[int, PaymentRow]], now: datetime, actor_id: int | None, *, reallocated: int
) -> None:
    if not new:
        return
    columns = [
        [row.case_id for _id, row in new],
        [payment_id for payment_id, _row in new],
        [row.amount_cents for _id, row in new],
        [row.paid_on for _id, row in new],
    ]
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [current(), now, *map(array, columns)])
    record(
        now=now,
        action="payments.record",
        subject="payment",
        subject_id=new[0][0] if len(new) == 1 else None,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts={
            "count": len(new),
            "first_id": new[0][0],
            "last_id": new[-1][0],
            "reallocated": reallocated,
        },
    )
