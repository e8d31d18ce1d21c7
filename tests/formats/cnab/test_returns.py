"""Return files of many banks, read to the values that others' own tests assert for them."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from acerto.formats.cnab import Kind, NotCnab, Problem, ReturnFile, Title
from acerto.formats.cnab.codes import codes_named
from acerto.formats.cnab.layout import variants

GOLDEN = Path(__file__).parents[2] / "golden" / "cnab"
EXPECTED: dict[str, dict[str, Any]] = json.loads((GOLDEN / "returns.json").read_text())
READABLE = sorted(name for name, told in EXPECTED.items() if "refused" not in told)

# Columns on which sources agree (first, last), read here without any table.
T_COLUMNS = {"face_cents": (82, 96), "fee_cents": (199, 213)}
U_COLUMNS = {
    "interest_cents": (18, 32),
    "discount_cents": (33, 47),
    "rebate_cents": (48, 62),
    "paid_cents": (78, 92),
}
D_COLUMNS = {
    "face_cents": (153, 165),
    "rebate_cents": (228, 240),
    "discount_cents": (241, 253),
    "paid_cents": (254, 266),
    "interest_cents": (267, 279),
}
OWN_COLUMNS = ("santander_240_trimmed", "brb_400", "inter_400_1t", "credisis_400")


def read(name: str) -> tuple[ReturnFile, list[Title], list[Problem]]:
    with (GOLDEN / name).open("rb") as stream:
        file = ReturnFile(stream)
        items = list(file)
    titles = [item for item in items if isinstance(item, Title)]
    return file, titles, [item for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize("name", READABLE)
def test_every_title_is_read_and_nothing_is_an_error(name: str) -> None:
    file, titles, problems = read(name)
    told = EXPECTED[name]
    assert (file.bank, file.layout.name, len(titles)) == (
        told["bank"],
        told["layout"],
        told["titles"],
    )
    assert [one for one in problems if one.level == "error"] == []


@pytest.mark.parametrize("name", [name for name in READABLE if EXPECTED[name]["first"]])
def test_the_first_title_carries_what_its_source_asserts(name: str) -> None:
    _, titles, _ = read(name)
    said: dict[str, Any] = titles[0]._asdict()
    for field, wanted in EXPECTED[name]["first"].items():
        value = said[field]
        if field == "our_number":  # some sources leave out the agreement or the check digit
            assert wanted in value
        elif field == "reasons":
            assert [reason.code for reason in value] == wanted
        elif field.endswith("_on"):
            assert value == (date.fromisoformat(wanted) if wanted else None), field
        else:
            assert value == wanted, field


@pytest.mark.parametrize("name", [name for name in READABLE if name[:-4] not in OWN_COLUMNS])
def test_every_amount_is_what_stands_in_its_columns(name: str) -> None:
    _, titles, _ = read(name)
    lines = (GOLDEN / name).read_text("utf-8-sig").splitlines()
    for title in titles:
        said: dict[str, Any] = title._asdict()
        first = lines[title.line - 1]
        columns = [(first, D_COLUMNS)]
        if EXPECTED[name]["layout"] == "CNAB240":
            columns = [(first, T_COLUMNS), (lines[title.line], U_COLUMNS)]
        for line, fields in columns:
            for field, (start, end) in fields.items():
                assert said[field] == int(line[start - 1 : end]), (title.line, field)


def test_a_bank_of_400_columns_without_a_table_is_refused() -> None:
    with pytest.raises(NotCnab) as refused, (GOLDEN / "invalid_bank_999_400.ret").open("rb") as one:
        ReturnFile(one)
    assert refused.value.code == "bank_unknown"
    assert "999" in refused.value.message


def test_a_pix_record_belongs_to_the_title_before_it() -> None:
    _, titles, _ = read("santander_400_52t.ret")
    assert [title.pix_txid for title in titles if title.pix_txid] == [
        "d48c95197d6ec3985b89bc3ccb3351"
    ]
    assert titles[-1].pix_txid is not None


def test_the_places_of_reasons_are_kept() -> None:
    _, titles, _ = read("caixa_sigcb_240_9t.ret")
    assert [reason.text for reason in titles[0].reasons][:2] == ["Casa lotérica", "Em dinheiro"]


def test_the_trailer_is_no_payment() -> None:
    _, titles, _ = read("itau_400_53t.ret")
    assert len(titles) == 52
    assert {title.kind for title in titles} == {Kind.SETTLED, Kind.WRITTEN_OFF}


def test_a_header_that_lost_columns_is_still_known_by_its_details() -> None:
    file, titles, problems = read("ailos_240_trimmed.ret")
    assert (file.bank, len(titles)) == ("085", 3)
    assert {problem.level for problem in problems} <= {"warning"}


def test_payers_are_told_by_cpf_or_cnpj() -> None:
    _, people, _ = read("sicredi_240.ret")
    _, companies, _ = read("btg_240_bom.ret")
    assert {len(title.payer_tax_id or "") for title in people} == {11}
    assert {len(title.payer_tax_id or "") for title in companies} == {14}


class TestVariants:
    def test_convenios_of_six_and_seven_digits_have_their_own_columns(self) -> None:
        six, titles, _ = read("bb_400_conv6_2t.ret")
        seven, _, _ = read("bb_400_conv7_1t.ret")
        assert (six.layout.variant, seven.layout.variant) == ("conv6", "conv7")
        assert titles[0].our_number == "18051511267"

    def test_a_file_of_unicred_may_carry_the_code_of_another_bank(self) -> None:
        file, titles, _ = read("unicred_400.ret")
        assert (file.layout.variant, titles[0].our_number) == ("unicred", "00000000000000116")

    def test_one_can_say_the_bank(self) -> None:
        with (GOLDEN / "unicred_400.ret").open("rb") as stream:
            file = ReturnFile(stream, bank="136")
            titles = [item for item in file if isinstance(item, Title)]
        assert (file.bank, titles[0].face_cents) == ("136", 44400)

    def test_a_file_of_unicred_is_named_so(self) -> None:
        file, _, _ = read("unicred_400.ret")
        assert (file.bank, file.layout.bank_name) == ("001", "Unicred")

    def test_an_unknown_bank_of_240_columns_is_read_by_the_standard(self) -> None:
        assert variants(bank="999", width=240, direction="return") == ()
        octets = (GOLDEN / "bb_240_5t.ret").read_bytes().replace(b"\n001", b"\n999")
        file, items = opened(b"999" + octets[3:])
        assert (file.bank, file.layout.bank_name, file.has_table) == ("999", "FEBRABAN", False)
        assert (file.verified, file.codes_verified) == ("unverified", "unverified")
        assert sum(isinstance(item, Title) for item in items) == 5
        assert [told(item) for item in items if isinstance(item, Problem)] == [
            ("layout_standard", "warning")
        ]


class TestWhichBank:
    def test_a_header_and_details_that_do_not_agree(self) -> None:
        octets = (GOLDEN / "itau_240_2t.ret").read_bytes()
        _, items = opened(b"999" + octets[3:])
        problems = [item for item in items if isinstance(item, Problem)]
        assert ("bank_differs", "warning") in map(told, problems)
        assert any("--bank 341" in problem.message for problem in problems)

    def test_the_bank_of_the_details_can_be_told(self) -> None:
        octets = (GOLDEN / "itau_240_2t.ret").read_bytes()
        file, items = opened(b"999" + octets[3:], bank="341")
        wanted = [item for item in opened(octets)[1] if isinstance(item, Title)]
        assert [item for item in items if isinstance(item, Title)] == wanted
        assert (file.bank, file.has_table) == ("341", True)
        assert told(items[0]) == ("bank_overruled", "warning")

    @pytest.mark.parametrize(
        ("name", "bank"),
        [("itau_400_53t.ret", "237"), ("itau_240_2t.ret", "001"), ("bradesco_400_6t.ret", "136")],
    )
    def test_a_bank_that_the_header_contradicts_is_refused(self, name: str, bank: str) -> None:
        with pytest.raises(NotCnab) as refused:
            opened((GOLDEN / name).read_bytes(), bank=bank)
        assert refused.value.code == "bank_contradicted"
        assert "Leia-o sem dizer o banco" in refused.value.message

    def test_the_same_bank_may_be_told_again(self) -> None:
        octets = (GOLDEN / "itau_400_53t.ret").read_bytes()
        assert opened(octets, bank="341")[1] == opened(octets)[1]

    @pytest.mark.parametrize("bank", ["", "abc", "*", "34", "3411", "٣٤١"])
    def test_what_is_no_bank(self, bank: str) -> None:
        with pytest.raises(NotCnab) as refused:
            opened((GOLDEN / "itau_240_2t.ret").read_bytes(), bank=bank)
        assert refused.value.code == "bank_invalid"


def test_columns_and_codes_have_a_standing_each() -> None:
    standing = {
        name: (file.verified, file.codes_verified)
        for name in ("bb_240_5t.ret", "caixa_400_1t.ret", "brb_400.ret", "itau_400_53t.ret")
        for file in [read(name)[0]]
    }
    assert standing == {
        "bb_240_5t.ret": ("sample", "restated"),
        "caixa_400_1t.ret": ("manual", "restated"),
        "brb_400.ret": ("sample", "unverified"),
        "itau_400_53t.ret": ("manual", "manual"),
    }


def test_the_same_fee_is_a_fee_in_both_layouts_of_itau() -> None:
    both = [codes_named(name).occurrences for name in ("341_240", "341_400")]
    for code in both[0].keys() & both[1].keys():
        if both[0][code][1] == both[1][code][1]:
            assert both[0][code] == both[1][code], code
    assert both[0]["53"][0] == both[1]["53"][0] == Kind.FEE_CHARGED


def opened(octets: bytes, *, bank: str | None = None) -> tuple[ReturnFile, list[Title | Problem]]:
    file = ReturnFile(BytesIO(octets), bank=bank)
    return file, list(file)


def told(item: object) -> tuple[str, str]:
    assert isinstance(item, Problem)
    return item.code, item.level
