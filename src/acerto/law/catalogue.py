"""Every rule of collection law that Acerto knows, as data: text, dates, citation, status.

One YAML file a topic under law/catalogue/; the words for parties, kinds of debt, channels and
effects stand in words.yaml. A rule is `active` when the product acts on it, `dormant` when its room
does not exist yet, `info` when it only informs.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from acerto.core.identifiers import all_states
from acerto.core.text import search_key
from acerto.law import params
from acerto.law.schema import UNSOURCED, Basis, Confidence, ParamEntry, Source
from acerto.law.yaml_text import read_yaml

Effect = Literal["block", "require", "warn", "info"]
Status = Literal["active", "dormant", "info"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
STATUSES: tuple[Status, ...] = get_args(Status)

_FOLDER = "catalogue"
_WORDS = "words.yaml"


class UnknownRule(KeyError):
    """The catalogue has no rule of this id."""

    code = "unknown_rule"


class BadCatalogue(ValueError):
    """A file of the catalogue does not follow the schema."""

    code = "bad_catalogue"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AppliesTo(_Strict):
    """Whom a rule concerns; an empty list is all of them, but for `except_debt_types`.

    `everywhere`: the law is of some states, the product keeps it in the whole country.
    """

    party: tuple[str, ...] = ()
    debt_types: tuple[str, ...] = ()
    except_debt_types: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    everywhere: bool = False


class Rule(_Strict):
    """One rule of the law, in Portuguese, with where it comes from.

    In force over [from_on, to_on); None in `from_on` is a day that nobody has found, and
    `effective` then says what is known of it. `functions` are dotted names of what executes it,
    `golden` the file of cases under tests/golden.
    """

    id: str
    topic: str = ""
    title: str = Field(min_length=1)
    says: str = Field(min_length=1)
    when: str = Field(min_length=1)
    applies_to: AppliesTo
    effect: Effect
    citation: str = Field(min_length=1)
    from_on: date | Literal["unknown"] = Field(alias="from")
    to_on: date | None = Field(default=None, alias="to")
    effective: str = ""
    basis: Basis
    confidence: Confidence
    sources: tuple[Source, ...]
    checked_on: date
    lawyer_review: str
    status: Status
    functions: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    golden: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> "Rule":
        known = words()
        for field in ("party", "debt_types", "except_debt_types", "channels"):
            kinds = known[field.removeprefix("except_")]
            strange = set(getattr(self.applies_to, field)) - set(kinds)
            if strange:
                raise ValueError(f"{self.id}: unknown {field}: {sorted(strange)}")
        if set(self.applies_to.states) - set(all_states()):
            raise ValueError(f"{self.id}: unknown state")
        if bool(self.functions) != bool(self.golden):
            raise ValueError(f"{self.id}: a function needs its golden cases, and they a function")
        if self.basis == "official text" and not self.sources:
            raise ValueError(f"{self.id}: an official text names its source")
        if isinstance(self.from_on, date) and self.to_on and self.to_on <= self.from_on:
            raise ValueError(f"{self.id}: ends before it starts")
        return self

    @property
    def unsourced(self) -> bool:
        """Whether nobody has read this rule in a source that can be named."""
        return self.basis in UNSOURCED or (self.basis != "policy" and not self.sources)

    @property
    def since_on(self) -> date | None:
        """The first day in force, None where it is unknown."""
        return self.from_on if isinstance(self.from_on, date) else None

    def in_force(self, *, on: date) -> bool:
        """Whether the rule holds on a day; one with an unknown start holds until it ends."""
        since = self.since_on
        return (since is None or since <= on) and (self.to_on is None or on < self.to_on)


class Topic(_Strict):
    """One file of the catalogue."""

    topic: str
    title: str
    rules: tuple[Rule, ...] = Field(min_length=1)


def rules() -> tuple[Rule, ...]:
    """Every rule, topic by topic, in the order of the files."""
    return tuple(rule for topic in topics() for rule in topic.rules)


def rule(rule_id: str) -> Rule:
    """One rule by its id. Raises UnknownRule."""
    found = _by_id().get(rule_id)
    if found is None:
        raise UnknownRule(rule_id)
    return found


def select(
    *,
    topic: str = "",
    status: str = "",
    effect: str = "",
    state: str = "",
    debt_type: str = "",
    channel: str = "",
    text: str = "",
    unsourced: bool = False,
) -> tuple[Rule, ...]:
    """The rules that fit every filter given.

    A rule for all states, debts or channels fits any; those that name the state come first.
    `text` is sought in id, title, text and citation, whatever the case and the accents.
    """
    sought = search_key(text).split()
    found = [
        rule
        for rule in rules()
        if topic in ("", rule.topic)
        and status in ("", rule.status)
        and effect in ("", rule.effect)
        and _fits(state, rule.applies_to.states, everywhere=rule.applies_to.everywhere)
        and _fits(debt_type, rule.applies_to.debt_types)
        and not (debt_type and debt_type in rule.applies_to.except_debt_types)
        and _fits(channel, rule.applies_to.channels)
        and (rule.unsourced or not unsourced)
        and all(word in _searchable(rule) for word in sought)
    ]
    return tuple(sorted(found, key=lambda rule: state not in rule.applies_to.states))


def parameters_of(rule: Rule) -> tuple[str, ...]:
    """The names of the parameters that a rule rests on: those it names and those that name it."""
    return tuple(sorted({*rule.parameters, *_behind().get(rule.id, ())}))


def values_on(rule: Rule, *, on: date) -> list[tuple[str, ParamEntry | None]]:
    """The parameters of a rule and the entry of each in force on a day, None where there is none."""
    found: list[tuple[str, ParamEntry | None]] = []
    for name in parameters_of(rule):
        try:
            found.append((name, params.entry(name, on=on)))
        except params.NotInForce:
            found.append((name, None))
    return found


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """The files of the catalogue in order of name, checked. Raises BadCatalogue."""
    found = tuple(parse(name, content) for name, content in _topic_files())
    ids = [rule.id for topic in found for rule in topic.rules]
    twice = {one for one in ids if ids.count(one) > 1}
    if twice:
        raise BadCatalogue(f"more than once: {sorted(twice)}")
    return found


def parse(name: str, content: bytes) -> Topic:
    """Read one file of the catalogue. Raises BadCatalogue, naming the file and the field."""
    try:
        read = Topic.model_validate(read_yaml(content))
    except (yaml.YAMLError, ValidationError, ValueError) as error:
        raise BadCatalogue(f"{name}: {error}") from error
    if read.topic != name:
        raise BadCatalogue(f"{name}: the file says {read.topic}")
    told = tuple(rule.model_copy(update={"topic": name}) for rule in read.rules)
    return read.model_copy(update={"rules": told})


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """The Portuguese words for party, debt_types, channels, effect, status, basis, confidence."""
    content = files("acerto.law").joinpath(_FOLDER, _WORDS).read_bytes()
    read = read_yaml(content)
    assert isinstance(read, dict)
    return read


def _fits(wanted: str, named: tuple[str, ...], *, everywhere: bool = False) -> bool:
    return not wanted or not named or wanted in named or everywhere


@cache
def _searchable(rule: Rule) -> str:
    parts = (rule.id, rule.title, rule.says, rule.when, rule.citation, rule.note)
    return search_key(" ".join(parts))


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in rules()}


@lru_cache(maxsize=1)
def _behind() -> dict[str, list[str]]:
    """The parameters whose file names each rule."""
    found: dict[str, list[str]] = {}
    for name in params.names():
        found.setdefault(params.latest(name).rule, []).append(name)
    return found


def _topic_files() -> Iterator[tuple[str, bytes]]:
    folder = files("acerto.law").joinpath(_FOLDER)
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        if child.name.endswith(".yaml") and child.name != _WORDS:
            yield child.name.removesuffix(".yaml"), child.read_bytes()
