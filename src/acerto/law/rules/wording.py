"""What a collection message must not say and must show.

Text is plain text: give the text part of an e-mail, not its HTML.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from acerto.law import params
from acerto.law.params import ParamEntry
from acerto.law.schema import PatternValue

_FORBIDDEN = "wording.forbidden"
_REQUIRED = "consumer.document_identification"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that may not go out: `start` counts characters of the text as normalised to NFC."""

    group: str
    words: str
    start: int
    why: str
    rule: str


def check(text: str, *, on: date | None = None) -> list[Finding]:
    """Every forbidden expression in a text, in order of appearance; empty is clean.

    Whole words only at the left, case and line breaks do not matter. `on` asks for the list in
    force on a day; without it the newest is used.
    """
    found = params.latest(_FORBIDDEN) if on is None else params.entry(_FORBIDDEN, on=on)
    plain = re.sub(r"\s", " ", unicodedata.normalize("NFC", text))
    findings = [
        Finding(pattern.group, match.group(), match.start(), pattern.why, found.rule)
        for pattern, expression in _compiled(found.name, found.from_on or date.min)
        for match in expression.finditer(plain)
    ]
    return sorted(findings, key=lambda finding: (finding.start, finding.group))


def missing_identification(
    text: str, *, creditor_name: str, creditor_address: str, creditor_tax_id: str, on: date
) -> list[str]:
    """The parts of the creditor's identification that a text does not show; empty is complete.

    The tax id is found with or without punctuation. Source: CDC art. 42-A. An empty part counts as
    missing: nobody is identified by nothing.
    """
    given = {
        "creditor_name": creditor_name,
        "creditor_address": creditor_address,
        "creditor_tax_id": creditor_tax_id,
    }
    return [part for part in params.words(_REQUIRED, on=on) if not _shows(text, given[part])]


def _shows(text: str, part: str) -> bool:
    sought = _letters_and_digits(part)
    return bool(sought) and sought in _letters_and_digits(text)


def _letters_and_digits(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text).casefold() if char.isalnum())


@cache
def _compiled(name: str, from_on: date) -> tuple[tuple[PatternValue, re.Pattern[str]], ...]:
    return tuple(
        (pattern, re.compile(rf"(?<!\w)(?:{pattern.pattern})", re.IGNORECASE))
        for pattern in _patterns(params.entry(name, on=from_on))
    )


def _patterns(entry: ParamEntry) -> tuple[PatternValue, ...]:
    assert isinstance(entry.value, tuple), entry.name
    return entry.value
