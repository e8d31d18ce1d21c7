"""The XML form of protest files: the same lots as in text, samples with their quirks, requests."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.protest.reader import read_protest
from acerto.formats.protest.types import InvalidProtest
from acerto.formats.protest.withdrawal import (
    ROOTS,
    Request,
    RequestKind,
    file_name,
    write_requests,
)
from acerto.formats.protest.writer import LotToWrite
from acerto.formats.protest.xml_form import is_xml, read_protest_xml
from acerto.formats.protest.xml_writer import write_protest_xml

GOLDEN = Path(__file__).parents[2] / "golden" / "protest"
SENT = (GOLDEN / "B3411811.251").read_bytes()
# As the offices' system writes them: without `comarca`, centavos filled, one field filled too far;
# and as an association does: amounts in reais, numbers not filled.
FROM_OFFICE = (GOLDEN / "R3412811.251.xml").read_bytes()
FROM_ASSOCIATION = (GOLDEN / "B9991811.251.xml").read_bytes()
ONE = Request(
    municipality_code="3550308",
    notary_code="01",
    protocol="1234",
    protocol_on=date(2026, 8, 13),
    title_number="00345467",
    debtor_name="Josefa d'Ávila & Cia",
    amount_cents=26882,
)


def lots() -> list[LotToWrite]:
    return [
        LotToWrite(
            presenter_code=one.presenter_code,
            presenter_name=one.presenter_name,
            moved_on=one.moved_on or date(2025, 1, 1),
            remittance_number=one.remittance_number or 0,
            municipality_code=one.municipality_code,
            agency=one.agency,
            titles=[title.values for title in one.titles],
        )
        for one in read_protest(octets=SENT).lots
    ]


class TestRead:
    def test_of_an_office(self) -> None:
        found = read_protest_xml(octets=FROM_OFFICE)
        assert (found.kind, found.problems) == ("return", [])
        protested, paid = (one for lot in found.lots for one in lot.titles)
        assert (protested.outcome, protested.values["face_cents"]) == ("protested", 65021)
        assert protested.values["notary_costs_cents"] == 8924
        assert (paid.outcome, paid.values["other_costs_cents"]) == ("paid", 1500)
        assert [lot.presenter_code for lot in found.lots] == ["341", "237"]

    def test_of_an_association(self) -> None:
        found = read_protest_xml(octets=FROM_ASSOCIATION)
        assert (found.kind, found.problems) == ("remittance", [])
        (lot,) = found.lots
        assert lot.municipality_code == "1302603"
        assert lot.titles[0].values["face_cents"] == 95966
        assert lot.titles[0].values["due_on"] == date(2025, 5, 14)

    def test_without_a_lot(self) -> None:
        found = read_protest_xml(octets=b"<remessa/>")
        assert (found.lots, [one.code for one in found.problems]) == ([], ["no_lots"])

    def test_checks_are_those_of_the_text(self) -> None:
        wrong = FROM_ASSOCIATION.replace(b'h09="1"', b'h09="2"').replace(b't22="1"', b't22="X"')
        told = {(one.line, one.code) for one in read_protest_xml(octets=wrong).problems}
        assert {(5, "record_count"), (6, "not_numeric")} <= told

    def test_a_value_longer_than_its_column(self) -> None:
        wrong = FROM_ASSOCIATION.replace(b't13="54995-1"', b't13="123456789012"')
        assert [one.code for one in read_protest_xml(octets=wrong).problems] == ["too_long"]

    @pytest.mark.parametrize(
        ("octets", "code"),
        [
            (b"<consulta/>", "not_protest"),
            (b"<remessa>", "not_xml"),
            (b"<!DOCTYPE remessa [<!ENTITY a 'b'>]><remessa/>", "forbidden_xml"),
            (b"", "empty_file"),
        ],
    )
    def test_refuses_what_is_none(self, octets: bytes, code: str) -> None:
        with pytest.raises(InvalidProtest) as refused:
            read_protest_xml(octets=octets)
        assert refused.value.code == code

    @given(
        st.sampled_from([FROM_OFFICE, FROM_ASSOCIATION]),
        st.lists(st.tuples(st.integers(0, 2500), st.binary(max_size=4)), max_size=5),
    )
    def test_changed_files_are_read_or_refused(
        self, octets: bytes, changes: list[tuple[int, bytes]]
    ) -> None:
        noisy = bytearray(octets)
        for at, piece in changes:
            noisy[at : at + len(piece)] = piece
        with suppress(InvalidProtest):
            read_protest_xml(octets=bytes(noisy))

    def test_is_told_from_text(self) -> None:
        assert is_xml(octets=b"\r\n<?xml")
        assert not is_xml(octets=SENT)


class TestWrite:
    def test_is_read_again_as_the_text_is(self) -> None:
        octets = write_protest_xml(lots=lots())
        xml, text = read_protest_xml(octets=octets), read_protest(octets=SENT)
        assert xml.problems == []
        assert [one.values for lot in xml.lots for one in lot.titles] == [
            one.values for lot in text.lots for one in lot.titles
        ]

    def test_has_the_attributes_of_the_manual(self) -> None:
        root = ElementTree.fromstring(write_protest_xml(lots=lots()))
        assert (root.tag, [one.get("CodMun") for one in root]) == (
            "remessa",
            ["1303536", "1302603"],
        )
        title = root[0].findall("tr")[0]
        assert (title.get("t12"), title.get("t17"), title.get("t52")) == (
            "DMI",
            "00000000063558",
            "0002",
        )
        assert set(title.attrib) == {f"t{number:02d}" for number in range(1, 53)}

    def test_is_checked_as_the_text_is(self) -> None:
        (first, *_rest) = lots()
        bad = LotToWrite(
            **{name: getattr(first, name) for name in LotToWrite.__slots__}
            | {"titles": [{**first.titles[0], "debtor_tax_id": "1"}]}
        )
        with pytest.raises(InvalidProtest) as refused:
            write_protest_xml(lots=[bad])
        assert "irregularity_07" in {one.code for one in refused.value.problems}


class TestRequests:
    @pytest.mark.parametrize("kind", ROOTS)
    def test_have_the_elements_of_the_manual(self, kind: RequestKind) -> None:
        other = {**{name: getattr(ONE, name) for name in Request.__slots__}, "notary_code": "02"}
        octets = write_requests(kind=kind, requests=[ONE, Request(**other), ONE])
        root = ElementTree.fromstring(octets)
        assert root.tag == ROOTS[kind]
        (town,) = root.findall("comarca")
        assert town.findtext("CodMun") == "3550308"
        offices = town.findall("cartorio")
        assert [
            (one.findtext("numero_cartorio"), len(one.findall("titulo"))) for one in offices
        ] == [
            ("01", 2),
            ("02", 1),
        ]
        title = offices[0].findall("titulo")[0]
        assert {one.tag: one.text for one in title} == {
            "numero_protocolo": "1234",
            "data_protocolo": "13082026",
            "numero_titulo": "00345467",
            "nome_devedor": "JOSEFA D'AVILA & CIA",
            "valor_titulo": "268.82",
        }

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("municipality_code", ""),
            ("municipality_code", "12345678"),
            ("notary_code", "A"),
            ("protocol", "12345678901"),
            ("title_number", "123456789012"),
            ("title_number", "nº 1"),
            ("debtor_name", ""),
            ("amount_cents", 0),
            ("amount_cents", 10**14),
        ],
    )
    def test_a_bad_one_is_refused_by_name(self, field: str, value: object) -> None:
        values = {name: getattr(ONE, name) for name in Request.__slots__} | {field: value}
        with pytest.raises(InvalidProtest) as refused:
            write_requests(kind="withdrawal", requests=[ONE, Request(**values)])
        assert [(one.line, one.field) for one in refused.value.problems] == [(2, field)]

    def test_nothing_to_ask(self) -> None:
        with pytest.raises(InvalidProtest):
            write_requests(kind="withdrawal", requests=[])

    def test_names(self) -> None:
        on = date(2014, 1, 24)
        assert (
            file_name(kind="withdrawal", presenter_code="341", on=on, sequence=1) == "DP3412401.141"
        )
        with pytest.raises(InvalidProtest):
            file_name(kind="cancellation", presenter_code="341", on=on, sequence=0)
