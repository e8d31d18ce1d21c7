"""QR images: read back by an independent reader, and safe inside a page."""

import io
import xml.etree.ElementTree as ET

from PIL import Image
from zxingcpp import read_barcode

from acerto.formats import qr
from acerto.formats.brcode import encode_static

PAYLOAD = encode_static(
    key="loja@example.org", merchant_name="Loja", city="Recife", amount_cents=12345, txid="T1"
)
NS = "{http://www.w3.org/2000/svg}"


class TestPng:
    def test_a_reader_finds_the_payload(self) -> None:
        found = read_barcode(Image.open(io.BytesIO(qr.png(PAYLOAD))))
        assert found is not None
        assert found.text == PAYLOAD


class TestSvg:
    def test_carries_nothing_that_a_strict_policy_refuses(self) -> None:
        text = qr.svg(PAYLOAD)
        for forbidden in ("style", "<script", "href", "on"):
            assert all(
                not name.startswith(forbidden)
                for element in ET.fromstring(text).iter()
                for name in (*element.attrib, element.tag.removeprefix(NS))
            )

    def test_is_an_image_with_a_name(self) -> None:
        root = ET.fromstring(qr.svg(PAYLOAD, title="Pix de R$ 123,45 <&>"))
        title = root.find(f"{NS}title")
        assert root.get("role") == "img"
        assert title is not None
        assert title.text == "Pix de R$ 123,45 <&>"
        assert root.get("viewBox")
        assert root.get("width") is None

    def test_is_dark_on_white_whatever_the_theme(self) -> None:
        text = qr.svg(PAYLOAD)
        assert "#fff" in text
        assert "#000" in text
