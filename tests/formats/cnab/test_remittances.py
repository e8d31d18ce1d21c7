"""Remittances written from the tables: against samples of others, read again, every order of every bank."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.formats.cnab import (
    Action,
    InvalidOrder,
    NotCnab,
    Order,
    RemittanceFile,
    ReturnFile,
    SentOrder,
    remittance_layout,
    write_remittance,
)
from acerto.formats.cnab.layout import Layout, banks

GOLDEN = Path(__file__).parents[2] / "golden" / "cnab"
DIFFERENCES: dict[str, list[dict[str, Any]]] = json.loads((GOLDEN / "remittances.json").read_text())
ALL: list[tuple[str, Any]] = [
    (bank, width) for width in (240, 400) for bank in banks(width=width, direction="remittance")
]
DAY = date(2026, 11, 22)

# What the writer works out by itself or is given apart.
_WORKED_OUT = """
bank bank_name record batch sequence segment occurrence direction direction_name service service_name
operation record_count batch_count simple_count simple_cents face_total_cents file_number written_on
written_time version density currency registration
"""
WORKED_OUT = frozenset(_WORKED_OUT.split())
COMPANY: dict[str, Any] = {
    "company_tax_id": "11222333000181",
    "company_name": "Oficina Exemplo Ltda",
    "agreement": "123456",
    "branch": "1234",
    "account": "56789",
    "account_digit": "0",
}
TITLE: dict[str, Any] = {
    "our_number": "12345678",
    "document_number": "NF 10/1",
    "due_on": date(2026, 12, 22),
    "face_cents": 123456,
    "issued_on": DAY,
    "payer_tax_id": "11144477735",
    "payer_name": "João Conceição de Ávila",
    "payer_street": "Rua das Flores, 10 – ap. 2",
    "payer_district": "Centro",
    "payer_postal_code": "01000-000",
    "payer_city": "São Paulo",
    "payer_state": "SP",
}


def written(layout: Layout, orders: list[Order], **company: Any) -> str:
    if layout.bank == "033":
        company["transmission_code"] = "1234"
    lines = write_remittance(
        layout=layout,
        company={**COMPANY, **company},
        orders=[_numbered(order, f"{layout.bank}_{layout.width}") for order in orders],
        file_number=7,
        written_on=DAY,
    )
    return "".join(lines)


WITH_DIGIT = ("237_240", "237_400", "341_240")


def _numbered(order: Order, bank: str) -> Order:
    """Sicredi's numbers have nine digits; some banks have a column for the check digit."""
    if bank in WITH_DIGIT:
        return Order(order.action, {**order.values, "our_number_digit": "0"})
    if not bank.startswith("748") or order.values["our_number"] != TITLE["our_number"]:
        return order
    return Order(order.action, {**order.values, "our_number": f"0{TITLE['our_number']}"})


def orders_in(text: str) -> list[SentOrder]:
    items = list(RemittanceFile(BytesIO(text.encode("ascii"))))
    assert all(isinstance(item, SentOrder) for item in items), items
    return [item for item in items if isinstance(item, SentOrder)]


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "") and name not in WORKED_OUT
    }


@pytest.mark.parametrize("name", sorted(DIFFERENCES))
def test_a_sample_is_written_again_but_for_the_differences_told(name: str) -> None:
    octets = (GOLDEN / name).read_bytes()
    file = RemittanceFile(BytesIO(octets))
    header = file.header
    orders = [item for item in file if isinstance(item, SentOrder)]
    lines = write_remittance(
        layout=file.layout,
        company=said(header),
        orders=[Order(one.action or Action.REGISTER, said(one.values)) for one in orders],
        file_number=int(str(header.get("file_number") or 0)),
        written_on=header["written_on"] or DAY,  # type: ignore[arg-type]
        written_time=str(header.get("written_time") or ""),
    )
    theirs = octets.decode("ascii").splitlines()
    ours = [line.removesuffix("\r\n") for line in lines]
    assert len(ours) == len(theirs)
    found = set()
    for mine, sample in zip(ours, theirs, strict=True):
        record = next(one for one in file.layout.records.values() if one.matches(sample))
        told = [one["columns"] for one in DIFFERENCES[name] if one["record"] == record.name]
        for at, (one, other) in enumerate(zip(mine, sample.ljust(len(mine)), strict=True), start=1):
            if one != other:
                inside = [tuple(span) for span in told if span[0] <= at <= span[1]]
                assert inside, (record.name, at, mine[at - 9 : at + 9], sample[at - 9 : at + 9])
                found.add((record.name, *inside[0]))
    assert len(found) == len(DIFFERENCES[name]), "a difference told is no longer there"


@pytest.mark.parametrize(("bank", "width"), ALL)
class TestEveryBank:
    def test_every_order_is_written_and_read_again(self, bank: str, width: Any) -> None:
        layout = remittance_layout(bank=bank, width=width)
        movements: dict[str, str] = layout.options["movements"]
        orders = [Order(Action(name), {**TITLE, "rebate_cents": 500}) for name in movements]
        read = orders_in(written(layout, orders))
        assert [order.action for order in read] == [Action(name) for name in movements]
        assert [order.occurrence for order in read] == list(movements.values())
        for order in read:
            assert order.values["due_on"] == TITLE["due_on"]
            assert order.values["face_cents"] == 123456
            assert order.values["rebate_cents"] == 500
            assert str(order.values["our_number"]).lstrip("0") == "12345678"
            assert order.values["payer_tax_id"][-11:] == "11144477735"  # type: ignore[index]

    def test_lines_are_ascii_and_full(self, bank: str, width: Any) -> None:
        text = written(remittance_layout(bank=bank, width=width), [Order(Action.REGISTER, TITLE)])
        assert text.isascii()
        assert {len(line) for line in text.split("\r\n")[:-1]} == {width}
        assert "JOAO CONCEICAO DE AVILA" in text

    def test_the_five_orders_of_every_day_are_there(self, bank: str, width: Any) -> None:
        movements = remittance_layout(bank=bank, width=width).options["movements"]
        daily = {"register", "change_due_date", "grant_rebate", "write_off", "protest"}
        assert daily <= set(movements)


class TestCharges:
    def registered(self, bank: str, width: Any, **values: Any) -> Mapping[str, Any]:
        layout = remittance_layout(bank=bank, width=width)
        return orders_in(written(layout, [Order(Action.REGISTER, {**TITLE, **values})]))[0].values

    def test_an_amount_a_day_and_a_rate_a_month(self) -> None:
        amount = self.registered("001", 240, interest_day_cents=41)
        assert (amount["interest_code"], amount["interest_hundredths"]) == ("1", 41)
        rate = self.registered("001", 240, interest_month_rate=Decimal("1.5"))
        assert (rate["interest_code"], rate["interest_hundredths"]) == ("2", 150)
        none = self.registered("001", 240)
        assert (none["interest_code"], none["interest_hundredths"]) == ("3", 0)

    def test_banrisul_counts_codes_from_zero(self) -> None:
        assert self.registered("041", 400, interest_day_cents=41)["interest_code"] == "0"
        assert self.registered("041", 400, interest_month_rate=Decimal(1))["interest_code"] == "1"

    def test_a_fine_brings_its_own_record(self) -> None:
        values = self.registered("104", 240, fine_rate=Decimal(2), fine_on=date(2026, 12, 23))
        assert (values["fine_code"], values["fine_hundredths"]) == ("2", 200)
        later = {"fine_rate": Decimal(2), "fine_on": date(2026, 12, 23)}
        assert self.registered("001", 400, **later)["fine_hundredths"] == 200
        assert self.registered("237", 400, fine_rate=Decimal(2))["fine_mark"] == "2"
        assert "fine_hundredths" not in self.registered("104", 240)

    def test_a_charge_that_the_layout_cannot_say_is_refused(self) -> None:
        for bank, width, name in (
            ("341", 240, "interest_month_rate"),
            ("237", 400, "discount_rate"),
            ("237", 400, "fine_cents"),
        ):
            with pytest.raises(InvalidOrder) as refused:
                self.registered(bank, width, **{name: Decimal(2)})
            assert (refused.value.code, refused.value.field) == ("field_unknown", name)

    def test_a_rate_finer_than_hundredths_is_refused(self) -> None:
        with pytest.raises(InvalidOrder) as refused:
            self.registered("001", 240, interest_month_rate=Decimal("0.333"))
        assert refused.value.field == "interest_hundredths"

    def test_days_before_a_protest_set_its_code(self) -> None:
        caixa = self.registered("104", 240, protest_days="5")
        assert (caixa["protest_code"], caixa["write_off_code"]) == ("1", "2")
        assert self.registered("104", 240)["write_off_code"] == "1"
        bradesco = self.registered("237", 400, protest_days="5")
        assert (bradesco["instruction_1"], bradesco["instruction_2"]) == ("06", "05")
        itau = self.registered("341", 400, protest_days="5")
        assert (itau["instruction_1"], itau["protest_days"]) == ("09", "05")
        assert self.registered("341", 400)["instruction_1"] == "00"


class TestRefused:
    @pytest.mark.parametrize(
        ("values", "code", "field"),
        [
            ({"payer_name": ""}, "field_missing", "payer_name"),
            ({"document_number": "1" * 30}, "field_invalid", "document_number"),
            ({"face_cents": -1}, "terms_invalid", "face_cents"),
            ({"face_cents": 10**15}, "field_invalid", "face_cents"),
            ({"due_on": "2026-12-22"}, "field_invalid", "due_on"),
            ({"due_on": date(2070, 1, 1)}, "field_invalid", "due_on"),
            ({"due_on": date(202, 12, 22)}, "field_invalid", "due_on"),
            ({"our_number": "12345678901234567890123"}, "field_invalid", "our_number"),
            ({"fcae_cents": 1}, "field_unknown", "fcae_cents"),
        ],
    )
    def test_an_order_says_what_is_wrong(
        self, values: dict[str, Any], code: str, field: str
    ) -> None:
        layout = remittance_layout(bank="748", width=240)
        other = {**TITLE, "our_number": "072000031", **values}
        orders = [Order(Action.REGISTER, TITLE), Order(Action.REGISTER, other)]
        with pytest.raises(InvalidOrder) as refused:
            written(layout, orders)
        assert (refused.value.code, refused.value.order, refused.value.field) == (code, 2, field)
        assert refused.value.message.startswith("Pedido 2: ")

    def test_an_order_that_the_bank_does_not_take(self) -> None:
        layout = remittance_layout(bank="001", width=240)
        with pytest.raises(InvalidOrder) as refused:
            written(layout, [Order(Action.STOP_PROTEST, TITLE)])
        assert refused.value.code == "action_unknown"

    def test_a_bank_without_a_table(self) -> None:
        for bank in ("999", "*", "", "febraban"):
            with pytest.raises(InvalidOrder) as refused:
                remittance_layout(bank=bank, width=240)
            assert refused.value.code == "bank_unknown"

    def test_a_return_is_no_remittance(self) -> None:
        with pytest.raises(NotCnab) as refused, (GOLDEN / "bb_240_5t.ret").open("rb") as stream:
            RemittanceFile(stream)
        assert refused.value.code == "not_a_remittance"
        with pytest.raises(NotCnab), (GOLDEN / "rem_bb_240.rem").open("rb") as stream:
            ReturnFile(stream)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ALL),
    st.integers(1, 10**13 - 1),
    st.dates(date(2000, 1, 1), date(2069, 12, 31)),
    st.text(st.characters(max_codepoint=0xFF), max_size=60),
)
def test_what_is_written_is_read_again(
    which: tuple[str, Any], cents: int, due_on: date, name: str
) -> None:
    layout = remittance_layout(bank=which[0], width=which[1])
    values = {**TITLE, "face_cents": cents, "due_on": due_on, "payer_name": f"x{name}"}
    values["issued_on"] = min(DAY, due_on)
    read = orders_in(written(layout, [Order(Action.REGISTER, values)]))
    assert len(read) == 1
    assert read[0].values["face_cents"] == cents
    assert read[0].values["due_on"] == due_on
