"""A text as it is read by a person, whatever it was typed with: tricks of writing taken out.

Accents, invisible characters, look-alikes of other alphabets, digits in the place of letters and
letters set apart are undone. Every reading knows where each of its characters stood in the text.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that look like ours, by code point: Cyrillic, Greek, Armenian, Latin.
_ALIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u0501\u051b\u0261\u04bb\u0475\u0454\u0437\u0433\u0438\u043f\u044c\u0431"
    "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c3\u03c2\u03c4\u03c5\u03c7\u03c9"
    "\u0578\u057d\u0585\u0570\u0251\u0131\u0142\u00f8\u0111\u0269\u028b\u1d0f\u0280\u0268",
    "abekmhopctyxijsdqghvezrunbbabyenikuvopsstuxwnuohailodivori",
)
# Letters drawn by their form, which no compatibility form undoes: their Unicode names tell them.
_DRAWN = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER|LATIN SMALL LETTER) ([A-Z])(?: WITH .+)?"
)
_LEET = str.maketrans("0345789@$!|€", "oeastbgasile")
_ONES = ("i", "l")
_ONE = "1"
_TRICKY = re.compile(r"[\w@$!|€]+")
_LETTER = re.compile(r"[^\W\d_]")
_LEET_INSIDE = re.compile(r"[\d@$|€]|!(?=\w)")
_APART = re.compile(r"(?<![^\W_])[^\W_](?:[ ._\-*/|·•~()\[\]]{1,3}[^\W_@$]){2,}(?![^\W_])")
_INNER = re.compile(r"(?<=[^\W\d_])[._\-*|·•~'’](?=[^\W\d_])")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")


# How far, in characters, words change what stands after them.
REACH = 150


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text. `at[i]`: where character i stands in it.

    `loose`: the ends of words were lost, so that words are sought anywhere.
    """

    text: str
    at: Sequence[int]
    loose: bool = False


@lru_cache(maxsize=2048)
def readings(text: str) -> tuple[Reading, ...]:
    """The text without its tricks: plainly first, then with each further trick undone."""
    folded = _fold(text)
    joined, runs = _join(folded)
    first = _squeeze(joined)
    found = [first, *(_squeeze(run) for run in runs)]
    for undo in (_unleet_i, _unleet_l, _tighten):
        found += [undo(one) for one in tuple(found)]
    distinct = {(one.text, one.loose): one for one in reversed(found)}
    return first, *(one for one in reversed(distinct.values()) if one is not first)


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """The first of the readings alone: the text without accents, capitals and letters set apart."""
    joined, _ = _join(_fold(text))
    return _squeeze(joined).text


def _fold(text: str) -> Reading:
    if text.isascii() and text.isprintable():
        return Reading(text.lower(), _places(range(len(text))))
    chars: list[str] = []
    at = _places(())
    for index, char in enumerate(text):
        for plain in _plain(char):
            chars.append(plain)
            at.append(index)
    return Reading("".join(chars), at)


def _places(places: Iterable[int]) -> "array[int]":
    return array("I", places)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """A character in small letters without accents; nothing for an invisible one."""
    if char.isspace():
        return " "
    kept = (
        one
        for one in unicodedata.normalize("NFKD", char).casefold()
        if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Cc")
    )
    return "".join(" " if one.isspace() else _undrawn(one) for one in kept).translate(_ALIKE)


def _undrawn(char: str) -> str:
    """The letter that a drawn one stands for: in a circle, a square, as a small capital, barred."""
    drawn = None if char.isascii() else _DRAWN.fullmatch(unicodedata.name(char, ""))
    return drawn[1].lower() if drawn else char


def _join(reading: Reading) -> tuple[Reading, list[Reading]]:
    """Letters set apart by spaces or dots become words; each long run also stands alone."""
    runs = []
    dropped: set[int] = set()
    for match in _APART.finditer(reading.text):
        letters = [i for i in range(*match.span()) if reading.text[i].isalnum()]
        if sum(reading.text[i].isalpha() for i in letters) * 2 <= len(letters):
            continue
        dropped |= _gaps(letters)
        runs.append(
            Reading(
                "".join(reading.text[i] for i in letters),
                _places(reading.at[i] for i in letters),
                loose=True,
            )
        )
    return _without(reading, dropped), runs


def _gaps(letters: list[int]) -> set[int]:
    """What stands between the letters of a word; a wider gap is the space between two words."""
    steps = [later - earlier for earlier, later in zip(letters, letters[1:], strict=False)]
    narrowest = min(steps)
    found: set[int] = set()
    for earlier, step in zip(letters, steps, strict=False):
        keep = 1 if step > narrowest else 0
        found |= set(range(earlier + 1, earlier + step - keep))
    return found


def _squeeze(reading: Reading) -> Reading:
    """One space for many, one letter where it is drawn out."""
    dropped: set[int] = set()
    for match in _SPACES.finditer(reading.text):
        dropped |= set(range(match.start() + 1, match.end()))
    for match in _DRAWN_OUT.finditer(reading.text):
        dropped |= set(range(match.start() + 1, match.end()))
    return _without(reading, dropped)


def _tighten(reading: Reading) -> Reading:
    """Without the marks inside words."""
    return _without(reading, {match.start() for match in _INNER.finditer(reading.text)})


def _unleet_i(reading: Reading) -> Reading:
    return _unleet(reading, one=_ONES[0])


def _unleet_l(reading: Reading) -> Reading:
    return _unleet(reading, one=_ONES[1])


def _unleet(reading: Reading, *, one: str) -> Reading:
    """Digits and signs read as letters, in words that have a letter: figures alone stay figures."""

    def as_letters(match: re.Match[str]) -> str:
        word = match.group()
        if word.isalpha() or not _LEET_INSIDE.search(word) or not _LETTER.search(word):
            return word
        return word.translate(_LEET).replace(_ONE, one)

    return _changed(reading, lambda text: _TRICKY.sub(as_letters, text))


def _changed(reading: Reading, change: Callable[[str], str]) -> Reading:
    """Character by character: the text keeps its length."""
    return Reading(change(reading.text), reading.at, reading.loose)


def _without(reading: Reading, dropped: set[int]) -> Reading:
    if not dropped:
        return reading
    kept = [i for i in range(len(reading.text)) if i not in dropped]
    return Reading(
        "".join(reading.text[i] for i in kept),
        _places(reading.at[i] for i in kept),
        reading.loose,
    )


_END = re.compile(r"[.!?…]+(?=\s|$)|\n\s*\n")
_LONGEST_SHORT = 8
_PIECE = 2000
_SHORT = re.compile(
    r"(?:^|\W)(?:sr|sra|srs|dr|dra|art|arts|av|ltda|n|no|tel|fone|cia|inc|ex|min|des)\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends: at a full stop or at an empty line.

    One that is far too long comes in pieces that share their ends, so that nothing is cut in two.
    """
    start = 0
    for match in _END.finditer(text):
        if _SHORT.search(text, max(start, match.end() - _LONGEST_SHORT), match.end()):
            continue
        yield from _pieces(text, start, match.end())
        start = match.end()
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _PIECE:
        cut = _at_space(text, start + _PIECE - 2 * REACH, start + _PIECE)
        yield from _trimmed(text, start, cut)
        start = _at_space(text, cut - 2 * REACH, cut - REACH)
    yield from _trimmed(text, start, end)


def _at_space(text: str, first: int, last: int) -> int:
    """The first space between two places, or the last of them."""
    found = text.find(" ", first, last)
    return last if found < 0 else found


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    if inner.strip():
        yield start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
