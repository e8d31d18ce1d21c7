"""Spending payments on the titles of their cases, in the order of the days on which they were made.

A payment that becomes known late takes its place: what was made after it is unwound and spent anew.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection

from acerto.domain.ledger.credit import use_credit
from acerto.domain.ledger.models import Account, Transfer
from acerto.domain.ledger.selectors import accruals, standing_transfers
from acerto.domain.ledger.services import Accrual, Posting, move, post, reversal_of
from acerto.domain.receivables.selectors import (
    cases_of_titles,
    open_titles,
    series_for,
    withdrawn_titles,
)
from acerto.domain.receivables.services import (
    close_cured_episodes,
    reopen_titles,
    resume_episodes,
    settle_titles,
)
from acerto.domain.tenancy.staging import array
from acerto.law.params import NotInForce
from acerto.law.rules.imputation import OpenTitle
from acerto.law.series import MonthMissing, SeriesBook

from .allocation import book

LATER = """
SELECT p.id, p.case_id, p.amount_cents, p.paid_on, p.named_title_id, c.title_ids
FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS f(case_id, day, id)
JOIN payments_payment p ON p.case_id = f.case_id
LEFT JOIN unnest(%s::bigint[]) AS n(id) ON n.id = p.id
LEFT JOIN contact_pixchoice c ON c.id = p.choice_id
WHERE p.state = 'booked' AND (p.paid_on, p.id) > (f.day, f.id) AND n.id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A payment to be spent: `amount_cents` over its case's titles.

    First the one that the debtor named, then those of the choice that its Pix code tells (CC 352).
    """

    payment_id: int
    case_id: int
    amount_cents: int
    paid_on: date
    named_title_id: int | None = None
    chosen_ids: Sequence[int] | None = None

    @property
    def place(self) -> tuple[date, int]:
        """Payments of a case are spent by day, those of a day as they were booked."""
        return self.paid_on, self.payment_id

    @property
    def named(self) -> list[Sequence[int]]:
        """The titles that the debtor said, in turns."""
        first = [self.named_title_id] if self.named_title_id else []
        return [first, self.chosen_ids or ()]


class AmountUnknown(Exception):
    """What is owed on the day of some payments cannot be known: why, by payment."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(*reasons.values())
        self.reasons = dict(reasons)


@dataclass(frozen=True, slots=True)
class Spent:
    """Cents that no title took, by payment, and the titles that owe nothing now.

    `spared`: payments of which something is left although a prescribed title is open.
    """

    credits: dict[int, int]
    settled_title_ids: list[int]
    spared: frozenset[int] = frozenset()


def spend(*, new: Sequence[Due], on: date, now: datetime) -> Spent:
    """Spend new payments, and anew those of their cases that were made later.

    Transfers take effect on the day of the payment; where something is spent anew, on `on`, so that
    past days stay as they were reported. Raises AmountUnknown; the caller then rolls back.
    """
    titles = open_titles(case_ids=sorted({due.case_id for due in new}), lock=True)
    later = later_than(dues=new)
    if not later:
        return _book_all(new, titles, redone=frozenset(), on=on, now=now)
    redone = frozenset(due.case_id for due in later)
    again = unwind(dues=later, on=on, now=now)
    titles.update(open_titles(case_ids=sorted(redone), lock=True))
    return _book_all([*new, *again], titles, redone=redone, on=on, now=now)


def spend_without(*, taken_back: Due, on: date, now: datetime) -> Spent:
    """Unwind a payment that no longer counts, and spend anew those of its case made after it."""
    open_titles(case_ids=[taken_back.case_id], lock=True)
    later = later_than(dues=[taken_back])
    # All at once, a withdrawn title too: what the later ones paid may be interest that this one fixed.
    ids = [due.payment_id for due in (taken_back, *later)]
    _reverse(standing_transfers(payment_ids=ids), on, now)
    titles = open_titles(case_ids=[taken_back.case_id], lock=True)
    redone = frozenset([taken_back.case_id])
    spent = _book_all(later, titles, redone=redone, on=on, now=now)
    resume_episodes(case_ids=[taken_back.case_id], cured_on=[taken_back.paid_on], on=on)
    return spent


def later_than(*, dues: Sequence[Due]) -> list[Due]:
    """Booked payments made after the first of these in their cases, these left out."""
    first: dict[int, tuple[date, int]] = {}
    for due in dues:
        first[due.case_id] = min(first.get(due.case_id, due.place), due.place)
    days = [day for day, _id in first.values()]
    ids = [payment_id for _day, payment_id in first.values()]
    known = [due.payment_id for due in dues]
    with connection.cursor() as cursor:
        cursor.execute(LATER, [array(first), array(days), array(ids), array(known)])
        return [Due(*row) for row in cursor.fetchall()]


def unwind(*, dues: Sequence[Due], on: date, now: datetime) -> list[Due]:
    """Take back what stands of payments; returns them with the cents that are free again.

    What a withdrawn title took stays with it: that title is not there to be paid anew. So does what a
    title took that belongs to another case by now.
    """
    transfers = standing_transfers(payment_ids=[due.payment_id for due in dues])
    title_ids = sorted({t.title_id for t in transfers if t.title_id})
    gone, cases = withdrawn_titles(title_ids=title_ids), cases_of_titles(title_ids=title_ids)
    home = {due.payment_id: due.case_id for due in dues}
    kept: dict[int, int] = defaultdict(int)
    free: list[Transfer] = []
    for transfer in transfers:
        at_home = cases.get(transfer.title_id) in (None, home[transfer.payment_id])
        if at_home and transfer.title_id not in gone:
            free.append(transfer)
        elif transfer.debit == Account.CASH:
            kept[transfer.payment_id] += transfer.cents
    _reverse(free, on, now)
    return [replace(due, amount_cents=due.amount_cents - kept[due.payment_id]) for due in dues]


def _reverse(transfers: Sequence[Transfer], on: date, now: datetime) -> None:
    post(postings=[reversal_of(transfer=t, effective_on=on) for t in transfers], now=now)
    title_ids = sorted({t.title_id for t in transfers if t.title_id})
    standing = {accrual.title_id: accrual for accrual in accruals(title_ids=title_ids)}
    restored = [standing.get(t) or Accrual(t, None, False) for t in title_ids]
    move(moved={}, accruals=restored)
    use_credit(title_ids=title_ids, on=on, now=now)
    reopen_titles(title_ids=title_ids)


def _book_all(
    dues: Sequence[Due],
    titles: Mapping[int, list[OpenTitle]],
    *,
    redone: Collection[int],
    on: date,
    now: datetime,
) -> Spent:
    """Allocate payments in their order and write it. `redone`: cases that take effect on `on`."""
    series = series_for(titles=[title for rows in titles.values() for title in rows])
    postings: list[Posting] = []
    marks: dict[int, Accrual] = {}
    credits: dict[int, int] = {}
    spared: set[int] = set()
    unknown: dict[int, str] = {}
    days: dict[int, date] = {}
    for case_id, of_case in _by_case(dues).items():
        owed = {title.title_id: title for title in titles.get(case_id, [])}
        for due in of_case:
            days[case_id] = on if case_id in redone else due.paid_on
            try:
                written, standing, left = _book(due, owed, days[case_id], series)
            except (MonthMissing, NotInForce) as missing:
                unknown[due.payment_id] = missing.message
                continue
            postings += written
            marks.update((accrual.title_id, accrual) for accrual in standing)
            credits[due.payment_id] = left
            if left and _some_prescribed(owed, due.paid_on):
                spared.add(due.payment_id)
    if unknown:
        raise AmountUnknown(unknown)
    post(postings=postings, accruals=marks.values(), now=now)
    settled = settle_titles(title_ids=list(marks))
    close_cured_episodes(case_ids=list(days), on=list(days.values()))
    return Spent(credits=credits, settled_title_ids=settled, spared=frozenset(spared))


def _some_prescribed(owed: Mapping[int, OpenTitle], on: date) -> bool:
    return any(title.principal_cents and title.prescribed(on=on) for title in owed.values())


def _by_case(dues: Sequence[Due]) -> dict[int, list[Due]]:
    by_case: dict[int, list[Due]] = defaultdict(list)
    for due in sorted(dues, key=lambda due: due.place):
        by_case[due.case_id].append(due)
    return by_case


def _book(
    due: Due, owed: dict[int, OpenTitle], effective_on: date, series: SeriesBook
) -> tuple[list[Posting], list[Accrual], int]:
    if not due.amount_cents:
        return [], [], 0
    return book(
        titles=owed,
        case_id=due.case_id,
        payment_id=due.payment_id,
        amount_cents=due.amount_cents,
        paid_on=due.paid_on,
        effective_on=effective_on,
        named=due.named,
        series=series,
    )
