"""What is owed: open titles with their terms, and the exact debt of a case on a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from acerto.domain.indices.selectors import series_book
from acerto.domain.tenancy.staging import array
from acerto.law.params import NotInForce
from acerto.law.rules.charges import Debt, Terms, debt, unknown_debt
from acerto.law.rules.imputation import OpenTitle
from acerto.law.series import NO_SERIES, MonthMissing, SeriesBook

OPEN_TITLES = """
SELECT t.case_id, t.id, t.due_on, t.effective_due_on, t.terms_id, b.principal_cents, b.interest_cents,
       b.fine_cents, b.correction_cents, b.accrued_since, b.fine_charged, t.prescription_on
FROM receivables_title t
JOIN ledger_titlebalance b ON b.title_id = t.id
WHERE t.case_id = ANY(%s::bigint[]) AND t.state = 'open'
ORDER BY t.case_id, t.due_on, t.id
"""
TERMS = """
SELECT id, party_kind, fine_rate, interest_month_rate, discount_rate, discount_days, payoff_month_rate,
       interest_mode, correction_index, debt_type
FROM receivables_terms
"""
DETAIL = """
SELECT t.id, t.contract, t.instalment, t.principal_cents, t.prescription_on
FROM receivables_title t WHERE t.case_id = %s AND t.state = 'open'
"""
CASES_OF_TITLES = "SELECT id, case_id FROM receivables_title WHERE id = ANY(%s::bigint[])"
WITHDRAWN = """
SELECT t.id FROM receivables_title t WHERE t.id = ANY(%s::bigint[]) AND t.state = 'withdrawn'
"""
# Titles often come in long after they were issued: when they did says nothing of when they began.
FIRST_DAYS = """
SELECT case_id, GREATEST(CASE WHEN bool_and(issued_on IS NOT NULL) THEN MIN(issued_on) END,
                         (MIN(due_on) - INTERVAL '1 year')::date)
FROM receivables_title WHERE case_id = ANY(%s::bigint[]) GROUP BY case_id
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
    # Why the charges cannot be known on that day; then `debt` holds only what is open and booked.
    unknown: str = ""
    waits_for: str = ""  # the official figure that is missing: "IPCA de 08/2026"


@dataclass(frozen=True, slots=True)
class CaseDebt:
    """All open titles of a case on a day.

    Prescribed titles, and those whose charges cannot be known, are listed and not summed.
    """

    case_id: int
    on: date
    titles: list[TitleDebt]

    @property
    def total_cents(self) -> int:
        return sum(t.debt.total_cents for t in self._summed)

    @property
    def overdue_cents(self) -> int:
        return sum(t.debt.total_cents for t in self._summed if t.days_late)

    @property
    def principal_cents(self) -> int:
        return sum(t.debt.principal_cents for t in self.titles if not t.prescribed)

    @property
    def unsummed(self) -> list[TitleDebt]:
        """Titles owed whose charges cannot be known on the day: the sums are without them."""
        return [t for t in self.titles if t.unknown and not t.prescribed]

    @property
    def known(self) -> bool:
        """Whether anything of what is owed is known, or nothing is owed."""
        return bool(self._summed) or not self.unsummed

    @property
    def _summed(self) -> list[TitleDebt]:
        return [t for t in self.titles if not (t.prescribed or t.unknown)]


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
        cursor.execute(OPEN_TITLES + (" FOR UPDATE OF b" if lock else ""), [array(case_ids)])
        for case_id, title_id, due_on, effective, terms_id, *booked in cursor.fetchall():
            *cents, accrued_since, fine_charged, prescription_on = booked
            principal, interest, fine, correction = cents
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
                    prescription_on=prescription_on,
                )
            )
    return found


def cases_of_titles(*, title_ids: Sequence[int]) -> dict[int, int]:
    """The case that each title belongs to now."""
    with connection.cursor() as cursor:
        cursor.execute(CASES_OF_TITLES, [array(title_ids)])
        return dict(cursor.fetchall())


def withdrawn_titles(*, title_ids: Sequence[int]) -> set[int]:
    """Those of the titles that their creditor has withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAWN, [array(title_ids)])
        return {row[0] for row in cursor.fetchall()}


def first_days(*, case_ids: Sequence[int]) -> dict[int, date]:
    """The day before which nothing can well have been paid on a case: no title of it was issued yet,
    or the first one fell due more than a year later."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DAYS, [array(case_ids)])
        return dict(cursor.fetchall())


def case_debt(*, case_id: int, on: date) -> CaseDebt:
    """The exact debt of a case on a day, title by title, line by line."""
    with connection.cursor() as cursor:
        cursor.execute(DETAIL, [case_id])
        detail = {row[0]: row for row in cursor.fetchall()}
    titles = open_titles(case_ids=[case_id])[case_id]
    series = series_for(titles=titles)
    return CaseDebt(
        case_id=case_id,
        on=on,
        titles=[_title_debt(title, detail[title.title_id], on, series) for title in titles],
    )


def series_for(*, titles: Iterable[OpenTitle]) -> SeriesBook:
    """The official series, read only when the terms of one of the titles need them."""
    return series_book() if any(title.terms.needs_series for title in titles) else NO_SERIES


def itemised(*, title: OpenTitle, on: date, series: SeriesBook) -> tuple[Debt, str, str]:
    """The debt of a title on a day; where its charges cannot be known, why, and what they wait for."""
    booked = {
        "principal_cents": title.principal_cents,
        "interest_cents": title.interest_cents,
        "fine_cents": title.fine_cents,
        "correction_cents": title.correction_cents,
    }
    due = title.effective_due_on
    try:
        found = debt(
            terms=title.terms,
            **booked,
            effective_due_on=due,
            accrued_since=title.accrued_since,
            fine_charged=title.fine_charged,
            on=on,
            series=series,
        )
    except (MonthMissing, NotInForce) as missing:
        why = missing.message
        waits_for = missing.what if isinstance(missing, MonthMissing) else ""
        return unknown_debt(**booked, effective_due_on=due, on=on, why=why), why, waits_for
    return found, "", ""


def _title_debt(title: OpenTitle, detail: tuple, on: date, series: SeriesBook) -> TitleDebt:  # type: ignore[type-arg]
    _, contract, instalment, face_cents, prescription_on = detail
    found, unknown, waits_for = itemised(title=title, on=on, series=series)
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
        debt=found,
        unknown=unknown,
        waits_for=waits_for,
    )


def _terms(
    party_kind: str,
    fine_rate: Decimal | None,
    interest_month_rate: Decimal | None,
    discount_rate: Decimal | None,
    discount_days: int,
    payoff_month_rate: Decimal | None,
    interest_mode: str,
    correction_index: str,
    debt_type: str,
) -> Terms:
    return Terms(
        party_kind=party_kind,  # type: ignore[arg-type]
        fine_rate=fine_rate,
        interest_month_rate=interest_month_rate,
        discount_rate=discount_rate,
        discount_days=discount_days,
        payoff_month_rate=payoff_month_rate,
        interest_mode=interest_mode,  # type: ignore[arg-type]
        correction_index=correction_index or None,
        debt_type=debt_type,
    )
