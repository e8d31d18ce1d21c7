"""Text as people look for it: without case, accents and odd spaces."""

import re
import unicodedata

MOST_SHOWN = 40
_SPACE = "Zs"
_ACCENTS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['’‘´`ʼ]")


def bare(text: str) -> str:
    """Lower case, no accents."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text)).lower()


def search_key(text: str) -> str:
    """Lower case, no accents, single spaces: "São  Paulo" is "sao paulo"."""
    return " ".join(bare(text).split())


def name_key(name: str) -> str:
    """What a name is found by: its words, signs left out; beside "d avila" also "davila"."""
    key = search_key(name)
    if key.replace(" ", "").isalnum():
        return key
    words: list[str] = []
    for token in key.split():
        parts = [part for part in _SIGNS.split(token) if part]
        words += parts
        if len(parts) > 1 and _APOSTROPHES.search(token):
            words.append("".join(parts))
    return " ".join(words)


def visible(text: str) -> str:
    """A text whose control and other invisible characters are written out: a line break as \\n."""
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or unicodedata.category(char) == _SPACE
        else char.encode("unicode_escape").decode()
        for char in text
    )


def shown(text: object, *, most: int = MOST_SHOWN) -> str:
    """What a stranger wrote, as a sentence may quote it: invisible characters written out, cut short."""
    said = str(text)
    cut = visible(said[:most])
    return f"{cut}…" if len(said) > most else cut


def words_sought(text: str) -> str:
    """What was typed to find a name, as words of its key."""
    return " ".join(_SIGNS.sub(" ", search_key(text)).split())
