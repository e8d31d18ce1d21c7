"""Portfolios and policies drawn at random, crowded at the edges of the rules."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from acerto.engine.policy import Policy
from acerto.engine.snapshot import FACTORS, TITLE_ID_LIMIT

Row = dict[str, Any]
ON = date(2026, 3, 4)
BILLION_10 = 10**12  # R$ 10 billion in centavos
DEBT_TYPES = ("cartao", "mensalidade", "cheque")
STATES = ("", "SP", "AC")
KEYS = tuple(f"passo_{number}" for number in range(6))
EARLY_KEYS = tuple(f"lembrete_{number}" for number in range(4))
STEP_IDS = {key: 7 + 3 * place for place, key in enumerate((*KEYS, *EARLY_KEYS))}
CHANNELS = ("email", "sms", "whatsapp", "phone", "letter")

cents = st.one_of(st.integers(0, 3), st.integers(0, 200_000), st.just(BILLION_10))
days = st.one_of(st.integers(-6, 6), st.integers(-70, 400))
rates = st.sampled_from(
    [
        Decimal(0),
        Decimal("0.02"),
        Decimal("0.000333333333333333"),
        Decimal("0.005"),
        Decimal("0.999999999999999999"),
        Decimal("0.500000500000000000"),
        Decimal("12.345678901234567891"),
    ]
)
yes_mostly = st.sampled_from([True] * 9 + [False])
no_mostly = st.sampled_from([False] * 9 + [True])

numbers = st.sampled_from(
    ["overdue_cents", "total_cents", "principal_cents", "age_days", "titles_open"]
    + ["titles_overdue", "test_bucket"]
)
_compare_number = st.fixed_dictionaries(
    {
        "field": numbers,
        "op": st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
        "value": st.one_of(st.integers(-1, 10), st.sampled_from([100_000, BILLION_10])),
    }
)
_number_in = st.fixed_dictionaries(
    {
        "field": numbers,
        "op": st.sampled_from(["in", "not_in"]),
        "value": st.lists(st.integers(0, 5), min_size=1, max_size=3),
    }
)
_compare_text = st.one_of(
    st.fixed_dictionaries(
        {
            "field": st.just("state"),
            "op": st.sampled_from(["eq", "ne"]),
            "value": st.sampled_from(STATES),
        }
    ),
    st.fixed_dictionaries(
        {
            "field": st.just("debt_type"),
            "op": st.sampled_from(["in", "not_in"]),
            "value": st.lists(st.sampled_from(DEBT_TYPES), min_size=1, max_size=2),
        }
    ),
)
conditions = st.recursive(
    st.one_of(_compare_number, _number_in, _compare_text),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=4,
)


@st.composite
def steps(draw: st.DrawFn) -> list[Row]:
    """A ladder: reminders first, each key on its own side of the due date."""
    early = draw(st.lists(st.integers(-6, 0), unique=True, max_size=3).map(sorted))
    late = draw(st.lists(st.integers(1, 8), unique=True, max_size=4).map(sorted))
    early_keys = draw(st.permutations(EARLY_KEYS))
    late_keys = draw(st.permutations(KEYS))
    found = []
    for offset, key in [*zip(early, early_keys, strict=False), *zip(late, late_keys, strict=False)]:
        step = {
            "key": key,
            "offset_days": offset,
            "channels": draw(st.permutations(CHANNELS))[: draw(st.integers(1, 3))],
            "template": "overdue_soft",
            "purpose": "reminder",
            "description": "Passo.",
        }
        if offset > 0 and draw(no_mostly):
            step["when"] = draw(conditions)
        found.append(step)
    return found


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Up to three segments; the last takes everybody or not."""
    segments: list[Row] = []
    for place in range(draw(st.integers(1, 3))):
        when = draw(conditions)
        segments.append(
            {"key": f"s{place}", "description": "S.", "when": when, "steps": draw(steps())}
        )
    if draw(yes_mostly):
        del segments[-1]["when"]
    return Policy.model_validate(
        {
            "name": "sorteada",
            "version": "1",
            "description": "Sorteada.",
            "party_kind": "consumer",
            "debt_types": draw(st.sampled_from([[], [], [], list(DEBT_TYPES[:2])])),
            "minimum_cents": draw(st.sampled_from([0, 0, 1, 1000, 100_000])),
            "caps": {"contacts_day": 1, "contacts_week": draw(st.integers(1, 4))},
            "segments": segments,
        }
    )


@st.composite
def snapshots(draw: st.DrawFn) -> dict[str, list[Row]]:
    """A few cases with up to four titles each, their factors and what was done."""
    cases, titles, done = [], [], []
    for case_id in range(1, draw(st.integers(1, 12)) + 1):
        case = _case(draw, case_id)
        cases.append(case)
        for _ in range(draw(st.integers(0, 4))):
            titles.append(_title(draw, title_id=_title_id(len(titles)), case_id=case_id))
        done += _done(draw, case, [t for t in titles if t["case_id"] == case_id])
    keys = {(t["terms_id"], t["effective_due_on"], t["accrued_since"]) for t in titles}
    factors = [_factor(draw, *key) for key in sorted(keys)]
    return {"cases": cases, "titles": titles, "factors": factors, "done": done}


def _title_id(place: int) -> int:
    """Small and the largest ids alike."""
    return place + 1 if place % 2 else TITLE_ID_LIMIT - 1 - place


def _case(draw: st.DrawFn, case_id: int) -> Row:
    episode_id = draw(st.sampled_from([None, 1000 + case_id]))
    peak = draw(st.integers(0, 9)) if episode_id else 0
    usable = {f"{name}_ok": draw(st.booleans()) for name in CHANNELS}
    return {
        "case_id": case_id,
        "debtor_id": case_id,
        "creditor_id": 1,
        "party_kind": draw(st.sampled_from(["consumer"] * 9 + ["business"])),
        "debt_type": draw(st.sampled_from(DEBT_TYPES)),
        "state": draw(st.sampled_from(STATES)),
        "identity_valid": draw(yes_mostly),
        **usable,
        "opted_out": draw(no_mostly),
        "held": draw(no_mostly),
        "contacts_today": draw(st.sampled_from([0] * 8 + [1])),
        "contacts_week": draw(st.sampled_from([0] * 8 + [1, 2, 3])),
        "episode_id": episode_id,
        "peak_age_days": peak,
        "test_bucket": draw(st.integers(0, 99)),
        "waiting": draw(no_mostly),
    }


def _title(draw: st.DrawFn, *, title_id: int, case_id: int) -> Row:
    effective = ON - timedelta(days=draw(days))
    return {
        "title_id": title_id,
        "case_id": case_id,
        "due_on": effective - timedelta(days=draw(st.integers(0, 3))),
        "effective_due_on": effective,
        "principal_cents": draw(cents),
        "interest_cents": draw(cents),
        "fine_cents": draw(cents),
        "correction_cents": draw(cents),
        "terms_id": draw(st.integers(1, 2)),
        "accrued_since": effective + timedelta(days=draw(st.integers(0, 2))),
        "fine_charged": draw(st.booleans()),
        "held": draw(no_mostly),
        "prescription_on": ON + timedelta(days=draw(st.sampled_from([9, 9, 9, 9, 1, 0, -1]))),
    }


def _done(draw: st.DrawFn, case: Row, titles: list[Row]) -> list[Row]:
    """Marks of the open episode, of an earlier one and of titles; steps of other policies too."""
    late = [*(STEP_IDS[key] for key in KEYS), 1, 2]
    early = [*(STEP_IDS[key] for key in EARLY_KEYS), 1, 2]
    episodes = [case["episode_id"] or 5, 5]
    found = [
        (episode_id, 0, step_id)
        for episode_id in episodes
        for step_id in draw(st.lists(st.sampled_from(late), max_size=3))
    ]
    found += [
        (0, title["title_id"], step_id)
        for title in titles
        for step_id in draw(st.lists(st.sampled_from(early), max_size=2))
    ]
    names = ("case_id", "episode_id", "title_id", "step_id")
    return [dict(zip(names, (case["case_id"], *mark), strict=True)) for mark in sorted(set(found))]


def _factor(draw: st.DrawFn, terms_id: int, effective: date, accrued: date) -> Row:
    zero = Decimal(0)
    row = {
        "terms_id": terms_id,
        "effective_due_on": effective,
        "accrued_since": accrued,
        "days_late": (ON - effective).days,
        "interest_factor": draw(rates),
        "fine_factor": draw(rates),
        "correction_factor": draw(st.sampled_from([zero, zero, Decimal("-0.0015"), Decimal(1)])),
        "discount_factor": -draw(st.sampled_from([zero, Decimal("0.05"), Decimal("0.5")])),
        "booked_interest_factor": draw(st.sampled_from([zero, zero, Decimal("0.03")])),
        "on_corrected": draw(st.booleans()),
        "known": draw(st.sampled_from([True] * 19 + [False])),
    }
    return with_integers(row)


def with_integers(row: Row) -> Row:
    """A row of factors as the law gives them, with the two integers that the snapshot has of each."""
    found = dict(row)
    for name in FACTORS:
        digits = int(row[f"{name}_factor"] * 10**18)
        sign = -1 if digits < 0 else 1
        whole, parts = divmod(abs(digits), 10**18)
        found |= {f"{name}_whole": sign * whole, f"{name}_parts": sign * parts}
    return found
