"""What the back office shows of block lists."""

from dataclasses import dataclass
from datetime import date, datetime

from acerto.law import params

from .facts_of_law import LISTS, list_names
from .models import Blocked, BlockList, Channel, Purpose


@dataclass(frozen=True, slots=True)
class ListFacts:
    """One list: what it closes by law, and its newest reading."""

    name: str
    title: str
    channels: list[str]
    purposes: list[str]
    wait_days: int
    rule: str
    citation: str
    basis: str
    confidence: str
    note: str
    taken_on: date | None
    imported_at: datetime | None
    source: str
    people: int


def block_lists(*, on: date) -> list[ListFacts]:
    """Every list that the law's files know on a day."""
    newest = {row.name: row for row in BlockList.objects.order_by("taken_on", "pk")}
    return [_facts(name, newest.get(name), on=on) for name in list_names(on=on)]


def _facts(name: str, newest: BlockList | None, *, on: date) -> ListFacts:
    entry = params.entry(f"{LISTS}{name}.purposes", on=on)
    assert isinstance(entry.value, tuple)
    return ListFacts(
        name=name,
        title=entry.about.split(":")[0],
        channels=[str(Channel(c).label) for c in params.words(f"{LISTS}{name}.channels", on=on)],
        purposes=[str(Purpose(purpose).label) for purpose in entry.value],
        wait_days=params.count(f"{LISTS}{name}.wait_days", on=on),
        rule=entry.rule,
        citation=entry.citation,
        basis=entry.basis,
        confidence=entry.confidence,
        note=entry.note,
        taken_on=newest.taken_on if newest else None,
        imported_at=newest.imported_at if newest else None,
        source=newest.source if newest else "",
        people=Blocked.objects.filter(name=name).count() if newest else 0,
    )
