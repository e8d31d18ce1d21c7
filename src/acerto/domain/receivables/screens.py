"""What the back office shows of cases and titles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from .models import Case, Title
from .selectors import CaseDebt, TitleDebt, itemised, open_titles, series_for

CLOSED_LIMIT = 100


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as a screen names it."""

    id: int
    debtor_id: int
    debtor_name: str
    creditor_id: int
    creditor_name: str
    debt_type: str
    party_kind_name: str


@dataclass(frozen=True, slots=True)
class ClosedTitle:
    """A title that owes nothing any more."""

    case_id: int
    title_id: int
    contract: str
    instalment: str
    due_on: date
    face_cents: int
    state: str
    state_name: str
    settled_on: date | None


def cases_of(*, party_id: int, reach: frozenset[int]) -> list[CaseFacts]:
    """All cases of a party that the reach allows (empty: all), oldest first."""
    return [_case(row) for row in _cases(reach).filter(debtor_id=party_id).order_by("id")]


def case(*, case_id: int, reach: frozenset[int]) -> CaseFacts | None:
    """One case within reach, or None."""
    row = _cases(reach).filter(pk=case_id).first()
    return _case(row) if row else None


def debtors_of(*, case_ids: Sequence[int], reach: frozenset[int]) -> dict[int, tuple[int, str]]:
    """(debtor, their name) by case, of the cases within reach."""
    rows = _cases(reach).filter(pk__in=case_ids)
    return {row.pk: (row.debtor_id, row.debtor.name) for row in rows}


def cases_of_contract(*, contract: str, reach: frozenset[int]) -> list[int]:
    """Cases with a title of this contract number, as typed or all in capitals or small letters."""
    creditors = Title.objects.filter(contract__in={contract, contract.upper(), contract.lower()})
    if reach:
        creditors = creditors.filter(creditor_id__in=reach)
    return list(creditors.values_list("case_id", flat=True).distinct()[:50])


def debts(*, case_ids: Sequence[int], on: date) -> dict[int, CaseDebt]:
    """The exact debts of several cases on a day, in as many queries as for one."""
    found = open_titles(case_ids=case_ids)
    details = {
        row["id"]: row
        for row in Title.objects.filter(case_id__in=case_ids, state=Title.State.OPEN).values(
            "id", "contract", "instalment", "principal_cents", "prescription_on"
        )
    }
    series = series_for(titles=[title for rows in found.values() for title in rows])
    titles: dict[int, list[TitleDebt]] = defaultdict(list)
    for case_id, rows in found.items():
        for title in rows:
            detail = details[title.title_id]
            found_debt, unknown, waits_for = itemised(title=title, on=on, series=series)
            titles[case_id].append(
                TitleDebt(
                    title_id=title.title_id,
                    contract=detail["contract"],
                    instalment=detail["instalment"],
                    face_cents=detail["principal_cents"],
                    due_on=title.due_on,
                    effective_due_on=title.effective_due_on,
                    days_late=max(0, (on - title.effective_due_on).days),
                    prescribed=detail["prescription_on"] <= on,
                    prescription_on=detail["prescription_on"],
                    debt=found_debt,
                    unknown=unknown,
                    waits_for=waits_for,
                )
            )
    return {
        case_id: CaseDebt(case_id=case_id, on=on, titles=titles[case_id]) for case_id in case_ids
    }


def closed_titles(*, case_ids: Sequence[int]) -> list[ClosedTitle]:
    """Titles paid or withdrawn, latest due first."""
    rows = (
        Title.objects.filter(case_id__in=case_ids)
        .exclude(state=Title.State.OPEN)
        .annotate(settled_on=F("balance__settled_on"))
        .order_by("-due_on", "-id")[:CLOSED_LIMIT]
    )
    return [
        ClosedTitle(
            case_id=row.case_id,
            title_id=row.pk,
            contract=row.contract,
            instalment=row.instalment,
            due_on=row.due_on,
            face_cents=row.principal_cents,
            state=row.state,
            state_name=row.get_state_display(),
            settled_on=row.settled_on,
        )
        for row in rows
    ]


def _cases(reach: frozenset[int]):  # type: ignore[no-untyped-def]
    rows = Case.objects.select_related("holder", "debtor")
    return rows.filter(holder_id__in=reach) if reach else rows


def _case(row: Case) -> CaseFacts:
    return CaseFacts(
        id=row.pk,
        debtor_id=row.debtor_id,
        debtor_name=row.debtor.name,
        creditor_id=row.holder_id,
        creditor_name=str(row.holder),
        debt_type=row.debt_type,
        party_kind_name=row.get_party_kind_display(),
    )
