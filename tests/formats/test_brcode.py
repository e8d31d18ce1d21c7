"""BR Code: published vectors read back, ours written and read again."""

import binascii
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acerto.formats.brcode import (
    InvalidBrCode,
    crc16,
    decode,
    encode_dynamic,
    encode_recurrence,
    encode_static,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "brcodes.json").read_text(encoding="utf-8")
)["vectors"]
GOOD = [vector for vector in VECTORS if "error" not in vector]
BAD = [vector for vector in VECTORS if "error" in vector]
OFFICIAL_KEY = "123e4567-e12b-12d1-a456-426655440000"
OFFICIAL = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
ACCOUNT = "26580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"


def with_crc(head: str) -> str:
    """The head with its CRC, where it is text that has one."""
    octets = (head + "6304").encode("utf-8", "surrogatepass")
    return head + f"6304{binascii.crc_hqx(octets, 0xFFFF):04X}"


class TestDecode:
    @pytest.mark.parametrize("vector", GOOD, ids=lambda vector: vector["payload"][-4:])
    def test_reads_every_published_kind(self, vector: dict[str, Any]) -> None:
        read = decode(vector["payload"])
        assert {
            "kind": read.kind,
            "key": read.key,
            "url": read.url,
            "name": read.merchant_name,
            "city": read.city,
            "amount_cents": read.amount_cents,
            "txid": read.txid,
            "recurrence": read.recurrence_url,
        } == {name: vector[name] for name in vector if name not in ("payload", "official")}

    @pytest.mark.parametrize("vector", BAD, ids=lambda vector: vector["payload"][-4:])
    def test_refuses_broken_content_naming_the_field(self, vector: dict[str, Any]) -> None:
        with pytest.raises(InvalidBrCode) as refused:
            decode(vector["payload"])
        assert [refused.value.code, refused.value.field] == vector["error"]
        assert refused.value.message

    def test_the_vectors_cover_every_kind_and_error(self) -> None:
        assert {vector["kind"] for vector in GOOD} == {"static", "dynamic", "recurrence"}
        assert {vector["error"][0] for vector in BAD} >= {
            "crc",
            "url",
            "too_long",
            "txid",
            "not_ascii",
        }
        assert sum(vector["official"] for vector in GOOD) >= 4

    def test_the_check_value_of_the_crc(self) -> None:
        assert crc16("123456789") == "29B1"

    @pytest.mark.parametrize(
        ("head", "code"),
        [
            ("000201520400005303986", "not_pix"),
            (OFFICIAL[:-8].replace(ACCOUNT, "26180014br.gov.bcb.pix"), "missing"),
            ("00020126190014br.gov.bcb.pix", "structure"),
            ("00020200020126180014br.gov.bcb.pix", "structure"),
            (OFFICIAL[:-8].replace("000201", "000202", 1), "version"),
            (OFFICIAL[:-8].replace("53039865", "5303986540301X5"), "amount"),
            (OFFICIAL[:-8].replace("5913Fulano de Tal", "5900"), "missing"),
        ],
    )
    def test_refuses_what_is_no_pix(self, head: str, code: str) -> None:
        with pytest.raises(InvalidBrCode) as refused:
            decode(with_crc(head))
        assert refused.value.code == code

    @pytest.mark.parametrize("around", [" ", "\n", "\ufeff", "\u200b", "\u00a0\u200e"])
    def test_what_is_pasted_around_a_code_does_not_matter(self, around: str) -> None:
        assert decode(around + OFFICIAL + around) == decode(OFFICIAL)

    @pytest.mark.parametrize(
        ("text", "code"), [("", "length"), ("x" * 2000, "length"), ("olá", "structure")]
    )
    def test_refuses_what_is_no_code(self, text: str, code: str) -> None:
        with pytest.raises(InvalidBrCode) as refused:
            decode(text)
        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("old", "new", "code", "field"),
        [
            ("000201", "010212000201", "version", "00"),
            ("000201", "000201010213", "use", "01"),
            ("52040000", "", "category", "52"),
            ("52040000", "5203000", "category", "52"),
            ("5303986", "5303840", "constant", "53"),
            ("5303986", "", "constant", "53"),
            ("5802BR", "5802US", "constant", "58"),
            ("5802BR", "", "constant", "58"),
            ("br.gov.bcb.pix", "br.gov.bcb.pay", "not_pix", "26"),
            (OFFICIAL_KEY, "123e4567-e12b-12d1-a456-42665544000x", "key", "26"),
            ("5204", "27180014br.gov.bcb.pix5204", "ambiguous", "26"),
            ("6008BRASILIA", "6016BRASILIA DO NORT", "too_long", "60"),
            ("6008BRASILIA", "6008BRAS\tLIA", "not_ascii", "60"),
            ("6008BRASILIA", "6008        ", "missing", "60"),
            ("6207", "61090131010ã06207", "not_ascii", "61"),
            ("5802BR", "5401.5802BR", "amount", "54"),
            ("5802BR", "5404-1.05802BR", "amount", "54"),
            ("5802BR", "54041,005802BR", "amount", "54"),
            ("5802BR", "540510.005802BR540510.00", "structure", "54"),
            ("62070503***", "62070503a-b", "txid", "62"),
            ("62070503***", "62300526" + "A" * 26, "txid", "62"),
            ("62070503***", "62070503***80410014br.gov.bcb.pix2519https://example.com", "url", "80"),
            ("62070503***", "62070503***80040014", "structure", "80"),
        ],
    )  # fmt: skip
    def test_every_rule_refuses_naming_its_field(
        self, old: str, new: str, code: str, field: str
    ) -> None:
        head = OFFICIAL[:-8]
        assert old in head
        with pytest.raises(InvalidBrCode) as refused:
            decode(with_crc(head.replace(old, new, 1)))
        assert (refused.value.code, refused.value.field) == (code, field)
        assert field in refused.value.message

    def test_a_key_in_a_code_has_the_form_of_one(self) -> None:
        for key in ("chave", "119876543210", "+0511", "a b@example.org"):
            account = f"0014br.gov.bcb.pix01{len(key):02d}{key}"
            head = OFFICIAL[:-8].replace(ACCOUNT, f"26{len(account):02d}{account}")
            with pytest.raises(InvalidBrCode) as refused:
                decode(with_crc(head))
            assert (refused.value.code, refused.value.field) == ("key", "26")

    def test_a_key_and_an_address_at_once_are_refused(self) -> None:
        account = f"0014br.gov.bcb.pix0136{OFFICIAL_KEY}2511example.com"
        head = OFFICIAL[:-8].replace(ACCOUNT, f"26{len(account):02d}{account}")
        with pytest.raises(InvalidBrCode) as refused:
            decode(with_crc(head))
        assert refused.value.code == "ambiguous"

    @settings(max_examples=400, deadline=None)
    @given(st.data())
    def test_good_codes_changed_anywhere_are_read_or_refused(self, data: st.DataObject) -> None:
        """The CRC is made right again, so that every rule behind it is reached."""
        text = data.draw(st.sampled_from(GOOD))["payload"][:-8]
        for _change in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(text)))
            length = data.draw(st.integers(0, 6))
            piece = data.draw(st.text(max_size=6) | st.text("0123456789", max_size=6))
            text = text[:at] + piece + text[at + length :]
        with suppress(InvalidBrCode):
            assert decode(with_crc(text)).merchant_name

    @given(st.binary(max_size=200))
    def test_any_bytes_are_refused(self, octets: bytes) -> None:
        for text in (octets.decode("latin-1"), octets.decode("utf-8", "surrogateescape")):
            with pytest.raises(InvalidBrCode):
                decode(text)

    @given(st.text(max_size=80))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        with pytest.raises(InvalidBrCode):
            decode(text)

    @given(st.integers(0, len(OFFICIAL) - 1), st.characters(min_codepoint=33, max_codepoint=126))
    def test_one_changed_character_is_noticed(self, at: int, char: str) -> None:
        changed = OFFICIAL[:at] + char + OFFICIAL[at + 1 :]
        if changed.upper() != OFFICIAL.upper():
            with pytest.raises(InvalidBrCode):
                decode(changed)


class TestEncodeStatic:
    def test_writes_the_official_example(self) -> None:
        written = encode_static(key=OFFICIAL_KEY, merchant_name="Fulano de Tal", city="BRASILIA")
        assert written == OFFICIAL

    def test_drops_accents_and_cuts_to_the_length_of_the_field(self) -> None:
        written = encode_static(
            key="loja@example.org",
            merchant_name="Pães & Confeitaria São João do Órgão Ltda",
            city="Pindamonhangaba do Sul",
            amount_cents=12345,
            txid="PEDIDO42",
            info="Parcela 2 – março",
        )
        read = decode(written)
        assert written.isascii()
        assert read.merchant_name == "Paes & Confeitaria Sao Jo"
        assert read.city == "Pindamonhangaba"
        assert (read.amount_cents, read.txid) == (12345, "PEDIDO42")
        assert read.info == "Parcela 2 marco"

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"key": "123"}, "pix_key_invalid", "26"),
            ({"merchant_name": " "}, "missing", "59"),
            ({"city": "京"}, "missing", "60"),
            ({"amount_cents": 0}, "amount", "54"),
            ({"amount_cents": -1}, "amount", "54"),
            ({"amount_cents": 10**12}, "amount", "54"),
            ({"txid": "com espaco"}, "txid", "62"),
            ({"txid": "A" * 26}, "txid", "62"),
            ({"info": "x" * 60}, "too_long", "26"),
        ],
    )
    def test_refuses(self, change: dict[str, Any], code: str, field: str) -> None:
        data: dict[str, Any] = {
            "key": OFFICIAL_KEY,
            "merchant_name": "Fulano",
            "city": "Recife",
            **change,
        }
        with pytest.raises(InvalidBrCode) as refused:
            encode_static(**data)
        assert (refused.value.code, refused.value.field) == (code, field)

    @given(
        st.text(max_size=60).map("L".__add__),
        st.text(max_size=40).map("C".__add__),
        st.none() | st.integers(1, 10**12 - 1),
        st.none() | st.from_regex(r"[A-Za-z0-9]{1,25}", fullmatch=True),
    )
    def test_what_is_written_is_read_again(
        self, name: str, city: str, cents: int | None, txid: str | None
    ) -> None:
        written = encode_static(
            key=OFFICIAL_KEY, merchant_name=name, city=city, amount_cents=cents, txid=txid
        )
        read = decode(written)
        assert (read.kind, read.key) == ("static", OFFICIAL_KEY)
        assert (read.amount_cents, read.txid) == (cents, txid)


URL = "pix.example.com/qr/v2/cobv/1e6c54d3ec9449b7a7fc53b6b0f998e7"
RECURRENCE = "pix.example.com/qr/v2/rec/3ffa640fa4f14080adccb949fa2dc0d0"
urls = st.from_regex(r"[a-z0-9.\-]{1,30}/[A-Za-z0-9/._~%\-]{1,46}", fullmatch=True)


def official(crc: str) -> str:
    (found,) = [one["payload"] for one in GOOD if one["official"] and one["payload"].endswith(crc)]
    return str(found)


class TestEncodeDynamic:
    def test_writes_the_official_examples(self) -> None:
        place = {"merchant_name": "Fulano de Tal", "city": "BRASILIA"}
        url = "pix.example.com/8b3da2f39a4140d1a91abd93113bd441"
        assert encode_dynamic(url=url, **place) == official("64E4")
        assert encode_dynamic(url=URL, recurrence_url=RECURRENCE, **place) == official("A441")
        alone = "pix.example.com/qr/v2/rec/2353c790eefb11eaadc10242ac120002"
        assert encode_recurrence(recurrence_url=alone, **place) == official("62C9")

    @given(
        urls, st.none() | urls, st.none() | st.integers(1, 10**12 - 1), st.booleans(),
        st.none() | st.from_regex(r"[0-9]{7}[1-9]", fullmatch=True),
    )  # fmt: skip
    def test_what_is_written_is_read_again(
        self, url: str, recurrence: str | None, cents: int | None, once: bool, cep: str | None
    ) -> None:
        written = encode_dynamic(
            url=url, merchant_name="Loja", city="Recife", amount_cents=cents, single_use=once,
            postal_code=cep, recurrence_url=recurrence,
        )  # fmt: skip
        read = decode(written)
        assert (read.kind, read.url, read.recurrence_url) == ("dynamic", url, recurrence)
        assert (read.amount_cents, read.single_use, read.postal_code) == (cents, once, cep)
        assert (read.key, read.txid) == (None, None)

    @given(urls)
    def test_a_recurrence_alone_is_read_again(self, url: str) -> None:
        read = decode(encode_recurrence(recurrence_url=url, merchant_name="Loja", city="Recife"))
        assert (read.kind, read.recurrence_url, read.url, read.key) == (
            "recurrence",
            url,
            None,
            None,
        )

    def test_a_static_code_may_carry_withdrawal_and_recurrence(self) -> None:
        read = decode(
            encode_static(
                key=OFFICIAL_KEY, merchant_name="Loja", city="Recife", fss="99999008",
                recurrence_url=RECURRENCE, postal_code="50010-000",
            )
        )  # fmt: skip
        assert (read.kind, read.fss, read.recurrence_url) == ("static", "99999008", RECURRENCE)
        assert read.postal_code == "50010000"

    @pytest.mark.parametrize(
        "url", ["", "https://a.example.com", "a b", "á.example", "a/" + "b" * 77]
    )
    def test_refuses_an_address_that_no_code_may_carry(self, url: str) -> None:
        for write in (
            lambda: encode_dynamic(url=url, merchant_name="Loja", city="Recife"),
            lambda: encode_recurrence(recurrence_url=url, merchant_name="Loja", city="Recife"),
        ):
            with pytest.raises(InvalidBrCode) as refused:
                write()
            assert refused.value.code == "url"

    @pytest.mark.parametrize(
        ("change", "code"), [({"fss": "123"}, "fss"), ({"postal_code": "1"}, "postal_code")]
    )
    def test_refuses_a_bad_detail(self, change: dict[str, Any], code: str) -> None:
        with pytest.raises(InvalidBrCode) as refused:
            encode_static(key=OFFICIAL_KEY, merchant_name="Loja", city="Recife", **change)
        assert refused.value.code == code
