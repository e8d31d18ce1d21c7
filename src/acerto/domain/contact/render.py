"""From a template and facts to the text of a message; what is missing or forbidden is an error."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.utils.translation import gettext as _

from acerto.law import params
from acerto.law.rules.message import Draft, absences, judge
from acerto.law.rules.wording import Finding, Truths, missing_identification

NEUTRAL = "neutral"
"""The template for whoever has not confirmed that the contact point is theirs."""

IDENTIFICATION = "consumer.document_identification"
MASK = "·"
NOTHING_SCHEDULED = Truths()

FOLDER = Path(__file__).parent / "templates" / "messages"
SUBJECT = ".subject.txt"
BUILTIN = "acerto.domain.contact.formats"
# Django shows this where a lookup inside a value fails; it never leaves this module.
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}%s"


class CannotRender(Exception):
    """The message cannot be written as it should be; nothing was sent."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Objection:
    """A rule against a message: `words` are what it says, "" where something is missing."""

    rule: str
    citation: str
    words: str = ""


class Unlawful(CannotRender):
    """The message reads against the law; `objections` say which rules, and the words."""

    def __init__(self, code: str, message: str, objections: Sequence[Objection]) -> None:
        super().__init__(code, message)
        self.objections = tuple(objections)


@dataclass(frozen=True, slots=True)
class Text:
    """A message as it reads."""

    subject: str
    text: str
    html: str


class StrictContext(Context):
    """A context in which a name that is not there is an error, in `if` and `for` too."""

    def __getitem__(self, key: str) -> Any:
        for scope in reversed(self.dicts):
            if key in scope:
                return scope[key]
        raise _missing(key)


def template_names() -> list[str]:
    """Every template that exists, in order."""
    return sorted(path.name.removesuffix(SUBJECT) for path in FOLDER.glob(f"*{SUBJECT}"))


def render(
    *,
    template: str,
    values: Mapping[str, Any],
    on: date,
    given: Iterable[str] = (),
    channel: str = "email",
    truths: Truths = NOTHING_SCHEDULED,
) -> Text:
    """Fill a template and read it as the law does. Raises CannotRender; Unlawful names the rules.

    `values` holds creditor_name, creditor_address and creditor_tax_id among others: a message that
    does not show them is not sent (CDC art. 42-A), nor one with forbidden words, nor one that
    announces what is not in `truths`. `given` are words of others inside the values (names,
    contract numbers), which are not ours to judge.
    """
    subject = " ".join(_fill(f"{template}{SUBJECT}", values, escape=False).split())
    text = _fill(f"{template}.txt", values, escape=False).strip() + "\n"
    html = _fill(f"{template}.html", values, escape=True)
    draft = Draft(channel, text, subject=subject, neutral=template == NEUTRAL)
    others = _whole_words(given)
    _refuse_forbidden(draft, others=others, on=on, truths=truths)
    shown = Draft(channel, _text_of(html), neutral=draft.neutral)
    _refuse_forbidden(shown, others=others, on=on, truths=truths)
    _require_identification(text, values=values, on=on)
    _require_elements(draft, on=on)
    return Text(subject=subject, text=text, html=html)


def _refuse_forbidden(draft: Draft, *, others: re.Pattern[str], on: date, truths: Truths) -> None:
    ours = Draft(
        draft.channel,
        others.sub(MASK, draft.text),
        subject=others.sub(MASK, draft.subject),
        neutral=draft.neutral,
    )
    if found := judge(ours, on=on, truths=truths).refused:
        raise Unlawful(
            "forbidden_wording",
            _("A mensagem usa palavras proibidas (%(words)s): reescreva o modelo.")
            % {"words": ", ".join(finding.words for finding in found)},
            [_against(finding) for finding in found],
        )


def _against(finding: Finding) -> Objection:
    return Objection(finding.rule, finding.citation, finding.words)


def _require_identification(text: str, *, values: Mapping[str, Any], on: date) -> None:
    keys = ("creditor_name", "creditor_address", "creditor_tax_id")
    missing = missing_identification(text, on=on, **{key: str(values[key]) for key in keys})
    if missing:
        law = params.entry(IDENTIFICATION, on=on)
        raise Unlawful(
            "creditor_not_identified",
            _("Falta identificar o credor (%(parts)s): complete o cadastro dele.")
            % {"parts": ", ".join(missing)},
            [Objection(law.rule, law.citation)],
        )


def _require_elements(draft: Draft, *, on: date) -> None:
    """What the channel demands beside the creditor, who was compared word by word."""
    missing = [one for one in absences(draft, on=on) if not one.element.startswith("creditor_")]
    if missing:
        raise Unlawful(
            "element_missing",
            " ".join(one.why for one in missing),
            [Objection(one.rule, one.citation) for one in missing],
        )


def _whole_words(given: Iterable[str]) -> re.Pattern[str]:
    """Finds what others wrote, whole words only: an instalment "1" is not the 1 of "10 dias"."""
    longest_first = sorted({words for words in given if words.strip()}, key=len, reverse=True)
    either = "|".join(re.escape(words) for words in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)")


def _text_of(html: str) -> str:
    """What a person reads of an HTML page."""
    body = re.sub(r"(?s)<head>.*?</head>|<style>.*?</style>|<!--.*?-->", " ", html)
    apart = re.sub(r"</?(?:p|div|li|table|tr|caption|hr|h\d)\b[^>]*>", "\n\n", body)
    return unescape(re.sub(r"<[^>]+>", " ", apart)).strip()


def _fill(name: str, values: Mapping[str, Any], *, escape: bool) -> str:
    filled = _template(name).render(StrictContext(dict(values), autoescape=escape, use_tz=True))
    _before, hole, after = filled.partition(HOLE[0])
    if hole:
        raise _missing(after.split()[0])
    return str(filled)


def _missing(name: str) -> CannotRender:
    return CannotRender(
        "missing_variable",
        _("O modelo da mensagem pede “%(name)s”, que não existe: corrija o modelo.")
        % {"name": name},
    )


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[FOLDER], string_if_invalid=HOLE, builtins=[BUILTIN])


@lru_cache(maxsize=128)
def _template(name: str) -> Template:
    try:
        return _engine().get_template(name)
    except TemplateDoesNotExist as error:
        raise CannotRender(
            "unknown_template", _("O modelo de mensagem %(name)s não existe.") % {"name": name}
        ) from error
