"""BR Code: published vectors read back, ours written and read again."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acerto.formats.brcode import InvalidBrCode, crc16, decode, encode_static

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


def with_crc(head: str) -> str:
    return head + "6304" + crc16(head + "6304")


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
            ("00020126180014br.gov.bcb.pix5913Fulano de Tal6008BRASILIA", "missing"),
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

    @pytest.mark.parametrize(
        ("text", "code"), [("", "length"), ("x" * 2000, "length"), ("olá", "structure")]
    )
    def test_refuses_what_is_no_code(self, text: str, code: str) -> None:
        with pytest.raises(InvalidBrCode) as refused:
            decode(text)
        assert refused.value.code == code

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
