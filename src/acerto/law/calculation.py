"""A debt worked out from what somebody says of it: terms, dates, amount, payments. Pure.

The same rules as for a title of the product: each payment books what has run up to its day and is spent in
the law's order; what is left runs on from there.
"""

from dataclasses import dataclass, field
from datetime import date

from acerto.core.money import MAX_CENTS
from acerto.law.rules.charges import Debt, Terms, debt, effective_due_on
from acerto.law.rules.imputation import Allocation, OpenTitle, after, allocate
from acerto.law.series import NO_SERIES, SeriesBook


class InvalidRequest(ValueError):
    """Something said of the debt does not fit. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in on a day, in centavos."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Request:
    """A debt as somebody tells it.

    `state` is the debtor's, for its holidays; `interest_from` since when interest runs where that is not
    the due date; `correct_until` the last month to correct, None for the last one published.
    """

    terms: Terms
    principal_cents: int
    due_on: date
    state: str | None = None
    interest_from: date | None = None
    correct_until: date | None = None
    payments: tuple[Payment, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 0 < self.principal_cents <= MAX_CENTS:
            raise InvalidRequest("principal", "O valor da dívida deve ser maior que zero.")
        if any(payment.cents <= 0 for payment in self.payments):
            raise InvalidRequest("payment", "Todo pagamento deve ser maior que zero.")


@dataclass(frozen=True, slots=True)
class Spent:
    """One payment: what it paid, in the law's order, and what it left as credit."""

    payment: Payment
    allocation: Allocation | None
    credit_cents: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """What is owed on a day, and how each payment up to then was spent.

    `ignored` are payments after the day.
    """

    on: date
    principal_cents: int
    due_on: date
    effective_due_on: date
    debt: Debt
    spent: tuple[Spent, ...]
    ignored: tuple[Payment, ...]


def calculate(*, request: Request, on: date, series: SeriesBook = NO_SERIES) -> Calculation:
    """Work a debt out on a day, in centavos. Raises NotInForce, MonthMissing, InvalidPayment."""
    effective = effective_due_on(due_on=request.due_on, state=request.state)
    title = OpenTitle(
        title_id=0,
        due_on=request.due_on,
        effective_due_on=effective,
        terms=request.terms,
        principal_cents=request.principal_cents,
        interest_from=request.interest_from,
    )
    in_order = sorted(request.payments, key=lambda payment: payment.on)
    spent = []
    for payment in (payment for payment in in_order if payment.on <= on):
        title, one = _spend(title, payment, series)
        spent.append(one)
    return Calculation(
        on=on,
        principal_cents=request.principal_cents,
        due_on=request.due_on,
        effective_due_on=effective,
        debt=_owed(title, request, on, series),
        spent=tuple(spent),
        ignored=tuple(payment for payment in in_order if payment.on > on),
    )


def _spend(title: OpenTitle, payment: Payment, series: SeriesBook) -> tuple[OpenTitle, Spent]:
    allocations, credit = allocate(
        titles=[title], amount_cents=payment.cents, paid_on=payment.on, series=series
    )
    for allocation in allocations:
        title = after(title=title, allocation=allocation, paid_on=payment.on)
    return title, Spent(payment, allocations[0] if allocations else None, credit)


def _owed(title: OpenTitle, request: Request, on: date, series: SeriesBook) -> Debt:
    return debt(
        terms=title.terms,
        principal_cents=title.principal_cents,
        interest_cents=title.interest_cents,
        fine_cents=title.fine_cents,
        correction_cents=title.correction_cents,
        effective_due_on=title.effective_due_on,
        accrued_since=title.accrued_since,
        fine_charged=title.fine_charged,
        on=on,
        series=series,
        interest_from=request.interest_from,
        correct_until=request.correct_until,
    )
