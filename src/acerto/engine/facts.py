"""Facts per case: its titles aggregated once, beside what the snapshot says of the case."""

from datetime import date
from typing import Any

import ibis

from acerto.engine.amounts import with_amounts
from acerto.engine.dialects import Dialect, Quotient
from acerto.engine.ladder import CompiledPolicy, Rung
from acerto.engine.snapshot import TITLE_ID_LIMIT, SnapshotTables


def before_ladders(*, compiled: CompiledPolicy) -> tuple[tuple[Rung, ...], ...]:
    """The distinct ladders before the due date: segments often share one. Empty ones left out."""
    distinct: dict[tuple[tuple[int, int], ...], tuple[Rung, ...]] = {}
    for ladder in compiled.ladders:
        if ladder.before:
            distinct.setdefault(before_shape(ladder.before), ladder.before)
    return tuple(distinct.values())


def before_shape(rungs: tuple[Rung, ...]) -> tuple[tuple[int, int], ...]:
    """What tells two ladders before the due date apart: offsets and done bits."""
    return tuple((rung.offset_days, rung.bit) for rung in rungs)


def case_facts(
    *,
    tables: SnapshotTables,
    compiled: CompiledPolicy,
    on: date,
    engine: Dialect,
) -> Any:
    """One row per case of the policy with an open title: its facts, totals and done steps."""
    case = _in_scope(case=tables.case, compiled=compiled)
    titles = _titles(tables=tables, compiled=compiled, on=on, marks_by_case=engine.marks_by_case)
    titles = _measured(titles=engine.fence(titles), compiled=compiled, quotient=engine.quotient)
    totals = _totals(titles=engine.fence(titles))
    joined = totals.join(case, "case_id")
    if compiled.overdue_bits:
        done = _overdue_done(done=tables.done, bits=compiled.overdue_bits)
        joined = joined.left_join(
            done,
            [joined.case_id == done.done_case_id, joined.episode_id == done.done_episode_id],
        ).drop("done_case_id", "done_episode_id")
        joined = joined.mutate(done_overdue=joined.done_overdue.fill_null(0))
    age = ibis.greatest(joined.peak_age_days, joined.late_days)
    return joined.mutate(age_days=age).drop("peak_age_days", "late_days")


def _in_scope(*, case: Any, compiled: CompiledPolicy) -> Any:
    policy = compiled.policy
    case = case.filter(case.party_kind == policy.party_kind)
    if policy.debt_types:
        case = case.filter(case.debt_type.isin(policy.debt_types))
    return case.drop("debtor_id", "creditor_id", "party_kind")


def _titles(
    *, tables: SnapshotTables, compiled: CompiledPolicy, on: date, marks_by_case: bool
) -> Any:
    """Open titles with their factors and, where a step precedes the due date, its done steps."""
    keys = ["terms_id", "effective_due_on", "accrued_since"]
    title = tables.title.left_join(tables.factor, keys)
    title = title.drop(*(f"{key}_right" for key in keys))
    if compiled.before_bits:
        same = ("title_id", "case_id") if marks_by_case else ("title_id",)
        done = _before_done(done=tables.done, bits=compiled.before_bits, keys=same)
        title = title.left_join(done, [title[key] == done[f"done_{key}"] for key in same])
        title = title.drop(*(f"done_{key}" for key in same))
    prescribed = title.prescription_on <= ibis.literal(on)
    title = title.mutate(prescribed=prescribed, charged=~(title.held | prescribed))
    return title.mutate(overdue=title.charged & (title.days_late > 0))


def _measured(*, titles: Any, compiled: CompiledPolicy, quotient: Quotient) -> Any:
    """Per title only what is added up: each is computed once and read by several sums."""
    t = with_amounts(titles=titles, quotient=quotient)
    return t.select(
        "case_id",
        "charged",
        "overdue",
        "held",
        "prescribed",
        "now_principal",
        "now_interest",
        "now_fine",
        "now_correction",
        "now_discount",
        unknown=t.charged & ~t.known.fill_null(False),
        late_days=ibis.cases((t.overdue, t.days_late), else_=0),
        **_upcoming(titles=t, compiled=compiled),
    )


def _totals(*, titles: Any) -> Any:
    t = titles
    owed = t.now_principal + t.now_interest + t.now_fine + t.now_correction
    found = t.group_by("case_id").aggregate(
        titles_open=t.count(where=t.charged),
        titles_overdue=t.count(where=t.overdue),
        late_days=t.late_days.max(),
        some_held=t.held.any(),
        some_prescribed=t.prescribed.any(),
        some_unknown=t.unknown.any(),
        principal_cents=_sum(t.now_principal),
        interest_cents=_sum(t.now_interest),
        fine_cents=_sum(t.now_fine),
        correction_cents=_sum(t.now_correction),
        discount_cents=_sum(t.now_discount),
        overdue_cents=owed.sum(where=t.overdue).fill_null(0),
        **{name: t[name].min() for name in t.columns if name.startswith("near_")},
    )
    return found.mutate(
        total_cents=found.principal_cents
        + found.interest_cents
        + found.fine_cents
        + found.correction_cents
        + found.discount_cents
    )


def _sum(cents: Any) -> Any:
    """The sum, started only by a group's first amount: most charges of most cases are zero."""
    return cents.sum(where=cents != 0).fill_null(0)


def _upcoming(*, titles: Any, compiled: CompiledPolicy) -> dict[str, Any]:
    """Per ladder before the due date, of a title whose step is pending: days left and id.

    They go into one integer, days × TITLE_ID_LIMIT + id, so that its minimum is the
    nearest title and, among equals, the smallest id.
    """
    found: dict[str, Any] = {}
    for place, rungs in enumerate(before_ladders(compiled=compiled)):
        pending = _pending(titles=titles, rungs=rungs)
        key = titles.title_id - titles.days_late.cast("int64") * TITLE_ID_LIMIT
        found[f"near_{place}"] = ibis.cases((pending, key), else_=None)
    return found


def _pending(*, titles: Any, rungs: tuple[Rung, ...]) -> Any:
    """Is the last rung that the title has reached still to be done?"""
    reached = [
        (titles.days_late >= rung.offset_days, (titles.done_before.fill_null(0) & rung.bit) == 0)
        for rung in reversed(rungs)
    ]
    window = titles.days_late.between(rungs[0].offset_days, 0)
    return window & titles.charged & ibis.cases(*reached, else_=False)


def _before_done(*, done: Any, bits: Any, keys: tuple[str, ...]) -> Any:
    done = done.filter(done.title_id != 0)
    mask = _mask(done=done, bits=bits)
    return done.group_by(**{f"done_{key}": done[key] for key in keys}).aggregate(done_before=mask)


def _overdue_done(*, done: Any, bits: Any) -> Any:
    done = done.filter(done.title_id == 0)
    mask = _mask(done=done, bits=bits)
    return done.group_by(done_case_id=done.case_id, done_episode_id=done.episode_id).aggregate(
        done_overdue=mask
    )


def _mask(*, done: Any, bits: Any) -> Any:
    """The bits of the steps found in a group, each once however often it is marked."""
    found = [
        ibis.cases((done.step_id == step_id, bit), else_=0).max() for step_id, bit in bits.items()
    ]
    return sum(found[1:], found[0].cast("int64"))
