"""Text as people look for it: without case, accents and odd spaces."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")


def bare(text: str) -> str:
    """Lower case, no accents."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text)).lower()


def search_key(text: str) -> str:
    """Lower case, no accents, single spaces: "São  Paulo" is "sao paulo"."""
    return " ".join(bare(text).split())
