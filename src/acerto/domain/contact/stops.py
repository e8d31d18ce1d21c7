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
