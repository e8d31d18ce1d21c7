"""Rules of the law as the screens show them: words instead of codes, values of a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from acerto.law import catalogue
from acerto.law.catalogue import Rule
from acerto.law.in_words import value_in_words
from acerto.law.schema import ParamEntry

TONES = {"active": "good", "dormant": "calm", "info": "calm"}
_NOT_REVIEWED = "none"


@dataclass(frozen=True, slots=True)
class ValueCard:
    """A parameter and what it says on a day."""

    name: str
    about: str
    told: str
    citation: str
    since_on: date | None
    unsourced: bool


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule, ready to be read."""

    rule: Rule
    topic: str
    effect: str
    status: str
    tone: str
    basis: str
    confidence: str
    whom: str
    where: str
    review: str
    values: tuple[ValueCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    key: str
    name: str


def card(rule: Rule, *, on: date | None = None) -> RuleCard:
    """A rule in words; with a day, its parameters and what they say on it too."""
    said = catalogue.words()
    unreviewed = rule.lawyer_review == _NOT_REVIEWED
    return RuleCard(
        rule=rule,
        topic=_topic_names()[rule.topic],
        effect=said["effect"][rule.effect],
        status=said["status"][rule.status],
        tone=TONES[rule.status],
        basis=said["basis"][rule.basis],
        confidence=said["confidence"][rule.confidence],
        whom=_whom(rule),
        where=_where(rule),
        review=_("não revista por advogado") if unreviewed else rule.lawyer_review,
        values=() if on is None else _values(rule, on=on),
    )


def choices() -> dict[str, list[Choice]]:
    """The options of every filter that is a list of words."""
    said = catalogue.words()
    named = {
        field: [Choice(key, name) for key, name in said[field].items()]
        for field in ("debt_types", "channels", "effect", "status")
    }
    return named | {"topics": [Choice(key, name) for key, name in _topic_names().items()]}


def _values(rule: Rule, *, on: date) -> tuple[ValueCard, ...]:
    return tuple(_value(name, entry) for name, entry in catalogue.values_on(rule, on=on))


def _value(name: str, entry: ParamEntry | None) -> ValueCard:
    if entry is None:
        return ValueCard(name, "", _("não está em vigor"), "", None, unsourced=False)
    return ValueCard(
        name, entry.about, value_in_words(entry), entry.citation, entry.from_on, entry.unsourced
    )


def _topic_names() -> dict[str, str]:
    return {topic.topic: topic.title for topic in catalogue.topics()}


def _whom(rule: Rule) -> str:
    said, whom = catalogue.words(), rule.applies_to
    named = [
        ", ".join(said[field][one] for one in getattr(whom, field))
        for field in ("party", "debt_types", "channels")
        if getattr(whom, field)
    ]
    if whom.except_debt_types:
        kept = ", ".join(said["debt_types"][one] for one in whom.except_debt_types)
        named.append(_("menos %s") % kept)
    return "; ".join(named) or _("todos")


def _where(rule: Rule) -> str:
    states = rule.applies_to.states
    if not states:
        return _("todo o país")
    told = ", ".join(states)
    return _("%s; o produto aplica em todo o país") % told if rule.applies_to.everywhere else told
