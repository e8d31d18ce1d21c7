"""Which cases may have a step due: the others need not be asked, since the plan could not contact them.

A rung can be due only while it is the last one reached of its ladder and not done. Segment and conditions are
not looked at: they would only take cases away. A test compares with the plan over everybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from acerto.engine.ladder import CompiledPolicy, Ladder, Rung

from .population import Array

_OLDEST = 3_700
_EARLIEST = -61


@dataclass(frozen=True, slots=True)
class Reachable:
    """Bits of the rungs that some segment may have as the last reached, by day."""

    overdue: Array  # by age in days, from 0
    before: Array  # by days late from _EARLIEST to 0

    def late(self, *, age_days: Array, done: Array) -> Array:
        """Whether a step after the due date may be pending, by age and by what is done."""
        return (self.overdue[np.clip(age_days, 0, _OLDEST)] & ~done) != 0

    def early(self, *, late_days: Array, done: Array) -> Array:
        """Whether a step of a title before its due date may be pending."""
        found = self.before[np.clip(late_days, _EARLIEST, 0) - _EARLIEST]
        return (late_days <= 0) & ((found & ~done) != 0)


def reachable(*, compiled: CompiledPolicy) -> Reachable:
    """The tables of a policy."""
    return Reachable(
        overdue=_bits(compiled.ladders, lambda ladder: ladder.overdue, range(_OLDEST + 1)),
        before=_bits(compiled.ladders, lambda ladder: ladder.before, range(_EARLIEST, 1)),
    )


def _bits(
    ladders: Iterable[Ladder], side: Callable[[Ladder], tuple[Rung, ...]], days: range
) -> Array:
    found = np.zeros(len(days), dtype=np.int64)
    for ladder in ladders:
        for place, day in enumerate(days):
            for rung in reversed(side(ladder)):
                if rung.offset_days > day:
                    continue
                found[place] |= rung.bit
                if rung.when is None:
                    break
    return found
