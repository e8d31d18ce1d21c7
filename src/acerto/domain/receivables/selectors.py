"""What is owed: open titles with their terms, and the exact debt of a case on a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from acerto.law.rules.charges import Debt, Terms, debt
from acerto.law.rules.imputation import OpenTitle

OPEN_TITLES = """
SELECT t.case_id, t.id, t.due_on, t.effective_due_on, t.terms_id, b.principal_cents, b.interest_cents,
       b.fine_cents, b.correction_cents, b.accrued_since, b.fine_charged
FROM receivables_title t
JOIN ledger_titlebalance b ON b.title_id = t.id
WHERE t.case_id = ANY(%s) AND t.state = 'open'
ORDER BY t.case_id, t.due_on, t.id
"""
TERMS = """
SELECT id, party_kind, fine_rate, interest_month_rate, discount_rate, discount_days, payoff_month_rate
FROM receivables_terms
"""
DETAIL = """
SELECT t.id, t.contract, t.instalment, t.principal_cents, t.prescription_on
FROM receivables_title t WHERE t.case_id = %s AND t.state = 'open'
"""


@dataclass(frozen=True, slots=True)
class TitleDebt:
    """One open title and what is owed on it on a day, itemised."""

    title_id: int
    contract: str
    instalment: str
    face_cents: int
    due_on: date
    effective_due_on: date
    days_late: int  # calendar days after the effective due date; 0 when not late
    prescribed: bool
    prescription_on: date
    debt: Debt


@dataclass(frozen=True, slots=True)
class CaseDebt:
    """All open titles of a case on a day. Prescribed titles are listed and not summed."""

    case_id: int
    on: date
    titles: list[TitleDebt]

    @property
    def total_cents(self) -> int:
        return sum(t.debt.total_cents for t in self.titles if not t.prescribed)

    @property
    def overdue_cents(self) -> int:
        return sum(t.debt.total_cents for t in self.titles if t.days_late and not t.prescribed)

    @property
    def principal_cents(self) -> int:
        return sum(t.debt.principal_cents for t in self.titles if not t.prescribed)


def terms_by_id() -> dict[int, Terms]:
    """The tenant's terms, as the law's function takes them."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS)
        return {row[0]: _terms(*row[1:]) for row in cursor.fetchall()}


def open_titles(*, case_ids: Sequence[int], lock: bool = False) -> dict[int, list[OpenTitle]]:
    """Open titles of cases, oldest due first; `lock` keeps others from moving their balances."""
    terms = terms_by_id()
    found: dict[int, list[OpenTitle]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OPEN_TITLES + (" FOR UPDATE OF b" if lock else ""), [list(case_ids)])
        for case_id, title_id, due_on, effective, terms_id, *booked in cursor.fetchall():
            principal, interest, fine, correction, accrued_since, fine_charged = booked
            found[case_id].append(
                OpenTitle(
                    title_id=title_id,
                    due_on=due_on,
                    effective_due_on=effective,
                    terms=terms[terms_id],
                    principal_cents=principal,
                    interest_cents=interest,
                    fine_cents=fine,
                    correction_cents=correction,
                    accrued_since=accrued_since,
                    fine_charged=fine_charged,
                )
            )
    return found


def case_debt(*, case_id: int, on: date) -> CaseDebt:
    """The exact debt of a case on a day, title by title, line by line."""
    with connection.cursor() as cursor:
        cursor.execute(DETAIL, [case_id])
        detail = {row[0]: row for row in cursor.fetchall()}
    titles = open_titles(case_ids=[case_id])[case_id]
    return CaseDebt(
        case_id=case_id,
        on=on,
        titles=[_title_debt(title, detail[title.title_id], on) for title in titles],
    )


def _title_debt(title: OpenTitle, detail: tuple, on: date) -> TitleDebt:  # type: ignore[type-arg]
    _, contract, instalment, face_cents, prescription_on = detail
    return TitleDebt(
        title_id=title.title_id,
        contract=contract,
        instalment=instalment,
        face_cents=face_cents,
        due_on=title.due_on,
        effective_due_on=title.effective_due_on,
        days_late=max(0, (on - title.effective_due_on).days),
        prescribed=prescription_on <= on,
        prescription_on=prescription_on,
        debt=debt(
            terms=title.terms,
            principal_cents=title.principal_cents,
            interest_cents=title.interest_cents,
            fine_cents=title.fine_cents,
            correction_cents=title.correction_cents,
            effective_due_on=title.effective_due_on,
            accrued_since=title.accrued_since,
            fine_charged=title.fine_charged,
            on=on,
        ),
    )


def _terms(
    party_kind: str,
    fine_rate: Decimal | None,
    interest_month_rate: Decimal | None,
    discount_rate: Decimal | None,
    discount_days: int,
    payoff_month_rate: Decimal | None,
) -> Terms:
    return Terms(
        party_kind=party_kind,  # type: ignore[arg-type]
        fine_rate=fine_rate,
        interest_month_rate=interest_month_rate,
        discount_rate=discount_rate,
        discount_days=discount_days,
        payoff_month_rate=payoff_month_rate,
    )
