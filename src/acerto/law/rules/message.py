"""A whole message against the law: what it must not say, what its preview tells, what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from acerto.law import params
from acerto.law.folding import plain
from acerto.law.rules.phrases import groups
from acerto.law.rules.wording import Finding, Truths, review, scan, told_before_identification

REQUIRED = "wording.required"
REQUIRED_NEUTRAL = "wording.required_neutral"
_ELEMENTS = "wording.elements."
_SUBJECT = "wording.preview.subject"
_OPENING = "wording.preview.opening"
_PREVIEW = "wording.preview_characters"
_ITEMISED = "itemised"
_AMOUNT = "r$"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would be read. `neutral`: nobody has confirmed that the contact is theirs."""

    channel: str
    text: str
    subject: str = ""
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """An element that a message must show and does not."""

    element: str
    why: str
    say: str
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What stands against a message. Places of `in_subject` count characters of the subject."""

    in_subject: tuple[Finding, ...]
    in_text: tuple[Finding, ...]
    absences: tuple[Absence, ...]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What may not go out, whatever the facts."""
        return tuple(one for one in chain(self.in_subject, self.in_text) if not one.depends)

    @property
    def lawful(self) -> bool:
        """Whether nothing is refused and nothing is missing."""
        return not self.refused and not self.absences


def judge(draft: Draft, *, on: date, truths: Truths | None = None) -> Opinion:
    """Read a message as the law does on a day. Without `truths` announcements may depend on them.

    Raises NotInForce before the first law of the list.
    """
    preview = params.count(_PREVIEW, on=on)
    subject = [*review(draft.subject, on=on, truths=truths)]
    subject += scan(draft.subject, names=(_SUBJECT,), on=on)
    text = [*review(draft.text, on=on, truths=truths)]
    text += [one for one in scan(draft.text, names=(_OPENING,), on=on) if one.start < preview]
    if draft.neutral:
        subject += told_before_identification(draft.subject, on=on)
        text += told_before_identification(draft.text, on=on)
    return Opinion(
        in_subject=_in_order(subject),
        in_text=_in_order(text),
        absences=tuple(absences(draft, on=on)),
    )


def absences(draft: Draft, *, on: date) -> Iterator[Absence]:
    """What the channel demands and the message does not show, as far as words can tell."""
    whole = plain(f"{draft.subject}\n{draft.text}")
    wanted = _required(REQUIRED_NEUTRAL if draft.neutral else REQUIRED, on=on)[draft.channel]
    for group in groups(tuple(_ELEMENTS + element for element in wanted), on):
        if group.name == _ITEMISED and _AMOUNT not in whole:
            continue
        if group.anchored.search(whole):
            continue
        yield Absence(
            element=group.name,
            why=group.value.why,
            say=group.value.say,
            rule=group.entry.rule,
            citation=group.entry.citation,
        )


def channels(*, on: date) -> tuple[str, ...]:
    """The channels whose messages can be judged."""
    return tuple(_required(REQUIRED, on=on))


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.start, one.group)))


def _required(name: str, *, on: date) -> dict[str, tuple[str, ...]]:
    found = params.value(name, on=on)
    assert isinstance(found, dict)
    return found
