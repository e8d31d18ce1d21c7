"""NF-e: real documents with parties replaced, what each is missing, and hostile XML."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.nfe import InvalidNfe, Nfe, read_nfe
from acerto.formats.nfe_key import InvalidKey, check_digit, read_key

GOLDEN = Path(__file__).parents[1] / "golden" / "nfe"
FILES = {path.name: path.read_bytes() for path in sorted(GOLDEN.glob("*.xml"))}
TWO = FILES["two-instalments.xml"].decode()
PERSON = FILES["one-instalment-to-a-person.xml"].decode()
REFORM = FILES["ibs-cbs.xml"].decode()
# The example of the taxpayer's manual (MOC).
OFFICIAL_KEY = "52060433009911002506550120000007800267301615"


def read(text: str) -> Nfe:
    return read_nfe(octets=text.encode())


def refused(text: str | bytes) -> InvalidNfe:
    with pytest.raises(InvalidNfe) as caught:
        read_nfe(octets=text if isinstance(text, bytes) else text.encode())
    assert caught.value.message.endswith(".")
    return caught.value


def between(text: str, start: str, end: str) -> str:
    """The part of a text from one tag to the end of another."""
    return text[text.index(start) : text.index(end) + len(end)]


COBR = between(TWO, "<cobr>", "</cobr>")
DETPAG = between(TWO, "<detPag>", "</detPag>")


def paid(*lines: str) -> str:
    """The document without `cobr`, paid as said."""
    return TWO.replace(COBR, "").replace(
        DETPAG, "".join(f"<detPag>{one}</detPag>" for one in lines)
    )


class TestDocuments:
    def test_two_instalments(self) -> None:
        found = read(TWO)
        assert [(one.number, one.due_on, one.amount_cents) for one in found.instalments] == [
            ("001", date(2018, 9, 25), 289000),
            ("002", date(2018, 11, 4), 289000),
        ]
        assert (found.number, found.series, found.model) == (1687, 1, "55")
        assert (found.total_cents, found.invoice_net_cents) == (578000, 578000)
        assert found.issued_on == date(2018, 8, 16)
        assert found.issuer.tax_id == found.key[6:20]
        assert found.recipient is not None
        assert (found.recipient.kind, found.recipient.state) == ("cnpj", "SP")
        assert found.recipient.name == "HOSP., IMP. & EXP. DE EXEMPLO LTDA"
        assert found.authorised is True
        assert found.doubts == ()

    def test_a_number_with_a_slash_and_a_person(self) -> None:
        found = read(PERSON)
        (one,) = found.instalments
        assert (one.number, one.due_on, one.amount_cents) == (
            "47428/1-1",
            date(2018, 8, 24),
            34728,
        )
        assert found.recipient is not None
        assert found.recipient.kind == "cpf"

    def test_the_groups_of_the_tax_reform_are_no_obstacle(self) -> None:
        found = read(REFORM)
        assert [one.amount_cents for one in found.instalments] == [5491505, 5491505, 5491671]
        assert found.total_cents == 16474681
        assert found.doubts == (
            "O emitente não é o da chave de acesso.",
            "Há parcela que vence antes da emissão da nota.",
        )

    @pytest.mark.parametrize("name", FILES)
    def test_without_protocol_it_is_read_with_a_doubt(self, name: str) -> None:
        text = FILES[name].decode()
        bare = text[text.index("<NFe") : text.index("</NFe>") + 6]
        if "xmlns" not in bare[:60]:
            bare = bare.replace("<NFe", '<NFe xmlns="http://www.portalfiscal.inf.br/nfe"', 1)
        found, whole = read(bare), read(text)
        assert (found.key, found.instalments) == (whole.key, whole.instalments)
        assert found.authorised is None
        assert any("protocolo" in doubt for doubt in found.doubts)

    def test_prefixes_and_no_namespace_at_all(self) -> None:
        body = TWO[TWO.index("<NFe") : TWO.index("<Signature")] + "</NFe>"
        plain = body.replace(' xmlns="http://www.portalfiscal.inf.br/nfe"', "")
        prefixed = plain.replace("</", "</\x00").replace("<", "<n:").replace("<n:/\x00", "</n:")
        prefixed = prefixed.replace(
            "<n:NFe", '<n:NFe xmlns:n="http://www.portalfiscal.inf.br/nfe"', 1
        )
        assert any("espaço de nomes" in doubt for doubt in read(plain).doubts)
        assert read(plain).instalments == read(prefixed).instalments == read(TWO).instalments

    def test_a_foreign_element_says_nothing(self) -> None:
        strange = COBR.replace("<cobr>", '<cobr xmlns="urn:outro">')
        found = read(TWO.replace(COBR, strange))
        assert found.instalments_from == "detPag"
        assert any("“cobr”" in doubt for doubt in found.doubts)

    @pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "iso-8859-1"])
    def test_other_codecs(self, codec: str) -> None:
        text = TWO.replace('encoding="utf-8"', f'encoding="{codec.removesuffix("-sig")}"')
        assert read_nfe(octets=text.encode(codec)).issuer.street == "Rua das Acácias, 1"

    def test_blank_lines_before_the_declaration(self) -> None:
        assert read("\r\n\r\n " + TWO) == read(TWO)


class TestDoubts:
    @pytest.mark.parametrize(
        ("old", "new", "word"),
        [
            ("<cStat>100<", "<cStat>110<", "não autorizou"),
            ("<tpAmb>1<", "<tpAmb>2<", "homologação"),
            ("<tpNF>1<", "<tpNF>0<", "entrada"),
            ("<finNFe>1<", "<finNFe>4<", "devolução"),
            ("<finNFe>1<", "<finNFe>9<", "devolução"),
            ("<vDup>2890.00<", "<vDup>2890.01<", "não somam"),
            ("<mod>55<", "<mod>65<", "modelo"),
            ("<cobr>", '<x:x xmlns:x="urn:outro"/><cobr>', "outro espaço de nomes"),
            ("<dVenc>2018-09-25</dVenc>", "", "sem vencimento"),
            ("<CNPJ>21573681000157<", "<CNPJ>21573681000158<", "dígitos"),
        ],
    )
    def test_are_said(self, old: str, new: str, word: str) -> None:
        assert old in TWO
        assert any(word in doubt for doubt in read(TWO.replace(old, new, 1)).doubts)


class TestPayments:
    def test_without_cobr_what_is_still_to_be_paid(self) -> None:
        found = read(TWO.replace(COBR, ""))
        assert found.instalments_from == "detPag"
        assert [(one.number, one.due_on, one.amount_cents) for one in found.instalments] == [
            ("001", None, 578000)
        ]

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("<indPag>0</indPag><tPag>15</tPag><vPag>10.00</vPag>", [(date(2018, 8, 16), 1000)]),
            ("<indPag>1</indPag><tPag>01</tPag><vPag>10.00</vPag>", [(None, 1000)]),
            ("<indPag>1</indPag><tPag>15</tPag><vPag>10.5</vPag>", [(None, 1050)]),
            ("<tPag>14</tPag><vPag>10</vPag>", [(None, 1000)]),
            ("<tPag>01</tPag><vPag>10.00</vPag>", []),
            ("<indPag>0</indPag><tPag>17</tPag><vPag>10.00</vPag>", []),
            ("<tPag>90</tPag><vPag>0.00</vPag>", []),
            ("<tPag>15</tPag><vPag>10.00</vPag><dPag>2018-08-17</dPag>", []),
        ],
    )
    def test_each_kind(self, line: str, expected: list[tuple[date | None, int]]) -> None:
        found = read(paid(line))
        assert [(one.due_on, one.amount_cents) for one in found.instalments] == expected

    def test_instalments_win_over_payments(self) -> None:
        assert read(TWO).instalments_from == "dup"

    def test_nothing_to_collect(self) -> None:
        found = read(paid("<tPag>90</tPag><vPag>0.00</vPag>"))
        assert (found.instalments, found.instalments_from) == ((), "")
        assert [one.method for one in found.payments] == ["90"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("old", "new", "code", "field"),
        [
            ("<vDup>2890.00<", "<vDup>2.890,00<", "amount", "vDup"),
            ("<vDup>2890.00<", "<vDup>-1.00<", "amount", "vDup"),
            ("<vDup>2890.00<", "<vDup><", "amount", "vDup"),
            ("<vDup>2890.00</vDup>", "", "missing", "vDup"),
            ("<dVenc>2018-09-25<", "<dVenc>25/09/2018<", "date", "dVenc"),
            ("<dVenc>2018-09-25<", "<dVenc>2018-02-30<", "date", "dVenc"),
            ("<vNF>5780.00</vNF>", "", "missing", "vNF"),
            ("<dhEmi>2018-08-16T16:28:18-03:00</dhEmi>", "", "missing", "dhEmi"),
            ('Id="NFe26', 'Id="NFe25', "key_check_digit", "Id"),
            ('Id="NFe26', 'Id="NFe', "key_format", "Id"),
            ("<mod>55<", "<mod>57<", "not_nfe", "mod"),
            ("<vDup>2890.00<", "<vDup>28<x/>90.00<", "not_a_value", "vDup"),
            ("<dVenc>2018-09-25<", "<dVenc>2018-09-<x>1</x>25<", "not_a_value", "dVenc"),
            ('Id="NFe26', 'Ix="NFe26', "key_format", "Id"),
        ],
    )
    def test_name_the_field(self, old: str, new: str, code: str, field: str) -> None:
        assert old in TWO
        problem = refused(TWO.replace(old, new, 1))
        assert (problem.code, problem.field) == (code, field)

    def test_say_the_line(self) -> None:
        text = TWO.replace("<vDup>2890.00<", "<vDup>x<", 1)
        line = text[: text.index("<vDup>x<")].count("\n") + 1
        problem = refused("\n\n" + text)
        assert problem.line == line + 2
        assert f"linha {line + 2}" in problem.message

    @pytest.mark.parametrize(
        ("octets", "code"),
        [
            (b"", "empty_file"),
            (b" \n", "empty_file"),
            (b"%PDF-1.4", "not_xml"),
            (b"<a>", "not_xml"),
            (b"<a/>", "not_nfe"),
            (b"<a/><b/>", "not_xml"),
            (b"\x00\x01", "not_xml"),
            (b'<?xml version="1.0" encoding="klingon"?><a/>', "not_xml"),
            (b'<?xml version="1.0" encoding="utf-7"?><a/>', "not_xml"),
            (b"<a>\xff</a>", "not_xml"),
            (b"<a xmlns:x='u'><y:b/></a>", "not_xml"),
        ],
    )
    def test_what_is_no_document(self, octets: bytes, code: str) -> None:
        assert refused(octets).code == code

    def test_two_documents_in_one(self) -> None:
        one = TWO[TWO.index("<NFe") : TWO.index("</NFe>") + 6]
        assert refused(f"<enviNFe>{one}{one}</enviNFe>").code == "several_nfe"
        assert read(f"<enviNFe>{one}</enviNFe>").number == 1687

    def test_more_instalments_than_the_schema_has(self) -> None:
        dup = between(TWO, "<dup>", "</dup>")
        assert refused(TWO.replace(dup, dup * 120)).code == "too_many"


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)


class TestHostile:
    @pytest.mark.parametrize(
        "text",
        [
            LAUGHS,
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            '<!DOCTYPE a PUBLIC "-//X//X" "http://127.0.0.1:9/x.dtd"><a/>',
            '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><a/>',
            "<!DOCTYPE a><a/>",
            "<a>" * 100_000,
            "<a>" + "<b/>" * 300_000 + "</a>",
            "<a " + " ".join(f'x{number}="1"' for number in range(200)) + "/>",
        ],
        ids=[
            "laughs",
            "dtd",
            "file",
            "public",
            "parameter",
            "bare",
            "depth",
            "number",
            "attributes",
        ],
    )
    def test_is_refused_before_it_does_harm(self, text: str) -> None:
        assert refused(text).code == "forbidden_xml"

    def test_an_entity_that_nobody_declared(self) -> None:
        assert refused("<a>&x;</a>").code == "not_xml"

    def test_too_many_bytes(self) -> None:
        assert refused(b"<a>" + b" " * (5 << 20) + b"</a>").code == "too_large"

    @given(
        st.sampled_from(sorted(FILES)),
        st.lists(st.tuples(st.integers(0, 9000), st.binary(max_size=5)), min_size=1, max_size=5),
    )
    def test_changed_bytes_are_read_or_refused(
        self, name: str, changes: list[tuple[int, bytes]]
    ) -> None:
        octets = bytearray(FILES[name])
        for at, piece in changes:
            octets[at : at + len(piece)] = piece
        with suppress(InvalidNfe):
            read_nfe(octets=bytes(octets))

    @given(st.sampled_from(sorted(FILES)), st.integers(0, 9000))
    def test_a_cut_document_is_refused(self, name: str, at: int) -> None:
        whole = FILES[name].rstrip()
        if at < len(whole):
            refused(whole[:at])

    @given(st.binary(max_size=300))
    def test_any_bytes_are_refused(self, octets: bytes) -> None:
        refused(octets)


class TestKey:
    def test_the_official_example(self) -> None:
        assert check_digit(body=OFFICIAL_KEY[:-1]) == OFFICIAL_KEY[-1]
        key = read_key(text=OFFICIAL_KEY)
        assert (key.state_code, key.year_month, key.model) == ("52", "0604", "55")
        assert (key.series, key.number, key.issuer) == (12, 780, "33009911002506")

    def test_letters_in_the_cnpj(self) -> None:
        body = "352607" + "12ABC34501DE35" + "55001000000123" + "1" + "12345678"
        # By hand: each character's ASCII code less 48, weights 2 to 9 from the right, modulo 11.
        total = sum((ord(char) - 48) * (2 + at % 8) for at, char in enumerate(body[::-1]))
        digit = 11 - total % 11 if total % 11 > 1 else 0
        assert read_key(text=f"{body}{digit}").issuer == "12ABC34501DE35"
        text = TWO.replace(read(TWO).key, f"{body}{digit}").replace(
            f"<CNPJ>{read(TWO).issuer.tax_id}<", "<CNPJ>12ABC34501DE35<"
        )
        assert read(text).issuer.tax_id == "12ABC34501DE35"
        assert read(text).doubts == ()

    def test_spaces_between_groups_of_four(self) -> None:
        spaced = " ".join(OFFICIAL_KEY[at : at + 4] for at in range(0, 44, 4))
        assert read_key(text=spaced).value == OFFICIAL_KEY

    @given(st.integers(0, 43), st.sampled_from("0123456789"))
    def test_one_changed_digit_is_noticed(self, at: int, digit: str) -> None:
        changed = OFFICIAL_KEY[:at] + digit + OFFICIAL_KEY[at + 1 :]
        rest = sum((ord(c) - 48) * (2 + n % 8) for n, c in enumerate(changed[-2::-1])) % 11
        if changed != OFFICIAL_KEY and not (rest < 2 and changed[-1] == "0"):
            with pytest.raises(InvalidKey):
                read_key(text=changed)

    @given(st.text(max_size=60))
    def test_any_text_is_refused_or_a_key(self, text: str) -> None:
        with pytest.raises(InvalidKey):
            read_key(text=text)
