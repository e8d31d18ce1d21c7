"""The golden cases of courts' and the central bank's calculators, to the centavo."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.core.money import as_factor, format_brl, line_cents, parse_cents
from acerto.domain.indices.shipped import shipped_book
from acerto.law.calculation import Payment, Request, calculate
from acerto.law.rules.charges import Debt, Terms, debt, effective_due_on
from acerto.law.rules.legal_interest import Part, legal_parts, taxa_legal
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.remuneration import (
    card_limit_cents,
    compounded_cents,
    instalment_cents,
    overdraft_rate,
)

HERE = Path(__file__).parent / "calc"
Case = dict[str, Any]
BOOK = shipped_book()


def cases() -> list[Case]:
    files = sorted(HERE.glob("*.yaml"))
    return [case for path in files for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def rate(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text.rstrip("%").replace(",", ".")) / 100


def reais(cents: int) -> str:
    return format_brl(cents).replace("R$ ", "")


def percent(parts: tuple[Part, ...]) -> str:
    return f"{sum((part.rate for part in parts), Decimal(0)) * 100:.6f}".replace(".", ",")


def terms_of(case: Case) -> Terms:
    written = case["terms"]
    return Terms(
        party_kind=written["party"],
        fine_rate=rate(written.get("fine")),
        interest_month_rate=rate(written.get("interest_month")),
        interest_mode=written.get("interest", "contract"),
        correction_index=written.get("index"),
        debt_type=charge_kind(debt_type=written.get("type", "")),
    )


def debt_of(case: Case, *, due: date, on: date) -> Debt:
    return debt(
        terms=terms_of(case),
        principal_cents=parse_cents(case["principal"]),
        effective_due_on=due,
        accrued_since=case.get("accrued_since"),
        fine_charged=False,
        on=on,
        series=BOOK,
        interest_from=case.get("interest_from"),
        correct_until=case.get("correct_until"),
    )


def check_debt(case: Case) -> None:
    due = case["due"] if case.get("roll") is False else effective_due_on(due_on=case["due"])
    found = debt_of(case, due=due, on=case["day"])
    expected = dict(case["expect"])
    check_percent(case, due=due, expected=expected)
    told: Case = {
        "corrected": reais(found.principal_cents + found.correction_cents),
        "correction": reais(found.correction_cents),
        "interest": reais(found.interest_cents),
        "fine": reais(found.fine_cents),
        "total": reais(found.total_cents),
        "adjusted_until": found.adjusted_until,
        "notices": [notice.code for notice in found.notices],
        "citations": {line.kind: list(line.citations) for line in found.lines if line.citations},
    }
    assert {name: told[name] for name in expected} == expected


def check_percent(case: Case, *, due: date, expected: Case) -> None:
    """The rate that the source prints beside the amount; takes it out of what is expected."""
    exact = expected.pop("interest_pct", None)
    near = expected.pop("interest_pct_near", None)
    if not (exact or near):
        return
    court = case["terms"]["interest"] == "court"
    found = percent(
        legal_parts(
            name="legal_interest.court_method" if court else "legal_interest.method",
            since=case.get("interest_from") or due,
            until=case["day"],
            series=BOOK,
        )
    )
    if exact:
        assert found == exact
    else:
        shown, source = (Decimal(text.replace(",", ".")) for text in (found, near))
        assert abs(shown - source) <= Decimal("0.000001")


def check_table(case: Case) -> None:
    told = {
        month: reais(debt_of(case, due=month, on=date(2026, 6, 15)).total_cents)
        for month in case["expect"]
    }
    assert told == case["expect"]


def check_interest(case: Case) -> None:
    parts = legal_parts(name=case["method"], since=case["since"], until=case["until"], series=BOOK)
    factor = as_factor(rate=sum((part.rate for part in parts), Decimal(0)))
    told = {
        "pct": percent(parts),
        "interest": reais(line_cents(base_cents=parse_cents(case["base"]), factor=factor)),
    }
    assert {name: told[name] for name in case["expect"]} == case["expect"]


def check_taxa_legal(case: Case) -> None:
    for month, (selic, ipca, published) in case["months"].items():
        found = taxa_legal(selic_factor=Decimal(selic), ipca_factor=Decimal(ipca), month=month)
        assert (month, f"{found:f}") == (month, published)
        assert BOOK.rate(series="taxa_legal", month=month) * 100 == Decimal(published)


def check_card_limit(case: Case) -> None:
    original = parse_cents(case["original"])
    assert reais(card_limit_cents(original_cents=original, on=case["day"])) == case["expect"]


def check_card(case: Case) -> None:
    original = parse_cents(case["original"])
    expected = case["expect"]
    balance = compounded_cents(
        principal_cents=original, month_rate=rate(case["rate"]) or Decimal(0), months=1
    )
    limit = card_limit_cents(original_cents=original, on=case["day"])
    assert reais(balance - original) == expected["interest"]
    assert reais(balance) == expected["balance"]
    assert reais(limit) == expected["limit"]
    for count, (each, total) in expected["instalments"].items():
        instalment = instalment_cents(
            principal_cents=balance,
            month_rate=rate(case["instalment_rate"]) or Decimal(0),
            count=count,
        )
        assert (reais(instalment), reais(instalment * count)) == (each, total)
        assert (instalment * count <= limit) is expected["within"][count]


def check_overdraft(case: Case) -> None:
    agreed = rate(case["rate"])
    assert agreed is not None
    total = compounded_cents(
        principal_cents=parse_cents(case["original"]),
        month_rate=overdraft_rate(agreed=agreed, on=case["day"]),
        months=case["months"],
    )
    assert reais(total) == case["expect"]


def check_paid(case: Case) -> None:
    """The total after payments, to a centavo for each rounding that a payment adds."""
    paid = tuple(Payment(on, parse_cents(text)) for on, text in case["payments"].items())
    asked = Request(terms_of(case), parse_cents(case["principal"]), case["due"], payments=paid)
    found = calculate(request=asked, on=case["day"], series=BOOK).debt
    if case.get("near_unpaid"):
        whole = calculate(request=replace(asked, payments=()), on=case["day"], series=BOOK)
        expected = whole.debt.total_cents - sum(one.cents for one in paid)
    else:
        expected = parse_cents(case["near"])
    assert abs(found.total_cents - expected) <= 3 * len(paid)
    assert all(line.cents >= 0 for line in found.lines)


def check_spent(case: Case) -> None:
    """What each payment booked, what is left and what the reader is told, to the centavo."""
    paid = tuple(Payment(on, parse_cents(text)) for on, text in case["payments"].items())
    asked = Request(
        terms_of(case),
        parse_cents(case["principal"]),
        case["due"],
        interest_from=case.get("interest_from"),
        correct_until=case.get("correct_until"),
        payments=paid,
    )
    found = calculate(request=asked, on=case["day"], series=BOOK)
    told: Case = {
        "booked": {
            spent.payment.on: reais(
                spent.allocation.accrued_correction_cents
                + spent.allocation.accrued_interest_cents
                + spent.allocation.charged_fine_cents
            )
            for spent in found.spent
            if spent.allocation
        },
        "principal": reais(found.debt.principal_cents),
        "total": reais(found.debt.total_cents),
        "notices": [notice.code for notice in found.debt.notices],
    }
    assert {name: told[name] for name in case["expect"]} == case["expect"]


CHECKS: dict[str, Callable[[Case], None]] = {
    "debt": check_debt,
    "paid": check_paid,
    "spent": check_spent,
    "table": check_table,
    "interest": check_interest,
    "taxa_legal": check_taxa_legal,
    "card_limit": check_card_limit,
    "card": check_card,
    "overdraft": check_overdraft,
}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_calculation(case: Case) -> None:
    CHECKS[case["kind"]](case)


def test_every_case_has_its_own_name_and_source() -> None:
    found = cases()
    assert len({case["id"] for case in found}) == len(found)
    assert all(case["about"].endswith(".") and case["source"] for case in found)
