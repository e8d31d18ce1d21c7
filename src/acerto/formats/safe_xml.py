"""XML from strangers as a small tree. What XML can do harm with is refused before it is looked at.

The standard library's expat reads; a document type (and so every entity, billion laughs, external
DTD) is refused when it begins, and so is too much of anything: bytes, depth, elements, attributes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 4 << 20
MOST_DEPTH = 40
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 100
_SEPARATOR = "\x1f"
_LEADING = b"\xef\xbb\xbf \t\r\n"


class InvalidXml(ValueError):
    """A document that cannot be read or may not be. `line` is 0 where no line is to blame."""

    def __init__(self, code: str, message: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


@dataclass(slots=True)
class Node:
    """One element: its name without prefix, its namespace ("" without one), its line in the file."""

    name: str
    namespace: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, name: str) -> list["Node"]:
        """The children of that name in this element's namespace."""
        return [
            one for one in self.children if one.name == name and one.namespace == self.namespace
        ]

    def first(self, *path: str) -> "Node | None":
        """The first child of that name, and the first of the next name in it…; None if one lacks."""
        found: Node | None = self
        for name in path:
            found = next(iter(found.all(name)), None) if found else None
        return found

    def said(self, *path: str) -> str:
        """The text of the element at the end of the path, without spaces around; "" if it lacks."""
        found = self.first(*path)
        return found.text.strip() if found else ""

    def descendants(self, name: str) -> list["Node"]:
        """Every element of that name, this or below, whatever its namespace."""
        return [one for one in self.inside() if one.name == name]

    def inside(self) -> "Iterator[Node]":
        """This element and every one below, in the document's order."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


def read_xml(*, octets: bytes, most_bytes: int = MOST_BYTES) -> Node:
    """The root of a document. Raises InvalidXml (empty_file, too_large, forbidden_xml, not_xml)."""
    if len(octets) > most_bytes:
        raise InvalidXml("too_large", f"O XML passa de {most_bytes >> 20} MB: não é deste tipo.")
    # Byte-order mark and blank lines before the declaration are common, and an error to XML.
    trimmed = octets.lstrip(_LEADING)
    if not trimmed:
        raise InvalidXml("empty_file", "O arquivo está vazio.")
    skipped = octets[: len(octets) - len(trimmed)].count(b"\n")
    builder = _Builder(skipped)
    try:
        builder.parser.Parse(trimmed, True)
    except expat.ExpatError as error:
        message = f"O arquivo não é um XML bem formado: veja a linha {error.lineno + skipped}."
        raise InvalidXml("not_xml", message, line=error.lineno + skipped) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, InvalidXml):
            raise
        message = "A codificação que o XML declara não é conhecida: gere-o em UTF-8."
        raise InvalidXml("not_xml", message, line=1) from error
    assert builder.root is not None
    return builder.root


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self, skipped: int) -> None:
        self.root: Node | None = None
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self._skipped = skipped
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._count = 0

    @property
    def _line(self) -> int:
        return self.parser.CurrentLineNumber + self._skipped

    def _start(self, said: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if (
            len(self._open) >= MOST_DEPTH
            or self._count > MOST_ELEMENTS
            or len(attributes) > MOST_ATTRIBUTES
        ):
            raise InvalidXml(
                "forbidden_xml",
                f"O XML passa dos limites de um documento deste tipo na linha {self._line}.",
                line=self._line,
            )
        namespace, _separator, name = said.rpartition(_SEPARATOR)
        node = Node(name, namespace, self._line, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._texts.append([])

    def _end(self, said: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _doctype(self, *declared: object) -> None:
        raise InvalidXml(
            "forbidden_xml",
            f"O XML declara um tipo de documento ou entidades (linha {self._line}), o que este "
            "documento nunca tem: ele não foi lido.",
            line=self._line,
        )
