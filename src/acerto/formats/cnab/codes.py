"""Occurrences and reasons of a bank and layout, as data (tables/codes/*.yaml)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from .kinds import Kind
from .title import Reason

_CODES = Path(__file__).parent / "tables" / "codes"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NO_TEXTS: Sequence[Mapping[str, str]] = ({},)
_MOST_KNOWN = 10_000

Meaning = tuple[Kind, str | None]
_UNKNOWN: Meaning = (Kind.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class Codes:
    """What the codes of a table mean. An unpublished code means nothing: kind `unknown`."""

    source: str
    verified: str
    occurrences: Mapping[str, Meaning]
    reasons: Mapping[str, Sequence[Mapping[str, str]]]
    _known: dict[tuple[str | None, tuple[str, ...]], tuple[Reason, ...]] = field(
        default_factory=dict, repr=False
    )

    def meaning(self, occurrence: str | None) -> Meaning:
        return self.occurrences.get(occurrence or "", _UNKNOWN)

    def explained(self, occurrence: str | None, reasons: tuple[str, ...]) -> tuple[Reason, ...]:
        """The reasons given with an occurrence; a text of None is a code that is not published."""
        known = self._known.get((occurrence, reasons))
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[occurrence, reasons] = self._explained(occurrence, reasons)
        return known

    def _explained(self, occurrence: str | None, reasons: Iterable[str]) -> tuple[Reason, ...]:
        places = self.reasons.get(occurrence or "", _NO_TEXTS)
        last = len(places) - 1
        return tuple(
            Reason(code, places[min(at, last)].get(code))
            for at, code in enumerate(reasons)
            if code.strip("0")
        )


@cache
def codes_named(name: str) -> Codes:
    """The codes of a table; none at all where the bank's are not known."""
    path = _CODES / f"{name}.yaml"
    if not path.is_file():
        return Codes("", "unverified", {}, {})
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    occurrences = {code: (Kind(kind), text) for code, (kind, text) in raw["occurrences"].items()}
    reasons: dict[str, Sequence[Mapping[str, str]]] = {}
    for group in raw.get("reasons") or ():
        for occurrence in group["for"]:
            reasons[occurrence] = group.get("by_position") or [group["codes"]]
    return Codes(raw["source"], raw["verified"], occurrences, reasons)
