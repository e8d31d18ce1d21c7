"""The expressions of law/params/wording, sought in a sentence through every reading of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from acerto.core.identifiers import InvalidIdentifier, normalise_cpf
from acerto.law import params
from acerto.law.folding import REACH, Reading, readings
from acerto.law.params import ParamEntry
from acerto.law.schema import WordingValue

_WORDS = "wording.words"
_DENIALS = "wording.denials"
_NAME = re.compile(r"<([a-z]+)>")
_CPF = "cpf"
_ENDING = re.compile(r"(\\w|\[\\w[^\]]*\])([*+])")
_SHORTLY = {"*": "{0,8}", "+": "{1,8}"}
_BEHIND = re.compile(r"(\(\?<[!=][^()]*\))")
_BETWEEN = re.compile(r"(?:\\W| )(?![?*+{\]\-])")


@dataclass(frozen=True, slots=True)
class Group:
    """One parameter's expressions, ready to be used; `loose` needs no beginning or end of a word."""

    name: str
    value: WordingValue
    entry: ParamEntry
    anchored: re.Pattern[str]
    loose: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def groups(names: tuple[str, ...], on: date) -> tuple[Group, ...]:
    """The named parameters in force on a day; those that are not are left out."""
    words = params.value(_WORDS, on=on)
    assert isinstance(words, dict)
    return tuple(_group(name, entry, words) for name in names if (entry := _entry(name, on)))


def matches(
    sentence: str, *, groups: Sequence[Group], on: date
) -> Iterator[tuple[Group, int, int]]:
    """Each group whose expressions a sentence says and means, with where they begin and end."""
    ways = readings(sentence)
    for group in groups:
        found = [place for way in ways for place in _places(way, group=group, on=on)]
        # Sought last: few sentences say anything that would need an excuse.
        if found and not (group.unless and group.unless.search(ways[0].text)):
            yield from ((group, *place) for place in found)


def _places(way: Reading, *, group: Group, on: date) -> Iterator[tuple[int, int]]:
    expression = group.loose if way.loose else group.anchored
    for match in expression.finditer(way.text):
        if group.value.check == _CPF and not _is_cpf(match.group()):
            continue
        if group.value.deniable and _denied(way.text, match.start(), on=on):
            continue
        yield way.at[match.start()], way.at[match.end() - 1] + 1


def _denied(text: str, start: int, *, on: date) -> bool:
    """Whether the words right before a place deny what follows."""
    return bool(_denials(on).search(text, max(0, start - REACH), start))


def _is_cpf(digits: str) -> bool:
    try:
        normalise_cpf(digits)
    except InvalidIdentifier:
        return False
    return True


def _entry(name: str, on: date) -> ParamEntry | None:
    try:
        return params.entry(name, on=on)
    except params.NotInForce:
        return None


def _group(name: str, entry: ParamEntry, words: Mapping[str, Sequence[str]]) -> Group:
    assert isinstance(entry.value, WordingValue), name
    either = _either([_spelled(one, words) for one in entry.value.patterns])
    unless = [_spelled(one, words) for one in entry.value.unless]
    return Group(
        name=name.rpartition(".")[-1],
        value=entry.value,
        entry=entry,
        anchored=re.compile(rf"(?<!\w){either}"),
        loose=re.compile(_run_together(either)),
        unless=re.compile(rf"(?<!\w){_either(unless)}") if unless else None,
    )


def _run_together(expression: str) -> str:
    """The expression for words that lost the spaces between them, and so their ends.

    What must stand between words may be missing; look-behinds keep their width.
    """
    return "".join(
        part if part.startswith("(?<") else _BETWEEN.sub(r"\g<0>?", _bounded(part))
        for part in _BEHIND.split(expression)
    )


def _bounded(part: str) -> str:
    """Without ends of words; what may end a word is short, or a long run would be sought for ever."""
    unended = part.replace(r"\b", "")
    return _ENDING.sub(lambda one: f"{one[1]}{_SHORTLY[one[2]]}", unended)


def _spelled(pattern: str, words: Mapping[str, Sequence[str]]) -> str:
    """An expression with the lists that it names written out."""
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda name: _either(words[name[1]]), pattern)
    return pattern


def _either(patterns: Sequence[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


@cache
def _denials(on: date) -> re.Pattern[str]:
    said = params.value(_DENIALS, on=on)
    assert isinstance(said, WordingValue)
    return re.compile(rf"(?<!\w){_either(said.patterns)}")
