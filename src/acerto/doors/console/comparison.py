"""A comparison of two policies as the screen shows it: rows side by side, with their bars."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from acerto.domain.dunning.screens.steps import readable
from acerto.engine.runners.diff import Contacts, Difference
from acerto.engine.verdicts import CHANNEL_TEXT, VERDICT_TEXT, Channel, Verdict

from .charts import width_of

ROW = 58


@dataclass(frozen=True, slots=True)
class Side:
    """Messages of one kind under one policy; `cost_cents` None where a price is missing."""

    cases: int = 0
    total_cents: int = 0
    cost_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of message under both, and where its bars stand (as text, for the drawing)."""

    segment: str
    step: str
    channel: str
    old: Side
    new: Side
    place: int
    most: int

    @property
    def more(self) -> int:
        """Messages more under the new policy; below zero: fewer."""
        return self.new.cases - self.old.cases

    @property
    def text_y(self) -> str:
        return str(self.place * ROW + 14)

    @property
    def old_y(self) -> str:
        return str(self.place * ROW + 20)

    @property
    def new_y(self) -> str:
        return str(self.place * ROW + 33)

    @property
    def old_width(self) -> str:
        return width_of(self.old.cases, self.most)

    @property
    def new_width(self) -> str:
        return width_of(self.new.cases, self.most)


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows, their sums, and the height of the drawing."""

    rows: list[Row]
    old: Side
    new: Side
    height: str
    moves: list[tuple[str, str, int, int]]


def shown(*, difference: Difference) -> Shown:
    """What changes, row by row, the steps in the order of the policies."""
    kinds = dict.fromkeys(_kind(each) for each in (*difference.old, *difference.new))
    old = {_kind(each): _side([each]) for each in difference.old}
    new = {_kind(each): _side([each]) for each in difference.new}
    most = max((side.cases for side in (*old.values(), *new.values())), default=0) or 1
    rows = [
        Row(readable(kind[0]), readable(kind[1]), channel_name(kind[2]),
            old.get(kind, Side(cost_cents=0)), new.get(kind, Side(cost_cents=0)), place, most)
        for place, kind in enumerate(kinds)
    ]  # fmt: skip
    moves = [
        (in_words(each.old), in_words(each.new), each.cases, each.total_cents)
        for each in difference.moves
    ]
    return Shown(rows, _side(difference.old), _side(difference.new), str(len(rows) * ROW), moves)


def in_words(outcome: tuple[str, str, str]) -> str:
    """What somebody gets: the verdict, and the step and channel where there is a message."""
    verdict, step, channel = outcome
    if not verdict:
        return _("fora da régua")
    words = VERDICT_TEXT[Verdict[verdict.upper()]]
    if not step:
        return words
    return _("%(words)s: %(step)s por %(channel)s") % {
        "words": words, "step": readable(step), "channel": channel_name(channel),
    }  # fmt: skip


def channel_name(name: str) -> str:
    """A channel's key in words."""
    return CHANNEL_TEXT[Channel[name.upper()]]


def _kind(each: Contacts) -> tuple[str, str, str]:
    return each.segment, each.step, each.channel


def _side(contacts: Iterable[Contacts]) -> Side:
    found = list(contacts)
    costs = [each.cost_cents for each in found]
    known = [cost for cost in costs if cost is not None]
    return Side(
        cases=sum(each.cases for each in found),
        total_cents=sum(each.total_cents for each in found),
        cost_cents=round(sum(known)) if len(known) == len(costs) else None,
    )
