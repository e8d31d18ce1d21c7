"""OFX as a stream of tags with the text behind them: SGML and XML alike, closed or not."""

import re
from collections.abc import Iterator

_NAME = r"[A-Za-z][A-Za-z0-9._]{0,31}"
_END = r"\s*/?>"
# The text of a tag goes to the next tag: a "<" that begins none is text.
_TAG = re.compile(rf"<(/?)({_NAME}){_END}([^<]*(?:<(?!/?{_NAME}{_END})[^<]*)*)")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_CDATA = "<![CDATA["
_HIGHEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def tags(text: str) -> Iterator[tuple[str, bool, str, int]]:
    """Each tag as (name in capitals, whether it closes, text behind it as written, place in the text)."""
    capitals: dict[str, str] = {}
    for found in _TAG.finditer(text):
        slash, said, behind = found.groups()
        name = capitals.get(said) or capitals.setdefault(said, said.upper())
        yield name, slash == "/", behind, found.start()


class Lines:
    """Numbers of lines, asked for in the text's order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def number(self, at: int) -> int:
        """The line of a place, from 1."""
        self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line


def plain(text: str) -> str:
    """A value without what markup adds: entities resolved (never declared ones), one line, no edges.

    Only entities with a semicolon are such: "M&LTDA" is a name.
    """
    if _CDATA in text:
        text = text.replace(_CDATA, "").replace("]]>", "")
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    text = text.strip()
    if "\n" in text or "\r" in text or "\t" in text:
        text = " ".join(part for line in text.expandtabs(1).splitlines() if (part := line.strip()))
    return text


def without_comments(text: str) -> str:
    """The text, its comments replaced by their line breaks, so that lines keep their numbers."""
    if "<!--" not in text:
        return text
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*kept, text[at:]])


def _entity(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16)
    return " " if number < 32 or number > _HIGHEST or number in _SURROGATES else chr(number)
