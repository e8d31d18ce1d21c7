"""A calculation for programs: centavos as whole numbers, days as ISO text, factors as text."""

from datetime import date
from decimal import Decimal

from acerto.law.calculation import Calculation, Interruption, Spent
from acerto.law.rules.charges import Debt, Line
from acerto.law.rules.debt_types import Understood
from acerto.law.rules.imputation import Allocation
from acerto.law.rules.prescription import ClaimEnd
from acerto.law.series import UsedMonth
from acerto.law.version import law_version

PAID = ("to_interest_cents", "to_correction_cents", "to_principal_cents", "to_fine_cents")


def values_of(found: Calculation) -> dict[str, object]:
    """What every door answers to a program for one calculation."""
    return {
        "on": found.on.isoformat(),
        "due_on": found.due_on.isoformat(),
        "effective_due_on": found.effective_due_on.isoformat(),
        **_sums(found.debt),
        "adjusted_until": _day(found.debt.adjusted_until),
        "lines": [_line(line) for line in found.debt.lines],
        "notices": [
            {"code": one.code, "text": one.text, "citation": one.citation, "rule": one.rule}
            for one in found.debt.notices
        ],
        "debt_type": _debt_type(found.debt_type),
        "payments": [_spent(spent) for spent in found.spent],
        "ignored_payments": len(found.ignored),
        "prescribed": _prescribed(found.prescribed, found.interruption),
        "indices": [_month(one) for one in found.used],
        "law_version": law_version(),
    }


def _debt_type(meant: Understood | None) -> dict[str, object] | None:
    if meant is None:
        return None
    return {"text": meant.text, "kind": meant.kind, "name": meant.name, "known": meant.known}


def _sums(debt: Debt) -> dict[str, object]:
    return {
        "principal_cents": debt.principal_cents,
        "correction_cents": debt.correction_cents,
        "interest_cents": debt.interest_cents,
        "fine_cents": debt.fine_cents,
        "discount_cents": debt.discount_cents,
        "total_cents": debt.total_cents,
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "kind": line.kind,
        "cents": line.cents,
        "base_cents": line.base_cents,
        "factor": _number(line.factor),
        "since": _day(line.since),
        "until": _day(line.until),
        "months": [month.isoformat() for month in line.months] if line.months else None,
        "text": line.text,
        "parameters": list(line.parameter_names),
        "citations": list(line.citations),
        "rules": list(line.rules),
    }


def _spent(spent: Spent) -> dict[str, object]:
    return {
        "on": spent.payment.on.isoformat(),
        "cents": spent.payment.cents,
        "credit_cents": spent.credit_cents,
        **{field: _part(spent.allocation, field) for field in PAID},
        "discount_cents": _part(spent.allocation, "discount_cents"),
        "left_cents": spent.left_cents,
        "owed_before": [_line(line) for line in spent.debt.lines],
    }


def _part(allocation: Allocation | None, field: str) -> int:
    return int(getattr(allocation, field)) if allocation else 0


def _prescribed(
    claim: ClaimEnd | None, interruption: Interruption | None
) -> dict[str, object] | None:
    if claim is None:
        return None
    return {
        "on": claim.prescribed_on.isoformat(),
        "citation": claim.citation,
        "rule": claim.rule,
        "interrupted_on": _day(interruption.on if interruption else None),
        "on_if_interrupted": _day(interruption.prescribed_on if interruption else None),
    }


def _month(one: UsedMonth) -> dict[str, object]:
    return {
        "series": one.series,
        "month": one.month.isoformat(),
        "rate": _number(one.value.rate),
        "source": one.value.source,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None
