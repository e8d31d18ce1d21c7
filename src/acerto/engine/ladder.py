"""A policy compiled to numbers: segments and steps with the ids that the snapshot knows them by."""

from collections.abc import Mapping
from dataclasses import dataclass

from acerto.engine.conditions import Condition
from acerto.engine.policy import Policy, Segment, Step
from acerto.engine.verdicts import Channel


class UnknownStep(KeyError):
    """A step key of the policy has no id: its steps must be registered before the run."""

    code = "unknown_step"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of one segment. `bit` is its place in the mask of what is done."""

    step_id: int
    bit: int
    offset_days: int
    channels: tuple[Channel, ...]
    when: Condition | None
    step: Step


@dataclass(frozen=True, slots=True)
class Ladder:
    """One segment's rungs, earliest first, on each side of the due date."""

    segment_id: int
    segment: Segment
    before: tuple[Rung, ...]
    overdue: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """What the plan and the services after it need of a policy."""

    policy: Policy
    ladders: tuple[Ladder, ...]
    before_bits: Mapping[int, int]
    overdue_bits: Mapping[int, int]

    def rung(self, *, segment_id: int, step_id: int) -> Rung:
        """The rung that a decision names. Raises UnknownStep."""
        ladder = self.ladders[segment_id - 1]
        for rung in (*ladder.before, *ladder.overdue):
            if rung.step_id == step_id:
                return rung
        raise UnknownStep(step_id)

    def overtaken_by(self, *, segment_id: int, step_id: int) -> tuple[int, ...]:
        """Ids of the steps that lie behind a decision's step on its side of the due date."""
        found = self.rung(segment_id=segment_id, step_id=step_id)
        ladder = self.ladders[segment_id - 1]
        side = ladder.before if found.step.before_due else ladder.overdue
        return tuple(rung.step_id for rung in side if rung.offset_days < found.offset_days)


def compile_policy(*, policy: Policy, step_ids: Mapping[str, int]) -> CompiledPolicy:
    """Give every step its id (by key, stable through versions) and its bit. Raises UnknownStep."""
    bits: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for segment in policy.segments:
        for step in segment.steps:
            if step.key not in step_ids:
                raise UnknownStep(step.key)
            side = bits[step.before_due]
            side.setdefault(step_ids[step.key], 1 << len(side))
    ladders = tuple(
        _ladder(place, segment, step_ids, bits)
        for place, segment in enumerate(policy.segments, start=1)
    )
    return CompiledPolicy(policy, ladders, before_bits=bits[True], overdue_bits=bits[False])


def _ladder(
    place: int, segment: Segment, step_ids: Mapping[str, int], bits: dict[bool, dict[int, int]]
) -> Ladder:
    rungs = [
        Rung(
            step_id=step_ids[step.key],
            bit=bits[step.before_due][step_ids[step.key]],
            offset_days=step.offset_days,
            channels=tuple(Channel[name.upper()] for name in step.channels),
            when=step.when,
            step=step,
        )
        for step in segment.steps
    ]
    return Ladder(
        segment_id=place,
        segment=segment,
        before=tuple(rung for rung in rungs if rung.step.before_due),
        overdue=tuple(rung for rung in rungs if not rung.step.before_due),
    )
