"""Which segment a case is in, and which step is due: after the due date, else before it."""

from collections.abc import Callable
from typing import Any

import ibis

from acerto.engine.facts import before_ladders, before_shape
from acerto.engine.ladder import CompiledPolicy, Ladder, Rung
from acerto.engine.snapshot import TITLE_ID_LIMIT
from acerto.engine.verdicts import Channel
from acerto.engine.where import holds

_NO_TITLE = ibis.null("int64")


def with_segment(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """Add segment_id: the first segment whose condition holds, 0 for none."""
    found = [
        (holds(condition=ladder.segment.when, facts=facts), ladder.segment_id)
        for ladder in compiled.ladders
    ]
    return facts.mutate(segment_id=ibis.cases(*found, else_=0).cast("int16"))


def with_candidates(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """Add late_step, and early_step with early_title: what each side of the due date has, or 0."""
    found = facts.mutate(
        late_step=_late_step(facts=facts, compiled=compiled),
        early_step=_early_step(facts=facts, compiled=compiled),
        early_title=_early_title(facts=facts, compiled=compiled),
    )
    return found.drop(*(name for name in facts.columns if name.startswith("near_")))


def _late_step(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """The last step reached after the due date, if it was not done, while something is overdue."""

    def pending(ladder: Ladder) -> Any:
        return _last_reached(
            rungs=ladder.overdue,
            reached=lambda rung: _reached(facts=facts, rung=rung),
            then=lambda rung: _unless_done(mask=facts.done_overdue, rung=rung),
        )

    step = _by_segment(facts=facts, ladders=compiled.ladders, of=pending)
    return ibis.cases((facts.titles_overdue > 0, step), else_=0)


def _early_step(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """The step of the nearest title whose last step reached before the due date is pending."""

    def step(ladder: Ladder) -> Any:
        near = _near(facts=facts, ladder=ladder, compiled=compiled)
        return _last_reached(
            rungs=ladder.before,
            reached=lambda rung: near < (1 - rung.offset_days) * TITLE_ID_LIMIT,
            then=lambda rung: ibis.literal(rung.step_id, "int32"),
        )

    ladders = tuple(ladder for ladder in compiled.ladders if ladder.before)
    return _by_segment(facts=facts, ladders=ladders, of=step)


def _early_title(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """That title: the lower bits of the nearest one's key, without its days."""

    def title(ladder: Ladder) -> Any:
        return _near(facts=facts, ladder=ladder, compiled=compiled) & (TITLE_ID_LIMIT - 1)

    ladders = tuple(ladder for ladder in compiled.ladders if ladder.before)
    return _by_segment(facts=facts, ladders=ladders, of=title, none=_NO_TITLE)


def _near(*, facts: Any, ladder: Ladder, compiled: CompiledPolicy) -> Any:
    shapes = [before_shape(rungs) for rungs in before_ladders(compiled=compiled)]
    return facts[f"near_{shapes.index(before_shape(ladder.before))}"]


def with_step(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """Add step_id, title_id, below_minimum: an overdue step worth its while outranks a reminder.

    So does the message of one that still waits for its hour: the reminder is not due meanwhile.
    """
    minimum = compiled.policy.minimum_cents
    late = (facts.late_step != 0) & (facts.overdue_cents >= minimum)
    early = ~late & (facts.early_step != 0) & ~facts.waiting
    basis = ibis.cases(
        (~early & (facts.titles_overdue > 0), facts.overdue_cents), else_=facts.total_cents
    )
    step = ibis.cases((early, facts.early_step), else_=facts.late_step)
    return facts.mutate(
        step_id=step.nullif(0).cast("int32"),
        title_id=ibis.cases((early, facts.early_title), else_=_NO_TITLE),
        below_minimum=basis < minimum,
    ).drop("late_step", "early_step", "early_title")


def with_channel_and_overtaken(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """Add channel (0 for none) and overtaken (how many steps behind an overdue one were missed)."""
    return facts.mutate(
        channel=_channel(facts=facts, compiled=compiled).cast("int16"),
        overtaken=_overtaken(facts=facts, compiled=compiled).cast("int16"),
    )


def _channel(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """The first channel of the step's order that may be used with the person."""

    def of(ladder: Ladder) -> Any:
        orders: dict[tuple[Channel, ...], list[int]] = {}
        for rung in (*ladder.before, *ladder.overdue):
            orders.setdefault(rung.channels, []).append(rung.step_id)
        branches = [
            (facts.step_id.isin(ids), _usable(facts=facts, order=order))
            for order, ids in orders.items()
        ]
        return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)

    return _by_segment(facts=facts, ladders=compiled.ladders, of=of)


def _overtaken(*, facts: Any, compiled: CompiledPolicy) -> Any:
    """Steps after the due date that were reached and never done, besides the one due now."""

    def of(ladder: Ladder) -> Any:
        missed = [_missed(facts=facts, rung=rung) for rung in ladder.overdue]
        return sum(missed[1:], missed[0]) if missed else ibis.literal(0)

    count = _by_segment(facts=facts, ladders=compiled.ladders, of=of)
    late = facts.step_id.notnull() & facts.title_id.isnull()
    return ibis.cases((late, count), else_=0)


def _missed(*, facts: Any, rung: Rung) -> Any:
    behind = _reached(facts=facts, rung=rung) & (facts.step_id != rung.step_id)
    return ibis.cases((behind & ((facts.done_overdue & rung.bit) == 0), 1), else_=0)


def _by_segment(
    *, facts: Any, ladders: tuple[Ladder, ...], of: Callable[[Ladder], Any], none: Any = 0
) -> Any:
    branches = [(facts.segment_id == ladder.segment_id, of(ladder)) for ladder in ladders]
    return ibis.cases(*branches, else_=none) if branches else ibis.literal(none)


def _last_reached(
    *, rungs: tuple[Rung, ...], reached: Callable[[Rung], Any], then: Callable[[Rung], Any]
) -> Any:
    branches = [(reached(rung), then(rung)) for rung in reversed(rungs)]
    return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)


def _reached(*, facts: Any, rung: Rung) -> Any:
    arrived = facts.age_days >= rung.offset_days
    return arrived if rung.when is None else arrived & holds(condition=rung.when, facts=facts)


def _unless_done(*, mask: Any, rung: Rung) -> Any:
    done = (mask & rung.bit) != 0
    return ibis.cases((done, 0), else_=ibis.literal(rung.step_id, "int32"))


def _usable(*, facts: Any, order: tuple[Channel, ...]) -> Any:
    branches = [(facts[f"{channel.name.lower()}_ok"], channel.value) for channel in order]
    return ibis.cases(*branches, else_=0)
