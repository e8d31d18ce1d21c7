"""Bureau files: goldens made from the restated columns, every check seeded, write and read again."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.bureau.reader import read_bureau
from acerto.formats.bureau.table import CodeTables, layout, load_codes
from acerto.formats.bureau.types import BureauFile, InvalidBureau
from acerto.formats.bureau.writer import write_bureau
from acerto.formats.fixed_width import Value

GOLDEN = Path(__file__).parents[2] / "golden" / "bureau"
SENT = (GOLDEN / "pefin-sent.txt").read_bytes()
RETURNED = (GOLDEN / "pefin-returned.txt").read_bytes()
REFIN = (GOLDEN / "refin-sent.txt").read_bytes()
# Invented for the tests: Serasa's own tables come with its contract.
CODES = CodeTables({"XX": "natureza"}, {"YY": "motivo"}, {"011": "recusa"})
COLUMNS = {
    "operation": (2, 2),
    "occurred_on": (9, 16),
    "nature": (25, 27),
    "tax_id": (34, 48),
    "write_off_reason": (49, 50),
    "debtor_name": (106, 175),
    "amount_cents": (424, 438),
    "contract": (439, 454),
    "error_codes": (534, 593),
    "sequence": (594, 600),
}


def put(octets: bytes, line: int, first: int, text: str) -> bytes:
    lines = octets.split(b"\r\n")
    whole = lines[line - 1].ljust(600)
    lines[line - 1] = whole[: first - 1] + text.encode() + whole[first - 1 + len(text) :]
    return b"\r\n".join(lines)


def written_again(found: BureauFile, **changes: Any) -> bytes:
    entries = [{**one.values, **changes} for one in found.entries]
    return write_bureau(header=found.header, entries=entries, codes=CODES, name=found.layout)


def entry(place: int, **changes: Value) -> dict[str, Value]:
    return {**read_bureau(octets=SENT).entries[place].values, **changes}


class TestLayouts:
    def test_have_the_restated_columns(self) -> None:
        for name, (first, last) in COLUMNS.items():
            field = layout("pefin").entry.field(name)
            assert (field.first, field.last) == (first, last), name

    def test_say_how_far_they_are_confirmed(self) -> None:
        assert (layout("pefin").status, layout("refin").status) == ("restated", "unverified")
        assert layout("pefin").source


class TestRead:
    def test_what_was_sent(self) -> None:
        found = read_bureau(octets=SENT)
        assert (found.layout, found.returned, found.problems) == ("pefin", False, [])
        assert (found.header["remittance_number"], found.header["moved_on"]) == (
            42,
            date(2025, 11, 18),
        )
        listed, delisted, largest = found.entries
        assert listed.values["operation"] == "I"
        assert listed.values["amount_cents"] == 123456
        assert len(str(listed.values["tax_id"])) == 11
        assert listed.accepted is None
        assert (delisted.values["operation"], delisted.values["write_off_reason"]) == ("E", "YY")
        assert len(str(delisted.values["tax_id"])) == 14
        assert largest.values["amount_cents"] == 999_999_999_999_999

    def test_what_came_back(self) -> None:
        found = read_bureau(octets=RETURNED, codes=CODES)
        assert (found.returned, found.problems) == (True, [])
        assert [one.accepted for one in found.entries] == [True, False, False]
        assert [(one.code, one.text) for one in found.entries[1].refusals] == [("011", "recusa")]
        assert [(one.code, one.text) for one in found.entries[2].refusals] == [
            ("007", None),
            ("040", None),
        ]

    def test_an_amount_with_a_comma(self) -> None:
        found = read_bureau(octets=REFIN)
        assert (found.layout, found.status, found.problems) == ("refin", "unverified", [])
        assert found.entries[0].values["amount_cents"] == 353377

    @pytest.mark.parametrize(
        ("line", "first", "text", "code", "column"),
        [
            (3, 594, "0000009", "sequence", 594),
            (2, 1, "5", "record_type", 1),
            (2, 9, "20250230", "date_invalid", 9),
            (2, 424, "00000000012,345", "not_numeric", 424),
            (3, 1, "0", "record_type", 1),
            (3, 1, "9", "after_trailer", 1),
        ],
    )
    def test_each_check_tells_line_and_column(
        self, line: int, first: int, text: str, code: str, column: int
    ) -> None:
        found = read_bureau(octets=put(SENT, line, first, text))
        assert (code, column) in [(one.code, one.column) for one in found.problems]

    @pytest.mark.parametrize(("line", "first"), [(1, 534), (5, 549)], ids=["header", "trailer"])
    def test_a_file_that_was_refused_accepts_nobody(self, line: int, first: int) -> None:
        octets = RETURNED if line == 1 else put(REFIN, 1, 40, "R")
        line = 1 if line == 1 else len(octets.split(b"\r\n")) - 1
        found = read_bureau(octets=put(octets, line, first, "011"), codes=CODES)
        assert not any(one.accepted for one in found.entries)
        assert [(one.line, one.code) for one in found.problems] == [(line, "file_refused")]
        assert "011" in found.problems[0].message
        assert bool(found.header_refusals) is (line == 1)

    def test_an_entry_that_was_refused_itself_stays_refused(self) -> None:
        found = read_bureau(octets=put(RETURNED, 1, 534, "011"))
        assert [one.accepted for one in found.entries] == [None, False, False]

    def test_an_operation_or_direction_that_is_none(self) -> None:
        found = read_bureau(octets=put(put(SENT, 2, 2, "Q"), 1, 126, "X"))
        assert [(one.line, one.column, one.code) for one in found.problems] == [
            (1, 126, "direction"),
            (2, 2, "operation"),
        ]
        assert len(found.entries) == 3

    def test_a_cut_file(self) -> None:
        found = read_bureau(octets=b"\r\n".join(SENT.split(b"\r\n")[:3]))
        assert [one.code for one in found.problems] == ["no_trailer"]

    @pytest.mark.parametrize(
        ("octets", "code"),
        [(b"", "empty_file"), (b"oi", "not_bureau"), (b"\xff" * 99, "not_bureau")],
    )
    def test_refuses_what_is_none(self, octets: bytes, code: str) -> None:
        with pytest.raises(InvalidBureau) as refused:
            read_bureau(octets=octets)
        assert refused.value.code == code

    @given(
        st.sampled_from([SENT, RETURNED, REFIN]),
        st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=6)), max_size=6),
        st.integers(0, 3100),
    )
    def test_changed_and_cut_files_are_read_or_refused(
        self, octets: bytes, changes: list[tuple[int, bytes]], end: int
    ) -> None:
        noisy = bytearray(octets)
        for at, piece in changes:
            noisy[at : at + len(piece)] = piece
        with suppress(InvalidBureau):
            read_bureau(octets=bytes(noisy[:end]))


class TestWrite:
    @pytest.mark.parametrize("octets", [SENT, REFIN], ids=["pefin", "refin"])
    def test_what_was_read_is_written_byte_for_byte(self, octets: bytes) -> None:
        assert written_again(read_bureau(octets=octets)) == octets

    def test_kinds_of_person_and_document_follow_from_the_tax_id(self) -> None:
        values = entry(0)
        del values["person_kind"], values["tax_kind"]
        octets = write_bureau(header=read_bureau(octets=SENT).header, entries=[values], codes=CODES)
        (one,) = read_bureau(octets=octets).entries
        assert (one.values["person_kind"], one.values["tax_kind"]) == ("F", "2")

    @pytest.mark.parametrize("place", [0, 1])
    def test_without_the_contracts_tables_it_asks_for_them(self, place: int) -> None:
        with pytest.raises(InvalidBureau) as refused:
            write_bureau(header=read_bureau(octets=SENT).header, entries=[entry(place)])
        assert refused.value.code == "no_codes"
        assert "contrato" in refused.value.message

    @pytest.mark.parametrize(
        ("place", "change", "field", "code"),
        [
            (0, {"operation": "X"}, "operation", "operation"),
            (0, {"nature": "ZZ"}, "nature", "nature"),
            (1, {"write_off_reason": ""}, "write_off_reason", "write_off_reason"),
            (0, {"tax_id": "12345678900"}, "tax_id", "tax_id"),
            (0, {"person_kind": "J"}, "person_kind", "person_kind"),
            (0, {"amount_cents": 0}, "amount_cents", "amount"),
            (0, {"amount_cents": 10**15}, "amount_cents", "too_large"),
            (0, {"debtor_name": ""}, "debtor_name", "missing"),
            (0, {"contract": ""}, "contract", "missing"),
            (0, {"contract": "12345678901234567"}, "contract", "too_long"),
            (0, {"occurred_on": date(2025, 11, 18)}, "occurred_on", "not_overdue"),
            (0, {"strange": 1}, "strange", "unknown_field"),
            (0, {"amount_cents": "1"}, "amount_cents", "amount"),
            (0, {"tax_kind": "1"}, "tax_kind", "tax_kind"),
            (0, {"contract": "٣"}, "contract", "not_ascii"),
            (0, {"contract": "A\x1b1"}, "contract", "not_ascii"),
            (0, {"phone": "１２"}, "phone", "not_ascii"),
            (0, {"debtor_name": "京都"}, "debtor_name", "not_ascii"),
            (0, {"cep": "123"}, "cep", "cep"),
            (0, {"state": "XX"}, "state", "state"),
            (0, {"second_document_state": "ZZ"}, "second_document_state", "state"),
            (0, {"informant_branch": "123"}, "informant_branch", "informant_branch"),
        ],
    )
    def test_what_is_wrong_names_line_and_field(
        self, place: int, change: dict[str, Value], field: str, code: str
    ) -> None:
        with pytest.raises(InvalidBureau) as refused:
            write_bureau(
                header=read_bureau(octets=SENT).header,
                entries=[entry(place, **change)],
                codes=CODES,
            )
        told = [(one.line, one.field, one.code) for one in refused.value.problems]
        assert (2, field, code) in told

    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"remittance_number": 0}, "remittance_number", "remittance_number"),
            ({"logon": ""}, "logon", "missing"),
            ({"informant_root": "123"}, "informant_root", "informant_root"),
        ],
    )
    def test_a_wrong_header(self, change: dict[str, Value], field: str, code: str) -> None:
        header = {**read_bureau(octets=SENT).header, **change}
        with pytest.raises(InvalidBureau) as refused:
            write_bureau(header=header, entries=[entry(0)], codes=CODES)
        assert [(one.line, one.field, one.code) for one in refused.value.problems] == [
            (1, field, code)
        ]
        assert refused.value.message.endswith("(linha 1; problemas ao todo: 1).")
        assert refused.value.message[0].isupper()

    def test_nothing_to_send(self) -> None:
        with pytest.raises(InvalidBureau) as refused:
            write_bureau(header={}, entries=[], codes=CODES)
        assert refused.value.code == "no_entries"


class TestCodes:
    def test_are_read_from_json(self) -> None:
        assert load_codes(text='{"errors": {"011": "recusa"}}').errors == {"011": "recusa"}

    @pytest.mark.parametrize(
        "text", ["", "[]", '{"x": {}}', '{"errors": ["a"]}', '{"errors": {"1": 2}}']
    )
    def test_refuse_what_is_none(self, text: str) -> None:
        with pytest.raises(InvalidBureau) as refused:
            load_codes(text=text)
        assert refused.value.code == "invalid_codes"
