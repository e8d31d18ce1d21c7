"""The golden boletos: published inputs, codes, slips and due-date factors."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from acerto.formats.boleto.account import account_from
from acerto.formats.boleto.banks import BANKS, issue, parts
from acerto.formats.boleto.barcode import Boleto
from acerto.formats.boleto.code import decode
from acerto.formats.boleto.collection import CollectionSlip
from acerto.formats.boleto.due import due_factor, due_on
from acerto.formats.boleto.errors import InvalidBoleto

Case = dict[str, Any]


def golden(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "boleto" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


GENERATE: list[Case] = golden("generate")["cases"]
DECODE: list[Case] = golden("decode")["cases"]
COLLECTION: list[Case] = golden("collection")["cases"]
DUE = golden("due")


@pytest.mark.parametrize("case", GENERATE, ids=lambda case: f"{case['bank']}-{case['id']}")
def test_the_inputs_become_the_published_code(case: Case) -> None:
    given = dict(case["input"])
    day, cents = date.fromisoformat(given.pop("due_on")), given.pop("amount_cents")
    issued = issue(
        bank_code=case["bank"],
        account=account_from(given),
        due_on=day,
        amount_cents=cents,
        today=day or date(2026, 11, 22),
    )
    boleto = issued.boleto
    assert boleto.free_field == case["free_field"]
    assert boleto.barcode == case["barcode"]
    assert boleto.printed_line == case["digitable_line"]
    assert (boleto.due_factor, boleto.amount_cents) == (case["due_factor"], case["amount_cents"])
    assert boleto.due_on(today=day) == day
    assert "".join(parts(boleto).values()) == case["free_field"]


@pytest.mark.parametrize("case", GENERATE + DECODE, ids=lambda case: case["id"])
def test_barcode_and_line_say_the_same(case: Case) -> None:
    bare = "".join(char for char in case["digitable_line"] if char.isdigit())
    boleto = decode(case["barcode"])
    assert isinstance(boleto, Boleto)
    assert decode(case["digitable_line"]) == decode(bare) == boleto
    assert (boleto.bank, boleto.free_field) == (case["bank"], case["free_field"])
    assert (boleto.due_factor, boleto.amount_cents) == (case["due_factor"], case["amount_cents"])
    assert (boleto.line, boleto.printed_line) == (bare, case["digitable_line"])
    if case.get("due_on"):
        day = date.fromisoformat(case["due_on"])
        assert boleto.due_on(today=day - timedelta(days=30)) == day


@pytest.mark.parametrize("case", COLLECTION, ids=lambda case: case["line"][:4])
def test_slips_of_collectors(case: Case) -> None:
    slip = decode(case["line"])
    assert isinstance(slip, CollectionSlip)
    assert decode(case["barcode"]) == slip
    assert (slip.barcode, slip.line) == (case["barcode"], case["line"])
    assert (slip.segment, slip.value_kind) == (case["segment"], case["value_kind"])
    if case["amount_cents"] is not None:
        assert slip.amount_cents == case["amount_cents"]


@pytest.mark.parametrize("case", DUE["encode"], ids=lambda case: case["due_on"])
def test_a_day_has_its_factor(case: Case) -> None:
    assert due_factor(date.fromisoformat(case["due_on"])) == case["factor"]


@pytest.mark.parametrize(
    "case", DUE["window"], ids=lambda case: f"{case['today']}-{case['factor']}"
)
def test_a_factor_has_one_day_in_the_window(case: Case) -> None:
    today = date.fromisoformat(case["today"])
    if case["due_on"] is not None:
        assert due_on(case["factor"], today=today) == date.fromisoformat(case["due_on"])
        return
    with pytest.raises(InvalidBoleto) as refused:
        due_on(case["factor"], today=today)
    assert refused.value.code == "due_out_of_window"


def test_every_bank_of_ours_has_published_cases() -> None:
    assert {case["bank"] for case in GENERATE} == set(BANKS)
