"""The golden cases: charges and payments, written in YAML for a lawyer to read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.core.money import format_brl, parse_cents
from acerto.law.rules.charges import Debt, Terms, debt, effective_due_on
from acerto.law.rules.imputation import OpenTitle, allocate, turns

HERE = Path(__file__).parent
Case = dict[str, Any]


def cases(folder: str) -> list[Case]:
    files = sorted((HERE / folder).glob("*.yaml"))
    assert files
    return [case for path in files for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def rate(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text.rstrip("%").replace(",", ".")) / 100


def reais(cents: int) -> str:
    return format_brl(cents).replace("R$ ", "")


def terms_of(case: Case) -> Terms:
    written = case["terms"]
    return Terms(
        party_kind=written["party"],
        fine_rate=rate(written.get("fine")),
        interest_month_rate=rate(written.get("interest_month")),
        discount_rate=rate(written.get("discount")),
        discount_days=written.get("discount_days", 0),
        payoff_month_rate=rate(written.get("payoff_month")),
    )


def debt_of(case: Case, *, due: date) -> Debt:
    booked = case.get("booked", {})
    return debt(
        terms=terms_of(case),
        principal_cents=parse_cents(case["principal"]),
        interest_cents=parse_cents(booked.get("interest", "0")),
        fine_cents=parse_cents(booked.get("fine", "0")),
        effective_due_on=due,
        accrued_since=case.get("accrued_since"),
        fine_charged=case.get("fine_charged", False),
        on=case["day"],
    )


@pytest.mark.parametrize("case", cases("charges"), ids=lambda case: case["id"])
def test_charges(case: Case) -> None:
    due = effective_due_on(due_on=case["due"], state=case.get("state"))
    found = debt_of(case, due=due)
    told = {
        "effective_due": found.effective_due_on,
        "days_late": max(0, (case["day"] - due).days),
        "fine": reais(found.fine_cents),
        "interest": reais(found.interest_cents),
        "discount": reais(found.discount_cents),
        "total": reais(found.total_cents),
        "notices": [notice.code for notice in found.notices],
    }
    assert {name: told[name] for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("imputation"), ids=lambda case: case["id"])
def test_imputation(case: Case) -> None:
    titles = [
        OpenTitle(
            title_id=number,
            due_on=title["due"],
            effective_due_on=effective_due_on(due_on=title["due"]),
            terms=terms_of({"terms": case["terms"] | title.get("terms", {})}),
            principal_cents=parse_cents(title["principal"]),
            interest_cents=parse_cents(title.get("interest", "0")),
            prescription_on=title.get("prescribed"),
        )
        for number, title in enumerate(case["titles"])
    ]
    found, credit = [], parse_cents(case["amount"])
    named = [[number - 1 for number in case.get("named", [])]]
    for turn in turns(titles=titles, paid_on=case["paid_on"], named=named):
        if credit:
            taken, credit = allocate(titles=turn, amount_cents=credit, paid_on=case["paid_on"])
            found += taken
    assert reais(credit) == case["credit"]
    assert len(found) == len(case["expect"])
    for allocation, expected in zip(found, case["expect"], strict=True):
        title = titles[allocation.title_id]
        left = title.principal_cents - allocation.to_principal_cents - allocation.discount_cents
        told = {
            "due": title.due_on,
            "accrued_interest": reais(allocation.accrued_interest_cents),
            "charged_fine": reais(allocation.charged_fine_cents),
            "discount": reais(allocation.discount_cents),
            "to_interest": reais(allocation.to_interest_cents),
            "to_principal": reais(allocation.to_principal_cents),
            "to_fine": reais(allocation.to_fine_cents),
            "principal_left": reais(left),
        }
        assert {name: told[name] for name in expected} == expected


def test_every_case_has_its_own_name_and_source() -> None:
    found = cases("charges") + cases("imputation")
    assert len({case["id"] for case in found}) == len(found)
    assert all(case["about"] and case["source"] for case in found)
