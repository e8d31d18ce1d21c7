"""A text with its findings: where to mark it, and each finding with its sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acerto.law.rules.wording import Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. `tone`: "" plain, "bad" may not go out, "warn" depends on the facts."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding, with the pieces of its sentence."""

    finding: Finding
    sentence: tuple[Piece, ...]


def pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The whole text in order, cut where its findings begin and end; overlaps are marked once."""
    return tuple(_cut(text, findings, 0, len(text)))


def cards(text: str, findings: Sequence[Finding]) -> tuple[Card, ...]:
    """Each group's first finding in each sentence, in order."""
    first: dict[tuple[str, int], Finding] = {}
    for finding in findings:
        first.setdefault((finding.group, finding.sentence_start), finding)
    return tuple(
        Card(one, tuple(_cut(text, [one], one.sentence_start, one.sentence_end)))
        for one in first.values()
    )


def _cut(text: str, findings: Sequence[Finding], start: int, end: int) -> Iterator[Piece]:
    at = start
    for one in sorted(findings, key=lambda one: (one.start, one.depends)):
        if one.end <= at:
            continue
        if one.start > at:
            yield Piece(text[at : one.start])
        yield Piece(text[max(at, one.start) : one.end], "warn" if one.depends else "bad")
        at = one.end
    if at < end:
        yield Piece(text[at:end])
