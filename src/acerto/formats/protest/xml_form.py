"""The XML form of protest files, as CRA21 takes and gives them: the columns as attributes.

`hd` holds h01 to h17, `tr` t01 to t52, `tl` t01 to t08, each the field of that number in the text form. So
an XML is made into records of the table and read by the same checks (xml_writer writes them).
Source: manual of CRA21 (P21 Sistemas) and its sample files.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from acerto.core.text import shown
from acerto.formats.fixed_width import Field, Problem, Record, problem_of
from acerto.formats.safe_xml import InvalidXml, Node, read_xml

from .reader import MOST_BYTES, read_records
from .table import WIDTH, Table, table
from .types import FileKind, InvalidProtest, ProtestFile

ROOTS: dict[str, FileKind] = {
    "remessa": "remittance",
    "confirmacao": "confirmation",
    "retorno": "return",
}
_LETTERS = {"hd": "h", "tr": "t", "tl": "t"}
_REAIS = re.compile(r"[0-9]{1,12}\.[0-9]{1,2}")


def is_xml(*, octets: bytes) -> bool:
    """Whether a file is of this form, by its first sign."""
    return octets.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_protest_xml(*, octets: bytes) -> ProtestFile:
    """Read a remittance, confirmation or return. Attributes beyond the table's (images, phone) are left.

    Raises InvalidProtest (also for hostile XML).
    """
    try:
        root = read_xml(octets=octets, most_bytes=MOST_BYTES)
    except InvalidXml as error:
        raise InvalidProtest(error.code, error.message) from error
    kind = ROOTS.get(root.name)
    if kind is None:
        raise InvalidProtest(
            "not_protest",
            f"O XML não é de protesto: a raiz é “{shown(root.name)}”, e não remessa, confirmacao ou retorno.",
        )
    problems: list[Problem] = []
    records = [
        (node.line, _record(node, chosen, problems)) for node, chosen in _elements(root, table())
    ]
    return read_records(kind=kind, records=records, problems=problems)


def _elements(root: Node, found: Table) -> Iterator[tuple[Node, Record]]:
    """The records in the document's order, whether or not a `comarca` is around them."""
    records = {"hd": found.header, "tr": found.title, "tl": found.trailer}
    for child in root.children:
        if child.name in records:
            yield child, records[child.name]
        elif child.name == "comarca":
            yield from ((one, records[one.name]) for one in child.children if one.name in records)


def attributes(name: str, record: Record) -> Iterator[tuple[str, Field]]:
    """The attribute of each field of a record: h01, t01…"""
    for number, field in enumerate(record.fields, start=1):
        yield f"{_LETTERS[name]}{number:02d}", field


def _record(node: Node, record: Record, problems: list[Problem]) -> str:
    """An element as a record of the table; a value that is too long is a problem."""
    parts = []
    for attribute, field in attributes(node.name, record):
        said = (
            ""
            if field.kind == "blank"
            else _cents(field, node.attributes.get(attribute, "").strip())
        )
        if len(said) > field.width and field.numeric:
            said = said.lstrip("0")  # some systems fill further than the column goes
        if len(said) > field.width:
            message = f"“{shown(said)}” passa de {field.width} posições."
            problems.append(problem_of(field, node.line, "too_long", message))
            said = ""
        filled = said.zfill(field.width) if field.numeric and said else said.ljust(field.width)
        parts.append(filled)
    text = "".join(parts)
    assert len(text) == WIDTH
    return text


def _cents(field: Field, said: str) -> str:
    """Amounts come in centavos, as in the text form, or in reais with a point."""
    if field.kind == "cents" and _REAIS.fullmatch(said):
        return str(int(Decimal(said) * 100))
    return said
