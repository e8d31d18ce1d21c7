"""Lots of titles in the XML form (xml_form says what it is)."""

from collections.abc import Sequence
from html import escape

from .table import table
from .types import FileKind
from .writer import LotToWrite, write_protest
from .xml_form import ROOTS, attributes

_NAMES = {kind: root for root, kind in ROOTS.items()}
_DECLARATION = '<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>\n'


def write_protest_xml(*, lots: Sequence[LotToWrite], kind: FileKind = "remittance") -> bytes:
    """The file as XML in ISO-8859-1, one `comarca` a lot, numbers filled with zeros as in the text form.

    Checked as the text form is. Raises InvalidProtest.
    """
    found = table()
    by_type = {"0": ("hd", found.header), "1": ("tr", found.title), "9": ("tl", found.trailer)}
    written = [_DECLARATION, f"<{_NAMES[kind]}>\n"]
    for text in write_protest(lots=lots, kind=kind).decode("ascii").splitlines():
        name, record = by_type[text[0]]
        if name == "hd":
            field = record.field("municipality_code")
            code = text[field.first - 1 : field.last].strip()
            written.append(f"  <comarca CodMun={_quoted(code)}>\n")
        said = " ".join(
            f"{attribute}={_quoted(text[field.first - 1 : field.last].strip())}"
            for attribute, field in attributes(name, record)
        )
        written.append(f"    <{name} {said}/>\n")
        if name == "tl":
            written.append("  </comarca>\n")
    return "".join([*written, f"</{_NAMES[kind]}>\n"]).encode("iso-8859-1")


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'
