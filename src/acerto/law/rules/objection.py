"""Why a step of collection may not be taken, with the rule that says so."""

from dataclasses import dataclass
from datetime import date

from acerto.law import params


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason against a step: a stable code, the rule, its citation and words for people."""

    code: str
    rule: str
    citation: str
    message: str


def objection(*, code: str, parameter: str, on: date, message: str) -> Objection:
    """An objection that cites the parameter behind it. Raises NotInForce, UnknownParameter."""
    entry = params.entry(parameter, on=on)
    return Objection(code=code, rule=entry.rule, citation=entry.citation, message=message)
