"""The shape of a parameter file: dated entries, cited, honest about their basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Weekday = Literal["seg", "ter", "qua", "qui", "sex", "sab", "dom"]
WEEKDAYS: tuple[Weekday, ...] = ("seg", "ter", "qua", "qui", "sex", "sab", "dom")
Basis = Literal["official text", "secondary source", "from_memory", "unsourced", "policy"]
UNSOURCED: tuple[Basis, ...] = ("from_memory", "unsourced")
"""Bases that nobody has read in a source: screens and pages mark them."""

UNKNOWN = "unknown"
"""A day that nobody has found; it is never guessed."""

Confidence = Literal["high", "medium", "low"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where the text was read."""

    title: str
    url: str


class WindowValue(_Strict):
    """Hours [start, end) on some days of the week, in the local time of the recipient."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    start: time
    end: time

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "WindowValue":
        if self.start >= self.end:
            raise ValueError("a window ends after it starts")
        return self


class CapsValue(_Strict):
    """How often a person is sought; a missing number leaves the default as it is."""

    attempts_day: int | None = Field(default=None, ge=1)
    contacts_day: int | None = Field(default=None, ge=1)
    contacts_week: int | None = Field(default=None, ge=1)


class WordingValue(_Strict):
    """What a message does not say: expressions over a text in small letters without accents.

    `<name>` in an expression stands for a list of wording.words. `unless`: what in the same
    sentence makes it harmless. `needs`: the fact that makes it true, and so lawful. `check`: a
    further test of the words found. `deniable`: "nobody goes to prison" is not a threat.
    """

    why: str = Field(min_length=1)
    say: str = Field(min_length=1)
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    needs: Literal["", "court", "listing", "protest", "offer", "sender"] = ""
    check: Literal["", "cpf"] = ""
    deniable: bool = True


class PeriodValue(_Strict):
    """First and last day of a period, both inside it."""

    first: date
    last: date


class TermValue(_Strict):
    """A length of time, counted from the day of an event."""

    count: int = Field(ge=0)
    unit: Literal["days", "business_days", "months", "years"]


class ClaimValue(_Strict):
    """One claim that a debt of some kind gives, how long it lasts and from which day."""

    claim: str
    starts: Literal["due", "day_after_due", "day_after_issue", "presentation_end"]
    count: int = Field(ge=1)
    unit: Literal["months", "years"]


class LossClassValue(_Strict):
    """A class of loss that a creditor may deduct: amounts up to a limit, after some time."""

    secured: bool
    up_to_cents: int | None = Field(default=None, ge=1)
    after: TermValue
    needs: Literal["nothing", "administrative_collection", "lawsuit"]


class _Entry(_Strict):
    from_on: date | Literal["unknown"] = Field(alias="from")
    to_on: date | None = Field(default=None, alias="to")
    citation: str = Field(min_length=1)
    basis: Basis
    confidence: Confidence
    checked_on: date
    sources: tuple[Source, ...]
    lawyer_review: str
    note: str = ""
    value: object


class _RateEntry(_Entry):
    value: Annotated[Decimal, Field(ge=0)] | None


class _CountEntry(_Entry):
    value: int = Field(ge=0)


class _ChoiceEntry(_Entry):
    value: str


class _ListEntry(_Entry):
    value: tuple[str, ...]


class _WindowsEntry(_Entry):
    value: tuple[WindowValue, ...] | None


class _CapsEntry(_Entry):
    value: CapsValue


class _WordingEntry(_Entry):
    value: WordingValue


class _PeriodEntry(_Entry):
    value: PeriodValue


class _TermEntry(_Entry):
    value: TermValue


class _ClaimsEntry(_Entry):
    value: tuple[ClaimValue, ...] = Field(min_length=1)


class _LossClassesEntry(_Entry):
    value: tuple[LossClassValue, ...] = Field(min_length=1)


class _GroupsEntry(_Entry):
    value: dict[str, tuple[str, ...]]


ENTRY_OF_UNIT: dict[str, type[_Entry]] = {
    "rate": _RateEntry,
    "count": _CountEntry,
    "choice": _ChoiceEntry,
    "list": _ListEntry,
    "windows": _WindowsEntry,
    "caps": _CapsEntry,
    "wording": _WordingEntry,
    "period": _PeriodEntry,
    "term": _TermEntry,
    "claims": _ClaimsEntry,
    "loss_classes": _LossClassesEntry,
    "groups": _GroupsEntry,
}


class ParamFile(_Strict):
    """One parameter: what it is, the rule that it belongs to, its values in time order."""

    name: str
    about: str
    unit: str
    rule: str
    entries: tuple[dict[str, object], ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ParamEntry:
    """A value of the law in force over [from_on, to_on), with where it comes from.

    `from_on` is None where the first day is unknown: the value is then read on any day before
    `to_on`, and pages say that nobody has found the day.
    """

    name: str
    value: object
    from_on: date | None
    to_on: date | None
    citation: str
    basis: Basis
    confidence: Confidence
    checked_on: date
    lawyer_review: str
    rule: str
    about: str
    sources: tuple[Source, ...]
    note: str

    @property
    def unsourced(self) -> bool:
        """Whether nobody has read this value in a source that can be named."""
        return self.basis in UNSOURCED or (self.basis != "policy" and not self.sources)


def entries_of(parameter: ParamFile) -> tuple[ParamEntry, ...]:
    """The checked entries of one file, oldest first. Raises ValueError on overlap or disorder."""
    shape = ENTRY_OF_UNIT.get(parameter.unit)
    if shape is None:
        raise ValueError(f"unknown unit: {parameter.unit}")
    parsed = [shape.model_validate(entry) for entry in parameter.entries]
    _refuse_overlap(parameter.name, parsed)
    return tuple(_as_entry(parameter, entry) for entry in parsed)


def _refuse_overlap(name: str, entries: Sequence[_Entry]) -> None:
    """Entries follow each other; only the first may have an unknown start."""
    for before, after in pairwise(entries):
        start = _day(after)
        if start is None:
            raise ValueError(f"{name}: only the first entry may start on an unknown day")
        if before.to_on is None or before.to_on > start:
            raise ValueError(f"{name}: the entry before {start} must end by then")
    for entry in entries:
        start = _day(entry)
        if entry.to_on is not None and start is not None and entry.to_on <= start:
            raise ValueError(f"{name}: an entry ends after it starts")


def _day(entry: _Entry) -> date | None:
    return entry.from_on if isinstance(entry.from_on, date) else None


def _as_entry(parameter: ParamFile, entry: _Entry) -> ParamEntry:
    return ParamEntry(
        name=parameter.name,
        value=entry.value,
        from_on=_day(entry),
        to_on=entry.to_on,
        citation=entry.citation,
        basis=entry.basis,
        confidence=entry.confidence,
        checked_on=entry.checked_on,
        lawyer_review=entry.lawyer_review,
        rule=parameter.rule,
        about=parameter.about,
        sources=entry.sources,
        note=entry.note,
    )
