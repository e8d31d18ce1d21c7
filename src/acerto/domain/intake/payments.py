"""A file of payments: each row finds its case, then all are booked, a case's in the order of days.

A row on whose day the debt cannot be known stays out; one older than its debt comes in with a warning.
"""

from collections.abc import Callable
from itertools import islice

from django.db import connection

from acerto.core.calendar import SAO_PAULO
from acerto.domain.parties import find as parties
from acerto.domain.payments.services import PaymentRow, record_many
from acerto.domain.receivables import find as receivables
from acerto.domain.receivables.selectors import first_days
from acerto.domain.tenancy import staging

from .layout import Layout
from .mapping import Mapping
from .payment_rows import PaymentRows, Read, overpaid, spared, too_early, unknown, unresolved
from .problems import Problems
from .reading import Sheet
from .titles import Progress, Setting
from .types import Counts, Problem

CHUNK_ROWS = 25_000
BOOKED_AT_ONCE = 20_000
ROWS = {
    "take_in_payment_row": "row_no int, line bigint, paid_on date, cents bigint, memo text,"
    " provider_id text, method text, original text, payer_key text",
}
KEPT = {
    "take_in_payment": "line bigint, case_id bigint, paid_on date, cents bigint, memo text,"
    " provider_id text, method text, original text, payer_key text",
    "take_in_payment_ordered": "place bigint PRIMARY KEY, line bigint, case_id bigint, paid_on date,"
    " cents bigint, memo text, provider_id text, method text, original text, ordinal int,"
    " payer_key text, case_ordinal int",
}
KEEP = """
INSERT INTO take_in_payment
SELECT r.line, c.case_id, r.paid_on, r.cents, r.memo, r.provider_id, r.method, r.original, r.payer_key
FROM take_in_payment_row r JOIN take_in_row_case c USING (row_no) WHERE c.case_id IS NOT NULL
"""
# Two payments of the same payer, day, amount and memo are two when the file has both.
ORDER = """
INSERT INTO take_in_payment_ordered
SELECT row_number() OVER (ORDER BY case_id, paid_on, line), line, case_id, paid_on, cents, memo,
       provider_id, method, original,
       row_number() OVER (PARTITION BY payer_key, paid_on, cents, memo, provider_id ORDER BY line),
       payer_key,
       row_number() OVER (PARTITION BY case_id, paid_on, cents, memo, provider_id ORDER BY line)
FROM take_in_payment
"""
NEXT = """
SELECT case_id, paid_on, cents, memo, provider_id, method, ordinal, payer_key,
       case_ordinal, line, original
FROM take_in_payment_ordered WHERE place > %s AND place <= %s ORDER BY place
"""
CASES = "SELECT DISTINCT case_id FROM take_in_row_case WHERE case_id IS NOT NULL"
EARLY = """
SELECT r.row_no
FROM take_in_payment_row r
JOIN take_in_row_case c USING (row_no)
JOIN unnest(%s::bigint[], %s::date[]) AS f(case_id, day) USING (case_id)
WHERE r.paid_on < f.day
"""


def take_in(
    *,
    sheet: Sheet,
    layout: Layout,
    mapping: Mapping,
    setting: Setting,
    problems: Problems,
    progress: Progress,
) -> Counts:
    """Book every payment of a file that is not yet known; known ones count as unchanged."""
    parties.create_stage()
    receivables.create_stage()
    staging.create(tables=ROWS | KEPT)
    today = setting.now.astimezone(SAO_PAULO).date()
    rows = PaymentRows(mapping=mapping, layout=layout, today=today)
    counts = Counts()
    while chunk := list(islice(sheet.rows, CHUNK_ROWS)):
        _resolve(chunk, rows, setting, problems)
        counts.rows += len(chunk)
        progress(len(chunk))
    _book(setting, problems, counts)
    return counts


def _resolve(
    chunk: list[tuple[int, list[str]]], rows: PaymentRows, setting: Setting, problems: Problems
) -> None:
    """Find the cases of a chunk's rows and keep those that have one."""
    read: list[Read] = []
    for row_no, (line, cells) in enumerate(chunk):
        found = rows.read(row_no=row_no, line=line, cells=cells)
        if isinstance(found, Problem):
            problems.add([found])
        else:
            read.append(found)
    staging.empty(tables=ROWS)
    staging.fill(table="take_in_payment_row", lines=[each.line for each in read])
    parties.find_parties(payers=[each.payer for each in read], creditor_id=setting.creditor_id)
    lost = receivables.find_cases(
        contracts=[(each.payer.row_no, each.contract) for each in read],
        creditor_id=setting.creditor_id,
    )
    problems.add(
        unresolved(code=code, line=chunk[row_no][0], cells=chunk[row_no][1])
        for row_no, code in lost.items()
    )
    problems.add(too_early(line=chunk[row_no][0], cells=chunk[row_no][1]) for row_no in _early())
    with connection.cursor() as cursor:
        cursor.execute(KEEP)


def _early() -> list[int]:
    """Rows whose payment is older than anything that its case owes."""
    with connection.cursor() as cursor:
        cursor.execute(CASES)
        days = first_days(case_ids=[row[0] for row in cursor.fetchall()])
        cursor.execute(EARLY, [staging.array(days), staging.array(days.values())])
        return [row[0] for row in cursor.fetchall()]


def _book(setting: Setting, problems: Problems, counts: Counts) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ORDER)
        total = cursor.rowcount
        for start in range(0, total, BOOKED_AT_ONCE):
            cursor.execute(NEXT, [start, start + BOOKED_AT_ONCE])
            found = cursor.fetchall()
            rows = [_payment(row[:-2], setting.creditor_id) for row in found]
            booked = record_many(rows=rows, now=setting.now, keep_back=True)
            problems.add(
                unknown(line=found[place][-2], original=found[place][-1], why=why)
                for place, why in booked.kept_back.items()
            )
            problems.add(
                told(line=found[place][-2], original=found[place][-1], cents=cents)
                for place, cents in booked.credits.items()
                for told in _doubts(
                    spare=place in booked.spared, much=cents * 2 > rows[place].amount_cents
                )
            )
            counts.created += booked.created
            counts.unchanged += booked.known


def _doubts(*, spare: bool, much: bool) -> list[Callable[..., Problem]]:
    """What to warn of where something of a payment is left: `much` is most of it."""
    if spare:
        return [spared]
    return [overpaid] if much else []


def _payment(row: tuple[object, ...], creditor_id: int) -> PaymentRow:
    case_id, paid_on, cents, memo, provider_id, method, ordinal, payer_key, case_ordinal = row
    return PaymentRow(
        case_id=case_id,
        creditor_id=creditor_id,
        amount_cents=cents,
        paid_on=paid_on,
        method=method,
        provider=f"creditor:{creditor_id}" if provider_id else "",
        provider_id=provider_id,
        memo=memo,
        ordinal=1 if provider_id else ordinal,
        payer_key=payer_key,
        case_ordinal=case_ordinal,
    )
