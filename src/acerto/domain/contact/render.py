"""From a template and facts to the text of a message; what is missing or forbidden is an error."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.utils.translation import gettext as _

from acerto.law.rules.wording import check, missing_identification

NEUTRAL = "neutral"
"""The template for whoever has not confirmed that the contact point is theirs."""

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
    *, template: str, values: Mapping[str, Any], on: date, given: Iterable[str] = ()
) -> Text:
    """Fill a template and read it as the law does. Raises CannotRender.

    `values` holds creditor_name, creditor_address and creditor_tax_id among others: a message that
    does not show them is not sent (CDC art. 42-A), nor one with forbidden words. `given` are words
    of others inside the values (names, contract numbers), which are not ours to judge.
    """
    subject = " ".join(_fill(f"{template}{SUBJECT}", values, escape=False).split())
    text = _fill(f"{template}.txt", values, escape=False).strip() + "\n"
    html = _fill(f"{template}.html", values, escape=True)
    _refuse_forbidden(f"{subject}\n{text}", given=given, on=on)
    _require_identification(text, values=values, on=on)
    return Text(subject=subject, text=text, html=html)


def _refuse_forbidden(text: str, *, given: Iterable[str], on: date) -> None:
    for words in sorted(filter(None, given), key=len, reverse=True):
        text = text.replace(words, "·")
    if found := check(text, on=on):
        raise CannotRender(
            "forbidden_wording",
            _("A mensagem usa palavras proibidas (%(words)s): reescreva o modelo.")
            % {"words": ", ".join(finding.words for finding in found)},
        )


def _require_identification(text: str, *, values: Mapping[str, Any], on: date) -> None:
    keys = ("creditor_name", "creditor_address", "creditor_tax_id")
    missing = missing_identification(text, on=on, **{key: str(values[key]) for key in keys})
    if missing:
        raise CannotRender(
            "creditor_not_identified",
            _("Falta identificar o credor (%(parts)s): complete o cadastro dele.")
            % {"parts": ", ".join(missing)},
        )


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
