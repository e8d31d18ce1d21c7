"""Protest files: goldens made from the published columns, every check seeded, write and read again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.fixed_width import Value
from acerto.formats.protest.reader import read_protest
from acerto.formats.protest.table import codes, table
from acerto.formats.protest.types import FileKind, InvalidProtest, ProtestFile
from acerto.formats.protest.writer import LotToWrite, file_name, write_protest

GOLDEN = Path(__file__).parents[2] / "golden" / "protest"
SENT = (GOLDEN / "B3411811.251").read_bytes()
CONFIRMED = (GOLDEN / "C3411811.251").read_bytes()
RETURNED = (GOLDEN / "R3412811.251").read_bytes()
# Columns of the layout's document, typed from it and not from our table.
COLUMNS = {
    "our_number": (199, 213),
    "species": (214, 216),
    "title_number": (217, 227),
    "issued_on": (228, 235),
    "due_on": (236, 243),
    "face_cents": (247, 260),
    "balance_cents": (261, 274),
    "debtor_number": (297, 297),
    "debtor_name": (298, 342),
    "debtor_tax_id": (346, 359),
    "protocol": (448, 457),
    "occurrence": (458, 458),
    "notary_costs_cents": (467, 476),
    "occurred_on": (478, 485),
    "irregularity": (486, 487),
    "more_irregularities": (558, 565),
    "other_costs_cents": (568, 577),
    "sequence": (597, 600),
}


def put(octets: bytes, line: int, first: int, text: str) -> bytes:
    """The file with a text at a line and column."""
    lines = octets.split(b"\r\n")
    whole = lines[line - 1].ljust(600)
    lines[line - 1] = whole[: first - 1] + text.encode() + whole[first - 1 + len(text) :]
    return b"\r\n".join(lines)


def as_written(found: ProtestFile) -> list[LotToWrite]:
    """What was read, to be written again."""
    return [
        LotToWrite(
            presenter_code=lot.presenter_code,
            presenter_name=lot.presenter_name,
            moved_on=lot.moved_on or date(2025, 1, 1),
            remittance_number=lot.remittance_number or 0,
            municipality_code=lot.municipality_code,
            agency=lot.agency,
            titles=[one.values for one in lot.titles],
        )
        for lot in found.lots
    ]


class TestTable:
    def test_has_the_columns_of_the_document(self) -> None:
        for name, (first, last) in COLUMNS.items():
            field = table().title.field(name)
            assert (field.first, field.last) == (first, last), name
        assert len(table().title.fields) == 52
        assert len(table().header.fields) == 17
        assert len(table().trailer.fields) == 8

    def test_the_annexes_are_whole(self) -> None:
        assert {f"{number:02d}" for number in range(1, 71)} <= set(codes().irregularities)
        assert set("123456789ABCDEFGIJX") <= set(codes().occurrences)
        assert len(codes().species) == 39
        assert codes().indications <= set(codes().species)


class TestRead:
    def test_a_remittance(self) -> None:
        found = read_protest(octets=SENT)
        assert (found.kind, found.problems) == ("remittance", [])
        assert [(lot.municipality_code, len(lot.titles)) for lot in found.lots] == [
            ("1303536", 3),
            ("1302603", 1),
        ]
        first, second, further = (one.values for one in found.lots[0].titles)
        assert (first["face_cents"], first["due_on"]) == (63558, date(2025, 11, 10))
        assert (second["balance_cents"], second["debtor_number"]) == (50000, 1)
        assert (further["debtor_name"], further["debtor_number"]) == ("MARIO DE EXEMPLO", 2)
        assert len(str(second["debtor_tax_id"])) == 11
        (bill,) = found.lots[1].titles
        assert bill.values["due_on"] == "at_sight+30"
        assert bill.values["face_cents"] == 99_999_999_999_999
        assert bill.outcome == ""

    def test_a_confirmation_with_trimmed_lines_and_an_end_sign(self) -> None:
        found = read_protest(octets=CONFIRMED)
        assert (found.kind, found.problems) == ("confirmation", [])
        taken, refused, _further = found.lots[0].titles
        assert (taken.outcome, taken.values["protocol"]) == ("accepted", "0000008176")
        assert taken.values["protocol_on"] == date(2025, 11, 19)
        assert refused.outcome == "returned"
        assert [one.code for one in refused.irregularities] == ["06", "14", "22"]
        assert all(one.text for one in refused.irregularities)

    def test_a_return(self) -> None:
        found = read_protest(octets=RETURNED)
        assert (found.kind, found.problems) == ("return", [])
        outcomes = [(one.outcome, one.values["occurred_on"]) for one in found.lots[0].titles]
        assert outcomes == [
            ("paid", date(2025, 11, 24)),
            ("protested", date(2025, 11, 25)),
            ("returned", date(2025, 11, 25)),
        ]
        assert found.lots[0].titles[0].values["other_costs_cents"] == 1500
        assert found.lots[0].titles[1].values["notary_costs_cents"] == 8924

    @pytest.mark.parametrize("octets", [SENT, RETURNED])
    def test_line_ends_do_not_matter(self, octets: bytes) -> None:
        found = read_protest(octets=octets)
        assert read_protest(octets=octets.replace(b"\r\n", b"\n")) == found
        assert read_protest(octets=octets.replace(b"\r\n", b"\r")) == found
        assert read_protest(octets=b"\xef\xbb\xbf" + octets + b"\x1a") == found

    @pytest.mark.parametrize(
        ("line", "first", "text", "code", "column"),
        [
            (3, 597, "0009", "sequence", 597),
            (1, 68, "0004", "record_count", 68),
            (1, 72, "0003", "title_count", 72),
            (1, 76, "0002", "indication_count", 76),
            (1, 80, "0002", "original_count", 80),
            (1, 53, "XXX", "sender", 53),
            (2, 2, "342", "presenter_code", 2),
            (5, 53, "00008", "check_count", 53),
            (5, 58, "000000000000000001", "check_cents", 58),
            (2, 247, "0000000000635A", "not_numeric", 247),
            (2, 236, "31022025", "date_invalid", 236),
            (2, 458, "?", "occurrence", 458),
            (2, 1, "5", "record_type", 1),
            (2, 214, "ZZZ", "species", 214),
            (1, 90, "042", "layout_version", 90),
            (1, 93, "1234567", "municipality_code", 93),
            (3, 349, "12345678901", "debtor_tax_id", 346),
            (2, 236, "99990000", "date_invalid", 236),
        ],
    )
    def test_each_check_tells_line_and_column(
        self, line: int, first: int, text: str, code: str, column: int
    ) -> None:
        found = read_protest(octets=put(SENT, line, first, text))
        assert (line, column, code) in [(one.line, one.column, one.code) for one in found.problems]

    def test_a_cut_file(self) -> None:
        cut = b"\r\n".join(SENT.split(b"\r\n")[:3])
        found = read_protest(octets=cut)
        assert [one.code for one in found.problems] == ["no_trailer"]
        assert len(found.lots[0].titles) == 2

    def test_a_title_outside_a_lot(self) -> None:
        lines = SENT.split(b"\r\n")
        found = read_protest(octets=b"\r\n".join([*lines, lines[1]]))
        assert [one.code for one in found.problems] == ["outside_lot"]

    def test_zeros_are_no_irregularity(self) -> None:
        zeros = put(put(SENT, 2, 486, "00"), 2, 558, "00000000")
        assert read_protest(octets=zeros).lots[0].titles[0].irregularities == ()

    def test_an_irregularity_that_is_not_published_keeps_its_code(self) -> None:
        found = read_protest(octets=put(RETURNED, 4, 486, "88"))
        (one,) = found.lots[0].titles[2].irregularities
        assert (one.code, one.text) == ("88", None)

    @pytest.mark.parametrize(
        ("octets", "code"),
        [
            (b"", "empty_file"),
            (b"\r\n\x1a", "empty_file"),
            (b"oi", "not_protest"),
            (b"\x00" * 700, "empty_file"),
        ],
    )
    def test_refuses_what_is_none(self, octets: bytes, code: str) -> None:
        with pytest.raises(InvalidProtest) as refused:
            read_protest(octets=octets)
        assert refused.value.code == code

    @given(
        st.sampled_from([SENT, CONFIRMED, RETURNED]),
        st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=6)), max_size=6),
        st.integers(0, 5000),
    )
    def test_changed_and_cut_files_are_read_or_refused(
        self, octets: bytes, changes: list[tuple[int, bytes]], end: int
    ) -> None:
        noisy = bytearray(octets)
        for at, piece in changes:
            noisy[at : at + len(piece)] = piece
        with suppress(InvalidProtest):
            read_protest(octets=bytes(noisy[:end]))


class TestWrite:
    @pytest.mark.parametrize(("octets", "kind"), [(SENT, "remittance")])
    def test_what_was_read_is_written_byte_for_byte(self, octets: bytes, kind: FileKind) -> None:
        assert write_protest(lots=as_written(read_protest(octets=octets)), kind=kind) == octets

    def test_a_return_written_is_read_as_it_was(self) -> None:
        found = read_protest(octets=RETURNED)
        again = read_protest(octets=write_protest(lots=as_written(found), kind="return"))
        assert again.problems == []
        assert [one.outcome for one in again.lots[0].titles] == ["paid", "protested", "returned"]

    def test_the_drawer_is_the_assignor_and_the_balance_the_value_unless_told(self) -> None:
        values = {**title(), "drawer_tax_id": "04.275.179/0001-40"}
        del values["drawer_name"], values["balance_cents"]
        (one,) = read_protest(octets=write_protest(lots=[lot(values)])).lots[0].titles
        assert one.values["drawer_name"] == one.values["assignor_name"]
        assert one.values["balance_cents"] == one.values["face_cents"]
        assert one.values["drawer_tax_id"] == "04275179000140"

    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"debtor_tax_id": "11111111111"}, "debtor_tax_id", "irregularity_07"),
            ({"debtor_tax_id": ""}, "debtor_tax_id", "irregularity_07"),
            ({"debtor_tax_kind": "002"}, "debtor_tax_kind", "irregularity_09"),
            ({"debtor_tax_kind": ""}, "debtor_tax_kind", "irregularity_09"),
            ({"debtor_tax_id": "04275179000140"}, "debtor_tax_id", "irregularity_28"),
            ({"species": "XX"}, "species", "irregularity_21"),
            ({"species": ""}, "species", "irregularity_23"),
            ({"title_number": ""}, "title_number", "irregularity_16"),
            ({"issued_on": None}, "issued_on", "irregularity_18"),
            ({"issued_on": date(2025, 12, 1)}, "issued_on", "irregularity_20"),
            ({"due_on": None}, "due_on", "irregularity_33"),
            ({"balance_cents": 63559}, "balance_cents", "irregularity_24"),
            ({"face_cents": 0}, "face_cents", "amount"),
            ({"face_cents": -1}, "face_cents", "amount"),
            ({"face_cents": "1"}, "face_cents", "amount"),
            ({"due_on": date(2025, 11, 18)}, "due_on", "irregularity_01"),
            ({"due_on": date(2026, 11, 18)}, "due_on", "irregularity_01"),
            ({"due_on": "at_sight+0"}, "due_on", "date_invalid"),
            ({"endorsement": "X"}, "endorsement", "irregularity_25"),
            ({"acceptance": ""}, "acceptance", "acceptance"),
            ({"debtor_cep": "1234"}, "debtor_cep", "irregularity_14"),
            ({"debtor_state": "XX"}, "debtor_state", "state"),
            ({"our_number": "1234567890123456"}, "our_number", "too_long"),
            ({"strange": "x"}, "strange", "unknown_field"),
        ],
    )
    def test_what_would_come_back_is_not_sent(
        self, change: dict[str, Value], field: str, code: str
    ) -> None:
        with pytest.raises(InvalidProtest) as refused:
            write_protest(lots=[lot(title() | change)])
        told = [(one.line, one.field, one.code) for one in refused.value.problems]
        assert (2, field, code) in told

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"municipality_code": "35503"}, "municipality_code"),
            ({"municipality_code": "1234567"}, "municipality_code"),
            ({"presenter_code": "34"}, "presenter_code"),
            ({"presenter_code": "0341"}, "presenter_code"),
            ({"remittance_number": 0}, "remittance_number"),
        ],
    )
    def test_a_lot_that_would_go_elsewhere_is_not_written(
        self, change: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidProtest) as refused:
            write_protest(lots=[replace(lot(title()), **change)])
        assert (1, field) in [(one.line, one.field) for one in refused.value.problems]
        assert refused.value.message[0].isupper()
        assert refused.value.message.endswith(").")

    def test_what_is_due_at_sight_has_no_day_to_wait_for(self) -> None:
        assert write_protest(lots=[lot(title() | {"due_on": "at_sight"})])

    def test_the_same_address_as_the_drawers_is_not_sent(self) -> None:
        same = {f"debtor_{part}": title()[f"drawer_{part}"] for part in ("address", "cep", "city")}
        with pytest.raises(InvalidProtest) as refused:
            write_protest(lots=[lot(title() | same)])
        assert "irregularity_38" in {one.code for one in refused.value.problems}

    def test_a_debtor_without_tax_id_needs_another_document(self) -> None:
        change: dict[str, Value] = {
            "debtor_tax_id": "",
            "debtor_tax_kind": "",
            "debtor_document": "RG 12345",
        }
        assert write_protest(lots=[lot(title() | change)])

    def test_letters_in_a_cnpj(self) -> None:
        octets = write_protest(lots=[lot(title() | {"debtor_tax_id": "12.ABC.345/01DE-35"})])
        (one,) = read_protest(octets=octets).lots[0].titles
        assert one.values["debtor_tax_id"] == "12ABC34501DE35"

    def test_a_lot_is_numbered_in_four_digits(self) -> None:
        many = write_protest(lots=[lot(*[title()] * 9997)])
        assert read_protest(octets=many).problems == []
        with pytest.raises(InvalidProtest) as refused:
            write_protest(lots=[lot(*[title()] * 9998)])
        assert refused.value.code == "too_many"

    @pytest.mark.parametrize("lots", [[], [()]], ids=["no lot", "an empty lot"])
    def test_nothing_to_send(self, lots: list[tuple[()]]) -> None:
        with pytest.raises(InvalidProtest) as refused:
            write_protest(lots=[lot(*titles) for titles in lots])
        assert refused.value.code == "no_titles"

    @given(
        st.lists(
            st.tuples(
                st.integers(1, 10**14 - 1),
                st.sampled_from(["DMI", "DSI", "NP", "CBI"]),
                st.integers(1, 3),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_totals_always_agree(self, said: list[tuple[int, str, int]]) -> None:
        titles = [
            title()
            | {
                "face_cents": cents,
                "balance_cents": cents,
                "species": species,
                "debtor_number": number,
            }
            for cents, species, number in said
        ]
        octets = write_protest(lots=[lot(*titles), lot(title())])
        found = read_protest(octets=octets)
        assert found.problems == []
        # By hand from the document: first debtors only, except for the records and the sum.
        first = [species for _cents, species, number in said if number == 1]
        indications = sum(species in ("DMI", "DRI", "CBI") for species in first)
        header, trailer = octets.split(b"\r\n")[0], octets.split(b"\r\n")[len(said) + 1]
        counts = (len(said), len(first), indications, len(first) - indications)
        assert header[67:83].decode() == "".join(f"{count:04d}" for count in counts)
        assert int(trailer[52:57]) == sum(counts)
        assert int(trailer[57:75]) == sum(cents for cents, _species, _number in said)


class TestNames:
    def test_say_kind_presenter_day_and_number(self) -> None:
        name: Callable[..., str] = file_name
        on = date(2014, 1, 24)
        said = {"presenter_code": "341", "on": on, "sequence": 1}
        assert name(kind="remittance", **said) == "B3412401.141"
        assert name(kind="confirmation", **said) == "C3412401.141"
        assert name(kind="return", **said) == "R3412401.141"

    def test_nine_a_day(self) -> None:
        with pytest.raises(InvalidProtest):
            file_name(kind="remittance", presenter_code="341", on=date(2026, 1, 2), sequence=10)


def title() -> dict[str, Value]:
    return dict(read_protest(octets=SENT).lots[0].titles[0].values)


def lot(*titles: dict[str, Value]) -> LotToWrite:
    return replace(as_written(read_protest(octets=SENT))[0], titles=titles)
