"""Why the gate says no: each reason with the rule and the citation behind it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from acerto.law import params

CAPS = "contact.caps.default"
POLICY_CAP = "contact.stop.policy_cap"
CAP_REASONS = {"cap_day": "-day", "cap_week": "-week"}
LONGEST_CITATION = 300


@dataclass(frozen=True, slots=True)
class Stop:
    """A rule that objects. `rule` is its id in the law's files, or the id that a hold carries."""

    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class ReasonLaw:
    """What stands behind a reason to pause: its rule, how sure it is, and what it pauses."""

    reason: str
    about: str
    rule: str
    citation: str
    basis: str
    confidence: str
    note: str
    purposes: tuple[str, ...]
    reviewed: bool


@lru_cache(maxsize=128)
def law_of(*, reason: str, on: date) -> ReasonLaw:
    """The law's entry behind a reason on a day; the newest for a pause older than its law."""
    name = f"contact.stop.{reason}"
    try:
        entry = params.entry(name, on=on)
    except params.NotInForce:
        entry = params.latest(name)
    assert isinstance(entry.value, tuple)
    return ReasonLaw(
        reason=reason,
        about=entry.about,
        rule=entry.rule,
        citation=entry.citation,
        basis=entry.basis,
        confidence=entry.confidence,
        note=entry.note,
        purposes=entry.value,
        reviewed=entry.lawyer_review != "none",
    )


@lru_cache(maxsize=512)
def stop(*, reason: str, rule: str, on: date) -> Stop:
    """The rule behind a reason of the gate. `rule`: the one that a hold rests on, or ""."""
    if reason == "blocked":
        entry = params.entry(f"contact.block.{rule}.purposes", on=on)
        return Stop(entry.rule, entry.citation[:LONGEST_CITATION])
    if reason in CAP_REASONS:
        entry = params.entry(POLICY_CAP if rule else CAPS, on=on)
        return Stop(entry.rule + CAP_REASONS[reason], entry.citation[:LONGEST_CITATION])
    entry = params.entry(f"contact.stop.{reason}", on=on)
    return Stop(rule or entry.rule, entry.citation[:LONGEST_CITATION])
