"""Passes payments through Acerto's own allocation, to see what of an account stays open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from acerto.law.rules.contract import Terms, effective_due_on
from acerto.law.rules.imputation import Allocation, OpenTitle, allocate

TERMS = Terms(
    party_kind="consumer",
    fine_rate=Decimal("0.02"),
    interest_month_rate=Decimal("0.01"),
)
"""The contract of every card of the sample; the law's caps are Acerto's to apply."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The amount due of one month: a title. `months_back` as in Schedule."""

    months_back: int
    due_on: date
    period: str
    cents: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on a day."""

    paid_on: date
    cents: int


@lru_cache(maxsize=4096)
def rolled(due_on: date) -> date:
    """The last day to pay without charges, remembered: few dates, many titles."""
    return effective_due_on(due_on=due_on)


def opened(*, statement: Statement) -> OpenTitle:
    """The title of a statement nobody has paid anything of; younger statements get larger ids."""
    return OpenTitle(
        title_id=-statement.months_back,
        due_on=statement.due_on,
        effective_due_on=rolled(statement.due_on),
        terms=TERMS,
        principal_cents=statement.cents,
        interest_cents=0,
        fine_cents=0,
        correction_cents=0,
        accrued_since=None,
        fine_charged=False,
    )


def _after(*, title: OpenTitle, part: Allocation, paid_on: date) -> OpenTitle:
    return replace(
        title,
        principal_cents=title.principal_cents - part.to_principal_cents - part.discount_cents,
        interest_cents=title.interest_cents + part.accrued_interest_cents - part.to_interest_cents,
        fine_cents=title.fine_cents + part.charged_fine_cents - part.to_fine_cents,
        correction_cents=title.correction_cents
        + part.accrued_correction_cents
        - part.to_correction_cents,
        accrued_since=paid_on,
        fine_charged=title.fine_charged or part.charged_fine_cents > 0,
    )


def _is_open(title: OpenTitle) -> bool:
    owed_cents = title.principal_cents + title.interest_cents
    return owed_cents + title.fine_cents + title.correction_cents > 0


def replay(
    *, statements: Iterable[Statement], payments: Sequence[Payment]
) -> tuple[list[OpenTitle], int]:
    """Allocates the payments in their order; returns the titles still open and the credit left."""
    titles = {title.title_id: title for title in (opened(statement=s) for s in statements)}
    credit_cents = 0
    for payment in payments:
        parts, left_cents = allocate(
            titles=list(titles.values()), amount_cents=payment.cents, paid_on=payment.paid_on
        )
        credit_cents += left_cents
        for part in parts:
            title = _after(title=titles[part.title_id], part=part, paid_on=payment.paid_on)
            titles[part.title_id] = title
        titles = {key: title for key, title in titles.items() if _is_open(title)}
    return list(titles.values()), credit_cents


def months_past_due(
    *, statements: Iterable[Statement], payments: Sequence[Payment], on: date
) -> int:
    """Counts whole statements from the oldest unpaid one to the last fallen due before `on`."""
    open_titles, _ = replay(statements=statements, payments=payments)
    return max((-t.title_id for t in open_titles if t.effective_due_on < on), default=0)
