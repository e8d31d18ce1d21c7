"""The written rule that turns six months of a card into titles and payments.

docs/start/sample.md says it in words. In short: the newest record is believed first; it tells
which statements each payment closed; what was paid is what was due on those, the charges of late
payment apart; what nobody paid is the smallest amount the card's statement asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from acerto.law.rules.contract import factors
from acerto.sample.holders import Holder
from acerto.sample.replay import TERMS, Payment, Statement, replay, rolled
from acerto.sample.schedule import Schedule, schedule

SMALLEST_DUE_REAIS = 1_000
SMALLEST_DUE_SHARE = 20
"""A statement asks for a twentieth of the bill, at least 1,000, at most the whole.

Source: measured on the file. Months recorded as "paid at least what was due" paid 4.9 % of the
bill at the median; nine in ten of those payments are of 1,000 or more.
"""

HISTORY_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Account:
    """One holder's titles, oldest first, and payments in the order in which they were made."""

    statements: tuple[Statement, ...]
    payments: tuple[Payment, ...]


def account(*, holder: Holder, on: date, history_months: int = HISTORY_MONTHS) -> Account:
    """Applies the rule to one holder, as of the day `on`, over the newest months (1 to 6)."""
    dates = schedule(holder_id=holder.holder_id, on=on)
    oldest_unpaid = frontier(delays=holder.delays[:history_months])
    payments = _payments(holder=holder, dates=dates, history_months=history_months)
    closed, left = _closed(holder, dates, oldest_unpaid, payments)
    still_open = _open(holder, dates, oldest_unpaid[0], sum(p.cents for p in left))
    return Account(
        statements=(*closed, *still_open),
        payments=tuple(payments[month] for month in sorted(payments, reverse=True)),
    )


def frontier(*, delays: Sequence[int]) -> tuple[int, ...]:
    """Returns, after the payment of each month (newest first), the oldest statement unpaid.

    Statements are numbered by months back. A statement that a newer month still calls unpaid was
    unpaid before: where the records contradict each other, the newest is believed.
    """
    oldest: list[int] = []
    for month, delay in enumerate(delays, start=1):
        oldest.append(max(month + max(delay, 0) - 1, oldest[-1] if oldest else 0))
    return tuple(oldest)


def amount_due_reais(*, bill_reais: int) -> int:
    """The smallest amount that a statement with this balance asks for, in reais."""
    return max(min(bill_reais, max(SMALLEST_DUE_REAIS, bill_reais // SMALLEST_DUE_SHARE)), 0)


def _bill(*, holder: Holder, months_back: int) -> int:
    """The balance of a statement; those before the first recorded count like the first."""
    return holder.bills[min(months_back, len(holder.bills) - 1)]


def _nearest_bill(*, holder: Holder, months_back: int) -> int:
    """The balance of the statement, or else of the newest before it, or after it, that had one."""
    start = min(months_back, len(holder.bills) - 1)
    nearest = (*holder.bills[start:], *reversed(holder.bills[:start]))
    return next((bill for bill in nearest if bill > 0), 0)


def _payments(*, holder: Holder, dates: Schedule, history_months: int) -> dict[int, Payment]:
    return {
        month: Payment(
            paid_on=dates.paid_on(months_back=month, late=holder.delays[month - 1] > 0),
            cents=paid_reais * 100,
        )
        for month, paid_reais in enumerate(holder.payments[:history_months], start=1)
        if paid_reais > 0
    }


def _closed(
    holder: Holder, dates: Schedule, oldest_unpaid: Sequence[int], payments: dict[int, Payment]
) -> tuple[list[Statement], list[Payment]]:
    """The statements that payments closed, and the money they left for younger ones."""
    statements: list[Statement] = []
    pool: list[Payment] = []
    before = max(len(oldest_unpaid), oldest_unpaid[0])
    for month in range(len(oldest_unpaid), 0, -1):
        if month in payments:
            pool.append(payments[month])
        after = oldest_unpaid[month - 1]
        if before > after and pool:
            group, left_cents = _split(holder, dates, range(before, after, -1), pool)
            statements += group
            pool = [Payment(paid_on=pool[-1].paid_on, cents=left_cents)] if left_cents else []
        before = min(before, after)
    return statements, pool


def _split(
    holder: Holder, dates: Schedule, months: range, pool: Sequence[Payment]
) -> tuple[list[Statement], int]:
    """Statements, oldest first, that the payments close with their charges; and the cents left.

    Charges are reckoned as of the last payment, the most they can be, and a centavo a payment is
    left for rounding, so that all close. Money received on time closes one statement exactly.
    """
    paid_on = pool[-1].paid_on
    paid_cents = sum(payment.cents for payment in pool)
    prices = [_price(rolled(dates.due_on(months_back=m)), paid_on) for m in months]
    if prices == [1]:
        return [_statement(dates, months[0], paid_cents)], 0
    shares = [_share(holder, m) for m in months]
    whole = sum(share * price for share, price in zip(shares, prices, strict=True))
    amounts = [int(paid_cents * share / whole) - len(pool) for share in shares]
    statements = [
        _statement(dates, m, cents) for m, cents in zip(months, amounts, strict=True) if cents > 0
    ]
    return statements, replay(statements=statements, payments=pool)[1]


def _share(holder: Holder, months_back: int) -> int:
    """How heavily a statement weighs among those that the same money paid."""
    return max(amount_due_reais(bill_reais=_bill(holder=holder, months_back=months_back)), 1)


@lru_cache(maxsize=4096)
def _price(effective_due_on: date, paid_on: date) -> Decimal:
    """What one real due costs on the day it is paid, fine and interest included."""
    parts = factors(terms=TERMS, effective_due_on=effective_due_on, accrued_since=None, on=paid_on)
    return 1 + parts.correction + parts.interest + parts.fine


def _open(holder: Holder, dates: Schedule, oldest: int, left_cents: int) -> list[Statement]:
    """The statements nobody closed, and the next one. The oldest also had what was paid of it."""
    statements: list[Statement] = []
    for month in range(oldest, -1, -1):
        if month == oldest and month > 0:
            bill_reais = _nearest_bill(holder=holder, months_back=month)
        else:
            bill_reais = _bill(holder=holder, months_back=month)
        cents = 100 * amount_due_reais(bill_reais=bill_reais)
        if cents:
            paid_cents = left_cents if month == oldest else 0
            statements.append(_statement(dates, month, cents + paid_cents))
    return statements


def _statement(dates: Schedule, months_back: int, cents: int) -> Statement:
    return Statement(
        months_back=months_back,
        due_on=dates.due_on(months_back=months_back),
        period=dates.period(months_back=months_back),
        cents=cents,
    )
