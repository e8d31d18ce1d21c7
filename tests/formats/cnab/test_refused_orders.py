"""Orders that would become another order, or that no bank takes, are refused by field and sentence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from acerto.formats.cnab import Action, InvalidOrder, Order, remittance_layout, write_remittance
from acerto.formats.cnab.layout import all_names, banks, named

DAY = date(2026, 11, 22)
DUE = date(2026, 12, 22)
ALL: list[tuple[str, Any]] = [
    (bank, width) for width in (240, 400) for bank in banks(width=width, direction="remittance")
]
COMPANY: dict[str, Any] = {
    "company_tax_id": "11.222.333/0001-81",
    "company_name": "Oficina Exemplo Ltda",
    "agreement": "123456",
    "branch": "1234",
    "account": "56789",
    "account_digit": "0",
}
TITLE: dict[str, Any] = {
    "our_number": "12345678",
    "document_number": "10/1",
    "due_on": DUE,
    "face_cents": 50000,
    "issued_on": DAY,
    "payer_tax_id": "111.444.777-35",
    "payer_name": "João Conceição",
    "payer_street": "Rua das Flores, 10",
    "payer_postal_code": "01000-000",
    "payer_city": "São Paulo",
    "payer_state": "SP",
}

WITH_DIGIT = ("237_240", "237_400", "341_240")


def written(
    bank: str, width: Any, *orders: Order, company: dict[str, Any] | None = None
) -> list[str]:
    told = {**COMPANY, **(company or {})}
    if f"{bank}_{width}" in WITH_DIGIT:
        orders = tuple(Order(one.action, {"our_number_digit": "0", **one.values}) for one in orders)
    if bank == "033":
        told.setdefault("transmission_code", "1234")
    return list(
        write_remittance(
            layout=remittance_layout(bank=bank, width=width),
            company=told,
            orders=orders,
            file_number=7,
            written_on=DAY,
        )
    )


def registered(bank: str, width: Any, **values: Any) -> list[str]:
    number = {"our_number": "072000031"} if bank == "748" else {}
    return written(bank, width, Order(Action.REGISTER, {**TITLE, **number, **values}))


def refusal(bank: str, width: Any, **values: Any) -> InvalidOrder:
    with pytest.raises(InvalidOrder) as refused:
        registered(bank, width, **values)
    assert refused.value.message.startswith("Pedido 1: ")
    return refused.value


@pytest.mark.parametrize(("bank", "width"), ALL)
class TestNumbers:
    """A sign, a letter or a fraction in a column of digits would become another number."""

    @pytest.mark.parametrize("days", ["-5", "1.5", "+5", "5,0", "cinco", " 5", "٥"])
    @pytest.mark.parametrize("name", ["protest_days", "write_off_days"])
    def test_days(self, bank: str, width: Any, name: str, days: str) -> None:
        assert refusal(bank, width, **{name: days}).field in (name, "instruction_2")

    @pytest.mark.parametrize(
        ("name", "value"),
        [("species", "-3"), ("our_number", "-123"), ("our_number", "1.23"), ("wallet", "-1")],
    )
    def test_of_the_title(self, bank: str, width: Any, name: str, value: str) -> None:
        assert refusal(bank, width, **{name: value}).field == name

    @pytest.mark.parametrize("name", ["account", "branch", "account_digit"])
    def test_of_the_company(self, bank: str, width: Any, name: str) -> None:
        records = remittance_layout(bank=bank, width=width).records.values()
        if not any(field.name == name for record in records for field in record.fields):
            return
        for value in ("-623", "1.2", "abc" if name != "account_digit" else "-"):
            with pytest.raises(InvalidOrder) as refused:
                written(bank, width, Order(Action.REGISTER, TITLE), company={name: value})
            assert refused.value.field == name


def test_no_column_of_digits_is_written_from_anything_else() -> None:
    tried = 0
    for stem in all_names():
        for record in named(stem).records.values():
            for field in record.fields:
                if field.kind not in ("digits", "number"):
                    continue
                for value in ("-1", "+1", "1.5", "1,5", "a", "A", "1 2", "²", "١"):
                    with pytest.raises(ValueError, match="só aceita dígitos"):
                        field.type.write(value, field.width)
                    tried += 1
    assert tried > 1000


@pytest.mark.parametrize(("bank", "width"), ALL)
class TestWho:
    @pytest.mark.parametrize(
        "tax_id", ["abc", "12345", "11144477736", "11222333000180", "00000000000", "1114447773５"]
    )
    def test_a_payer_that_does_not_exist(self, bank: str, width: Any, tax_id: str) -> None:
        refused = refusal(bank, width, payer_tax_id=tax_id)
        assert (refused.code, refused.field) == ("field_invalid", "payer_tax_id")
        assert tax_id not in refused.message

    def test_a_cnpj_with_letters_where_columns_take_digits(self, bank: str, width: Any) -> None:
        refused = refusal(bank, width, payer_tax_id="12.ABC.345/01DE-35")
        assert "CNPJ com letras" in refused.message

    def test_a_kind_that_the_number_is_not(self, bank: str, width: Any) -> None:
        assert refusal(bank, width, payer_tax_kind="2").field == "payer_tax_kind"

    @pytest.mark.parametrize("told", ["0100", "abc", "00000000", "0131010000"])
    def test_a_postal_code(self, bank: str, width: Any, told: str) -> None:
        assert refusal(bank, width, payer_postal_code=told).field == "payer_postal_code"

    @pytest.mark.parametrize("told", ["abc", "123", "11222333000180"])
    def test_a_company_that_does_not_exist(self, bank: str, width: Any, told: str) -> None:
        with pytest.raises(InvalidOrder) as refused:
            written(bank, width, Order(Action.REGISTER, TITLE), company={"company_tax_id": told})
        assert (refused.value.order, refused.value.field) == (0, "company_tax_id")

    def test_a_company_that_is_not_told(self, bank: str, width: Any) -> None:
        if (bank, width) in (("041", 400), ("237", 400)):
            return  # no column for it
        with pytest.raises(InvalidOrder) as refused:
            written(bank, width, Order(Action.REGISTER, TITLE), company={"company_tax_id": None})
        assert (refused.value.code, refused.value.field) == ("field_missing", "company_tax_id")


class TestContradictions:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"interest_day_cents": 10, "interest_month_rate": Decimal(1)}, "interest_month_rate"),
            ({"fine_cents": 10, "fine_rate": Decimal(2)}, "fine_rate"),
            ({"discount_cents": 10, "discount_rate": Decimal(2)}, "discount_rate"),
            ({"fine_cents": 10, "fine_hundredths": 200}, "fine_hundredths"),
        ],
    )
    @pytest.mark.parametrize("bank", ["001", "033", "104", "237", "748", "756"])
    def test_two_wishes_for_one_charge(self, bank: str, values: dict[str, Any], field: str) -> None:
        refused = refusal(bank, 240, **values)
        assert (refused.code, refused.field) == ("field_contradicts", field)

    def test_caixa_protests_or_writes_off(self) -> None:
        both = {"protest_days": "5", "write_off_days": "30"}
        assert refusal("104", 240, **both).field == "write_off_days"
        registered("001", 240, **both)

    def test_nothing_contradicts_a_wish(self) -> None:
        lines = registered("001", 240, fine_cents=0, fine_rate=Decimal(2), fine_on=DUE)
        assert lines[4][65:89] == "222122026000000000000200"


class TestTerms:
    @pytest.mark.parametrize(("bank", "width"), ALL)
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"face_cents": 0}, "face_cents"),
            ({"rebate_cents": 50001}, "rebate_cents"),
            ({"issued_on": date(2026, 12, 23)}, "issued_on"),
            ({"discount_cents": 50001, "discount_until_on": DUE}, "discount_cents"),
            (
                {"discount_cents": 40000, "rebate_cents": 20000, "discount_until_on": DUE},
                "discount_cents",
            ),
            ({"discount_cents": 100}, "discount_until_on"),
            ({"discount_cents": 100, "discount_until_on": date(2026, 12, 23)}, "discount_until_on"),
        ],
    )
    def test_no_bank_takes(self, bank: str, width: Any, values: dict[str, Any], field: str) -> None:
        assert refusal(bank, width, **values).field == field

    @pytest.mark.parametrize(("bank", "width"), [("001", 240), ("341", 240), ("341", 400)])
    def test_a_fine_has_its_day(self, bank: str, width: Any) -> None:
        fine = {"fine_rate": Decimal(2)}
        assert refusal(bank, width, **fine).field == "fine_on"
        assert refusal(bank, width, **fine, fine_on=date(2026, 12, 21)).field == "fine_on"
        registered(bank, width, **fine, fine_on=date(2026, 12, 23))

    def test_a_discount_in_per_cent(self) -> None:
        told = {"discount_until_on": DUE}
        assert refusal("001", 240, discount_rate=Decimal(101), **told).field == "discount_rate"
        registered("001", 240, discount_rate=Decimal(10), **told)

    def test_a_rebate_of_nothing(self) -> None:
        order = Order(Action.GRANT_REBATE, {"our_number": "1", "rebate_cents": 0})
        with pytest.raises(InvalidOrder) as refused:
            written("001", 240, order)
        assert refused.value.field == "rebate_cents"

    def test_the_same_title_registered_twice(self) -> None:
        one = Order(Action.REGISTER, TITLE)
        same = Order(Action.REGISTER, {**TITLE, "our_number": "0012345678"})
        with pytest.raises(InvalidOrder) as refused:
            written("001", 240, one, same)
        assert (refused.value.code, refused.value.order) == ("order_repeated", 2)
        written("001", 240, one, Order(Action.REGISTER, {**TITLE, "our_number": "12345679"}))

    def test_numbers_that_the_bank_gives_are_zeros(self) -> None:
        one = Order(Action.REGISTER, {**TITLE, "our_number": "0"})
        assert len(written("001", 240, one, one)) == 2 + 4 + 2

    def test_a_number_that_sicredi_does_not_have(self) -> None:
        for number in ("abc", "1", "0720000310", "07200003A"):
            assert refusal("748", 240, our_number=number).field == "our_number"

    @pytest.mark.parametrize("bank", ["001", "237", "341", "748", "756"])
    @pytest.mark.parametrize("name", ["account", "branch", "company_name"])
    def test_a_company_without_an_account(self, bank: str, name: str) -> None:
        with pytest.raises(InvalidOrder) as refused:
            written(bank, 240, Order(Action.REGISTER, TITLE), company={name: None})
        assert (refused.value.code, refused.value.field) == ("field_missing", name)

    def test_a_field_that_the_company_does_not_have(self) -> None:
        with pytest.raises(InvalidOrder) as refused:
            written("001", 240, Order(Action.REGISTER, TITLE), company={"acount": "1"})
        assert (refused.value.code, refused.value.field) == ("field_unknown", "acount")

    @pytest.mark.parametrize(("bank", "width"), [("237", 240), ("237", 400), ("341", 240)])
    def test_a_number_without_its_check_digit(self, bank: str, width: Any) -> None:
        assert refusal(bank, width, our_number_digit=None).code == "field_missing"

    @pytest.mark.parametrize("name", ["company_name", "message_1", "bank_name"])
    def test_what_only_the_header_carries(self, name: str) -> None:
        assert refusal("001", 240, **{name: "x"}).code == "field_unwritable"

    @pytest.mark.parametrize("value", ["é", "XX", "S-", "Lisboa"])
    def test_a_state_that_there_is_not(self, value: str) -> None:
        assert refusal("001", 240, payer_state=value).field == "payer_state"

    @pytest.mark.parametrize("name", ["sequence", "occurrence", "record", "batch"])
    def test_what_the_file_counts_by_itself(self, name: str) -> None:
        assert refusal("001", 240, **{name: "1"}).code == "field_unknown"

    def test_a_fine_that_would_be_lost_with_another_order(self) -> None:
        order = Order(Action.WRITE_OFF, {"our_number": "1", "fine_rate": Decimal(2)})
        with pytest.raises(InvalidOrder) as refused:
            written("001", 240, order)
        assert refused.value.code == "field_unwritable"

    def test_a_fine_for_all_titles_stands_with_the_company(self) -> None:
        told = {"fine_rate": Decimal(2), "fine_on": DUE}
        lines = written("001", 240, Order(Action.REGISTER, TITLE), company=told)
        assert lines[4][13] == "R"


class TestNames:
    def test_letters_without_a_plain_one_are_spelled(self) -> None:
        line = registered("001", 240, payer_name="Søren Weiß Æbelø Łódź – “X”")[3]
        assert line[33:73].rstrip() == 'SOREN WEISS AEBELO LODZ - "X"'

    def test_letters_that_banks_do_not_have(self) -> None:
        refused = refusal("001", 240, payer_name="Иван")
        assert (refused.code, refused.field) == ("field_invalid", "payer_name")
        assert "И" in refused.message

    def test_a_name_of_signs_alone_is_none(self) -> None:
        assert refusal("001", 240, payer_name="☺").code == "field_missing"
