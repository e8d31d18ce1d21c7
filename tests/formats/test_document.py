"""Documents: text in, the same text out of the PDF, and nothing typed is ever markup."""

from datetime import UTC, datetime
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from acerto.formats.document import typeset

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: "Prova")
#set text(lang: "pt")
#d.said
"""
typed = st.text(st.sampled_from("#$*_`<>@/\\[]{}()\"'-=~ abçãõé1"), max_size=40)


def printed(said: str) -> str:
    content = typeset(template=TEMPLATE, data={"said": said}, made_at=AT)
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_accents_come_back_as_text() -> None:
    assert printed("Não há correção: R$ 1.234,56").strip() == "Não há correção: R$ 1.234,56"


@settings(max_examples=60, deadline=None)
@given(typed)
def test_what_is_typed_is_never_markup(said: str) -> None:
    shown = printed(said)
    assert set(said) - set(" ") <= set(shown) | set("-=~'\"")
    assert len("".join(shown.split())) <= len("".join(said.split()))


def test_the_same_data_and_instant_give_the_same_bytes() -> None:
    one, two = (typeset(template=TEMPLATE, data={"said": "a"}, made_at=AT) for _try in "12")
    assert one == two


def test_keeps_for_years_and_reads_aloud() -> None:
    content = typeset(template=TEMPLATE, data={"said": "a"}, made_at=AT)
    told = PdfReader(BytesIO(content)).xmp_metadata
    assert told is not None
    assert b"pdfaid" in content
    assert b"pdfuaid" in content
