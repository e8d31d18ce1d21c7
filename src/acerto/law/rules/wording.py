"""What a collection message must not say: each finding with its place, reason, law and a way out.

Text is plain text: give the text part of an e-mail, not its HTML. The expressions stand in
law/params/wording; a text is read as `law.folding` reads it, so that tricks of writing hide nothing.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from acerto.core.court_case import case_numbers
from acerto.law import params
from acerto.law.folding import plain, sentences
from acerto.law.rules.phrases import Group, groups, matches

FORBIDDEN = "wording.forbidden"
CLAIMS = "wording.claims."
NEUTRAL = "wording.neutral."
_IDENTIFICATION = "consumer.document_identification"
_ENOUGH = "wording.enough"
_WRITTEN_DAY = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Truths:
    """What is so of the debt that a message speaks of; it makes an announcement lawful.

    Empty: nothing is scheduled, no lawsuit exists, nobody but the creditor or its agency writes.
    """

    protest_on: date | None = None
    listing_on: date | None = None
    offer_until_on: date | None = None
    court_cases: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that may not go out. `start`, `end` and the sentence's ends count characters of the text.

    `needs`: the fact that would make them true ("" where nothing would); `depends`: nobody said
    whether it is so.
    """

    group: str
    words: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    why: str
    say: str
    rule: str
    citation: str
    needs: str = ""
    depends: bool = False


def check(text: str, *, on: date | None = None, truths: Truths | None = None) -> list[Finding]:
    """What may not go out, in order of appearance; empty is clean.

    Without `truths` nobody says what is really scheduled: announcements that carry their date or
    the number of a lawsuit pass (`review` tells them). With them, only true ones do. `on` asks for
    the list in force on a day; without it the newest is used. Raises NotInForce.
    """
    return [one for one in review(text, on=on, truths=truths) if not one.depends]


def review(text: str, *, on: date | None = None, truths: Truths | None = None) -> list[Finding]:
    """As `check`, and what depends on facts that nobody gave (`depends`)."""
    day = on or date.max
    listed = tuple(f"{FORBIDDEN}.{group}" for group in params.words(FORBIDDEN, on=day))
    claims = tuple(params.names(CLAIMS))
    depending = {name.removeprefix(CLAIMS) for name in claims}
    judged = [
        _judged(replace(one, depends=one.group in depending), text=text, truths=truths, on=on)
        for one in scan(text, names=listed + claims, on=day)
    ]
    kept = [one for one in judged if one is not None]
    # What is refused says more than what depends.
    refused = {(one.sentence_start, one.needs) for one in kept if not one.depends}
    return sorted(
        (one for one in kept if not one.depends or (one.sentence_start, one.needs) not in refused),
        key=lambda one: (one.start, one.group),
    )


def told_before_identification(text: str, *, on: date) -> list[Finding]:
    """What a text reveals of a debt: none of it goes to a contact point that nobody confirmed.

    Source: CDC arts. 42 and 71; LGPD art. 6.
    """
    return scan(text, names=tuple(params.names(NEUTRAL)), on=on)


def scan(text: str, *, names: tuple[str, ...], on: date) -> list[Finding]:
    """Every expression of the named parameters in a text, whatever the facts, in order.

    After `wording.enough` that no fact would excuse, the rest is not read: refused it is.
    """
    wanted = groups(names, on)
    found: dict[tuple[str, int], Finding] = {}
    beyond_excuse, enough = 0, params.count(_ENOUGH, on=on)
    for start, end in sentences(text):
        for group, first, last in matches(text[start:end], groups=wanted, on=on):
            place = (group.name, start + first)
            beyond_excuse += place not in found and not group.value.needs
            found[place] = _finding(group, text, start + first, start + last, sentence=(start, end))
        if beyond_excuse >= enough:
            break
    return sorted(found.values(), key=lambda one: (one.start, one.group))


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
    return [part for part in params.words(_IDENTIFICATION, on=on) if not _shows(text, given[part])]


def _shows(text: str, part: str) -> bool:
    sought = _letters_and_digits(part)
    return bool(sought) and sought in _letters_and_digits(text)


def _letters_and_digits(text: str) -> str:
    return "".join(char for char in plain(text) if char.isalnum())


def _finding(
    group: Group, text: str, start: int, end: int, *, sentence: tuple[int, int]
) -> Finding:
    while end < len(text) and text[end].isalnum():
        end += 1
    return Finding(
        group=group.name,
        words=unicodedata.normalize("NFC", text[start:end]),
        start=start,
        end=end,
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        why=group.value.why,
        say=group.value.say,
        rule=group.entry.rule,
        citation=group.entry.citation,
        needs=group.value.needs,
    )


def _judged(
    finding: Finding, *, text: str, truths: Truths | None, on: date | None
) -> Finding | None:
    """The finding as the facts leave it: refused, dependent on facts not given, or None: it is so."""
    if not finding.needs:
        return finding
    sentence = text[finding.sentence_start : finding.sentence_end]
    if truths is None:
        shown = finding.depends or _shows_evidence(finding.needs, text=text, sentence=sentence)
        return replace(finding, depends=shown)
    if _is_so(finding, text=text, sentence=sentence, truths=truths, on=on):
        return None
    return replace(finding, depends=False)


def _shows_evidence(needs: str, *, text: str, sentence: str) -> bool:
    """Whether the text gives what can be checked: the date, or the number of the lawsuit."""
    if needs == "court":
        return bool(_cases(text))
    return needs != "sender" and bool(_WRITTEN_DAY.search(sentence))


def _is_so(finding: Finding, *, text: str, sentence: str, truths: Truths, on: date | None) -> bool:
    if finding.needs == "court":
        written = _cases(text)
        known = {_digits(number) for number in truths.court_cases}
        return bool(known) and set(written) <= known and (bool(written) or finding.depends)
    if finding.needs == "sender":
        folded = plain(finding.words)
        return any(plain(sender) in folded for sender in truths.senders if sender)
    scheduled = {
        "protest": truths.protest_on,
        "listing": truths.listing_on,
        "offer": truths.offer_until_on,
    }[finding.needs]
    return scheduled is not None and _agrees(
        sentence, scheduled, on=on, must_say=not finding.depends
    )


def _agrees(sentence: str, day: date, *, on: date | None, must_say: bool) -> bool:
    """Whether every date that a sentence says is that day, in figures or as today or tomorrow."""
    said = [_same_day(match, day) for match in _WRITTEN_DAY.finditer(sentence)]
    if on is not None:
        read = plain(sentence)
        relative = (("hoje", on), ("amanha", on + timedelta(days=1)))
        said += [day == meant for word, meant in relative if word in read]
    return all(said) and (bool(said) or not must_say)


def _same_day(match: re.Match[str], day: date) -> bool:
    number, month, year = match.groups()
    same_year = year is None or str(day.year).endswith(year)
    return (int(number), int(month)) == (day.day, day.month) and same_year


@lru_cache(maxsize=2)
def _cases(text: str) -> tuple[str, ...]:
    return case_numbers(text)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
