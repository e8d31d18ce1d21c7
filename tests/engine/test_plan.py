"""The plan in PostgreSQL and in DuckDB decides as its plain twin does, to the centavo and to the bit."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from tests.engine import in_duckdb, in_postgres, twin
from tests.engine.portfolios import BILLION_10, ON, STEP_IDS, policies, snapshots, with_integers

from acerto.core.money import line_cents
from acerto.engine.factors import FactorKey, factor_rows
from acerto.engine.ladder import UnknownStep, compile_policy
from acerto.engine.plan import caps_in_force, plan, plan_sql
from acerto.engine.policy import Caps, Policy
from acerto.engine.policy_file import DEFAULTS, default_policy_text, load_policy
from acerto.engine.snapshot import DECISION, SnapshotTables, snapshot_tables
from acerto.engine.verdicts import (
    CHANNEL_TEXT,
    MEANING,
    VERDICT_TEXT,
    Channel,
    Objection,
    Verdict,
    objections_in,
    reason_text,
)
from acerto.law.rules.charges import Terms, debt

Row = dict[str, Any]
Snapshot = dict[str, list[Row]]


def by_twin(*, policy: Policy, snapshot: Snapshot, on: date = ON) -> list[Row]:
    caps = caps_in_force(policy=policy, on=on)
    rows = twin.decide(policy=policy, on=on, step_ids=STEP_IDS, caps=caps, **snapshot)
    return in_order(rows)


def by_plan(*, policy: Policy, snapshot: Snapshot, on: date = ON) -> list[Row]:
    """Decided in PostgreSQL, once DuckDB agrees."""
    in_postgres.store(snapshot=snapshot)
    found = in_order(in_postgres.run_plan(policy=policy, on=on, step_ids=STEP_IDS))
    others = in_duckdb.decide(policy=policy, on=on, step_ids=STEP_IDS, snapshot=snapshot)
    assert in_order(others) == found
    return found


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(({name: row[name] for name in DECISION.names} for row in rows), key=_case_id)


def _case_id(row: Row) -> int:
    return int(row["case_id"])


FOLDER = Path(__file__).parent
REGUA = load_policy(text=(FOLDER / "timelines" / "regua.yaml").read_text("utf-8"))
EVERY_CONDITION = load_policy(text=(FOLDER / "every_condition.yaml").read_text("utf-8"))
LOOSE = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}


class TestAgainstTheTwin:
    @settings(max_examples=20, **LOOSE)
    @given(policy=policies(), snapshot=snapshots())
    def test_decides_any_policy_alike(self, db: None, policy: Policy, snapshot: Snapshot) -> None:
        wanted = by_twin(policy=policy, snapshot=snapshot)
        assert by_plan(policy=policy, snapshot=snapshot) == wanted

    @settings(max_examples=150, **LOOSE)
    @given(snapshot=snapshots())
    def test_decides_any_portfolio_alike(self, db: None, snapshot: Snapshot) -> None:
        wanted = by_twin(policy=EVERY_CONDITION, snapshot=snapshot)
        assert by_plan(policy=EVERY_CONDITION, snapshot=snapshot) == wanted


def case(**changes: Any) -> Row:
    return {
        "case_id": 1,
        "debtor_id": 1,
        "creditor_id": 1,
        "party_kind": "consumer",
        "debt_type": "mensalidade",
        "state": "SP",
        "identity_valid": True,
        **{f"{channel.name.lower()}_ok": channel == Channel.EMAIL for channel in Channel},
        "opted_out": False,
        "held": False,
        "contacts_today": 0,
        "contacts_week": 0,
        "episode_id": None,
        "peak_age_days": 0,
        "test_bucket": 0,
        "waiting": False,
    } | changes


def title(*, late: int = 7, **changes: Any) -> Row:
    due_on = changes.pop("effective_due_on", ON - timedelta(days=late))
    return {
        "title_id": 1,
        "case_id": 1,
        "due_on": due_on,
        "effective_due_on": due_on,
        "principal_cents": 60_000,
        "interest_cents": 0,
        "fine_cents": 0,
        "correction_cents": 0,
        "terms_id": 1,
        "accrued_since": due_on,
        "fine_charged": False,
        "held": False,
        "prescription_on": ON + timedelta(days=999),
    } | changes


def factors_of(*titles: Row, known: bool = True, terms: Terms | None = None) -> list[Row]:
    rates = {"fine_rate": Decimal("0.02"), "interest_month_rate": Decimal("0.01")}
    terms = terms or Terms("consumer", **rates)
    keys = {FactorKey(1, row["effective_due_on"], row["accrued_since"]) for row in titles}
    rows = factor_rows(keys=sorted(keys), terms={1: terms}, on=ON)
    return [with_integers(asdict(row)) | {"known": row.known and known} for row in rows]


STEPS = {key: place for place, key in enumerate(REGUA.step_keys, start=1)}


def decided(
    *, a_case: Row, titles: list[Row], done: list[Row] | None = None, **factors: Any
) -> Row:
    """The one decision of a case, by the plan, once the twin agrees."""
    snapshot = {
        "cases": [a_case],
        "titles": titles,
        "factors": factors_of(*titles, **factors),
        "done": done or [],
    }
    caps = caps_in_force(policy=REGUA, on=ON)
    wanted = twin.decide(policy=REGUA, on=ON, step_ids=STEPS, caps=caps, **snapshot)
    in_postgres.store(snapshot=snapshot)
    found = in_postgres.run_plan(policy=REGUA, on=ON, step_ids=STEPS)
    assert in_order(found) == in_order(wanted)
    others = in_duckdb.decide(policy=REGUA, on=ON, step_ids=STEPS, snapshot=snapshot)
    assert in_order(others) == in_order(wanted)
    assert len(found) == 1
    return found[0]


def said(row: Row) -> tuple[str, str, set[str]]:
    reason = Objection(row["reason"]).name if row["reason"] else "STEP_DUE"
    mask = {objection.name for objection in objections_in(mask=row["objections"])}
    return Verdict(row["verdict"]).name, reason, mask


class TestObjections:
    @pytest.mark.parametrize(
        ("of_case", "of_title", "verdict", "reason", "others"),
        [
            ({}, {}, "CONTACT", "STEP_DUE", ""),
            ({"held": True}, {}, "HELD", "HOLD", ""),
            ({}, {"held": True}, "HELD", "DISPUTE", ""),
            ({}, {"prescription_on": ON}, "REFUSED", "PRESCRIBED", ""),
            ({}, {"prescription_on": ON, "held": True}, "HELD", "DISPUTE", "PRESCRIBED"),
            ({}, {"prescription_on": ON + timedelta(days=1)}, "CONTACT", "STEP_DUE", ""),
            ({}, {"late": -6}, "WAIT", "NOTHING_DUE", ""),
            ({}, {"principal_cents": 900}, "WAIT", "BELOW_MINIMUM", ""),
            ({}, {"principal_cents": 981}, "CONTACT", "STEP_DUE", ""),
            ({"identity_valid": False}, {}, "REFUSED", "NO_IDENTITY", ""),
            ({"opted_out": True}, {}, "REFUSED", "OPTED_OUT", ""),
            ({"email_ok": False}, {}, "REFUSED", "NO_CHANNEL", ""),
            ({"contacts_today": 1}, {}, "WAIT", "CAP_DAY", ""),
            ({"contacts_week": 3}, {}, "WAIT", "CAP_WEEK", ""),
            ({"contacts_week": 2}, {}, "CONTACT", "STEP_DUE", ""),
            ({"contacts_today": 1, "held": True}, {}, "HELD", "HOLD", "CAP_DAY"),
        ],
    )
    def test_each_has_its_verdict(
        self, db: None, of_case: Row, of_title: Row, verdict: str, reason: str, others: str
    ) -> None:
        found = decided(a_case=case(**of_case), titles=[title(**of_title)])
        mask = {name for name in (reason, *others.split()) if name != "STEP_DUE"}
        assert said(found) == (verdict, reason, mask)

    def test_an_unknown_factor_stops_the_case_and_not_the_run(self, db: None) -> None:
        found = decided(a_case=case(), titles=[title()], known=False)
        assert said(found) == ("AMOUNT_UNKNOWN", "AMOUNT_UNKNOWN", {"AMOUNT_UNKNOWN"})

    def test_a_missing_factor_row_is_an_unknown_amount(self, db: None) -> None:
        in_postgres.store(
            snapshot={"cases": [case()], "titles": [title()], "factors": [], "done": []}
        )
        [found] = in_postgres.run_plan(policy=REGUA, on=ON, step_ids=STEPS)
        assert said(found)[:2] == ("AMOUNT_UNKNOWN", "AMOUNT_UNKNOWN")

    def test_a_case_of_no_segment_is_left_alone(self, db: None) -> None:
        cards = REGUA.model_copy(update={"name": "so-cartao", "segments": REGUA.segments[:1]})
        snapshot = {
            "cases": [case()],
            "titles": [title()],
            "factors": factors_of(title()),
            "done": [],
        }
        [found] = by_plan_of(policy=cards, snapshot=snapshot)
        assert said(found) == ("WAIT", "NO_SEGMENT", {"NO_SEGMENT"})
        assert (found["segment_id"], found["step_id"]) == (0, None)

    def test_no_open_title_no_decision(self, db: None) -> None:
        in_postgres.store(snapshot={"cases": [case()], "titles": [], "factors": [], "done": []})
        assert in_postgres.run_plan(policy=REGUA, on=ON, step_ids=STEPS) == []

    def test_every_one_has_a_text_and_a_rule(self) -> None:
        assert set(MEANING) == set(Objection)
        assert all(meaning.text and meaning.rule for meaning in MEANING.values())
        assert all(reason_text(reason=reason) for reason in (0, *Objection))
        assert set(VERDICT_TEXT) == set(Verdict)
        assert set(CHANNEL_TEXT) == set(Channel)


def by_plan_of(*, policy: Policy, snapshot: Snapshot) -> list[Row]:
    in_postgres.store(snapshot=snapshot)
    found = in_postgres.run_plan(policy=policy, on=ON, step_ids=STEPS)
    others = in_duckdb.decide(policy=policy, on=ON, step_ids=STEPS, snapshot=snapshot)
    assert in_order(others) == in_order(found)
    return found


class TestSteps:
    @pytest.mark.parametrize(
        ("late", "step"),
        [
            (-6, None),
            (-5, "lembrete_d5"),
            (-2, "lembrete_d5"),
            (-1, "lembrete_d1"),
            (0, "lembrete_d1"),
            (1, "atraso_d1"),
            (6, "atraso_d1"),
            (7, "atraso_d7"),
            (59, "atraso_d30"),
            (60, "atraso_d60"),
            (3000, "atraso_d60"),
        ],
    )
    def test_the_last_one_reached_is_due(self, db: None, late: int, step: str | None) -> None:
        found = decided(a_case=case(), titles=[title(late=late)])
        assert found["step_id"] == (STEPS[step] if step else None)

    def test_a_step_of_another_episode_is_not_done_in_this_one(self, db: None) -> None:
        mark = {"case_id": 1, "episode_id": 8, "title_id": 0, "step_id": STEPS["atraso_d7"]}
        again = decided(a_case=case(episode_id=9), titles=[title()], done=[mark])
        over = decided(a_case=case(episode_id=8), titles=[title()], done=[mark])
        assert (again["step_id"], over["step_id"]) == (STEPS["atraso_d7"], None)

    def test_the_nearest_title_speaks_and_among_equals_the_first(self, db: None) -> None:
        titles = [
            title(late=-4, title_id=1),
            title(late=-3, title_id=9),
            title(late=-3, title_id=5),
        ]
        assert decided(a_case=case(), titles=titles)["title_id"] == 5

    def test_no_reminder_comes_while_a_message_about_what_is_overdue_waits(self, db: None) -> None:
        found = decided(a_case=case(waiting=True), titles=[title(late=-5)])
        assert said(found) == ("WAIT", "NOTHING_DUE", {"NOTHING_DUE"})
        late = decided(a_case=case(waiting=True), titles=[title(late=7)])
        assert late["step_id"] == STEPS["atraso_d7"]

    def test_a_title_reminded_leaves_the_word_to_the_next(self, db: None) -> None:
        titles = [title(late=-3, title_id=5), title(late=-4, title_id=9)]
        mark = {"case_id": 1, "episode_id": 0, "title_id": 5, "step_id": STEPS["lembrete_d5"]}
        found = decided(a_case=case(), titles=titles, done=[mark])
        assert (found["title_id"], found["step_id"]) == (9, STEPS["lembrete_d5"])

    def test_a_trifle_overdue_does_not_silence_a_reminder(self, db: None) -> None:
        titles = [title(late=7, principal_cents=300), title(late=-5, title_id=2)]
        found = decided(a_case=case(), titles=titles)
        assert (found["title_id"], found["verdict"]) == (2, Verdict.CONTACT)

    def test_the_first_usable_channel_of_the_order_is_chosen(self, db: None) -> None:
        found = decided(a_case=case(email_ok=False, letter_ok=True), titles=[title(late=60)])
        assert found["channel"] == Channel.LETTER

    def test_an_age_never_falls_inside_an_episode(self, db: None) -> None:
        found = decided(a_case=case(episode_id=1, peak_age_days=31), titles=[title(late=2)])
        assert (found["age_days"], found["step_id"]) == (31, STEPS["atraso_d30"])

    def test_days_count_over_a_leap_day_and_a_new_year(self, db: None) -> None:
        leap = decided(a_case=case(), titles=[title(effective_due_on=date(2024, 2, 29))])
        year = decided(a_case=case(), titles=[title(effective_due_on=date(2025, 12, 31))])
        assert (leap["age_days"], year["age_days"]) == (734, 63)


class TestAmounts:
    @pytest.mark.parametrize("principal_cents", [0, 1, 2, 99, 12_345_67, BILLION_10])
    @pytest.mark.parametrize("late", [-40, -10, -9, 0, 1, 29, 30, 1999])
    @pytest.mark.parametrize("party_kind", ["consumer", "business"])
    def test_equal_the_laws_own_function(
        self, db: None, principal_cents: int, late: int, party_kind: Any
    ) -> None:
        terms = Terms(
            party_kind,
            fine_rate=Decimal("0.1"),
            interest_month_rate=Decimal("0.0333"),
            discount_rate=Decimal("0.075"),
            discount_days=10,
            payoff_month_rate=Decimal("0.0217"),
        )
        a_title = title(late=late, principal_cents=principal_cents, interest_cents=7)
        in_postgres.store(
            snapshot={
                "cases": [case()],
                "titles": [a_title],
                "factors": factors_of(a_title, terms=terms),
                "done": [],
            }
        )
        [found] = in_postgres.run_plan(policy=REGUA, on=ON, step_ids=STEPS)
        owed = debt(
            terms=terms,
            principal_cents=principal_cents,
            interest_cents=7,
            effective_due_on=a_title["effective_due_on"],
            accrued_since=None,
            fine_charged=False,
            on=ON,
        )
        names = ("principal", "interest", "fine", "correction", "discount", "total")
        assert [found[f"{name}_cents"] for name in names] == [
            getattr(owed, f"{name}_cents") for name in names
        ]

    def test_round_each_line_twice_as_core_money_does(self, db: None) -> None:
        """Where one rounding would give another centavo."""
        factor = Decimal("0.333333333333333333")
        a_title = title(principal_cents=150, fine_charged=True)
        [row] = factors_of(a_title)
        rows = [with_integers(row | {"interest_factor": Decimal("0.016666666666666666")})]
        snapshot = {"cases": [case()], "titles": [a_title], "factors": rows, "done": []}
        [found] = by_plan_of(policy=REGUA, snapshot=snapshot)
        assert found["interest_cents"] == 3
        assert line_cents(base_cents=150, factor=rows[0]["interest_factor"]) == 3
        assert line_cents(base_cents=BILLION_10, factor=factor) == 333_333_333_333

    @pytest.mark.parametrize("sign", ["", "-"])
    @pytest.mark.parametrize(
        "digits",
        [
            "0.016666666666666666",
            "0.016666663333333334",  # × 150 is just above 2.4999995
            "0.016666663333333333",  # and just below
            "0.003333330000000000",  # 0.4999995 itself
            "0.003333329999999999",
        ],
    )
    def test_round_at_the_edge_on_both_sides_of_zero(
        self, db: None, digits: str, sign: str
    ) -> None:
        factor = f"{sign}{digits}"
        wanted = line_cents(base_cents=150, factor=Decimal(factor))
        overdue, early = (
            title(principal_cents=150, fine_charged=True),
            title(late=-9, principal_cents=150),
        )
        for a_title, name in ((overdue, "correction"), (early, "discount")):
            if name == "discount" and wanted > 0:
                continue
            booked = a_title | {"correction_cents": 0}
            [row] = factors_of(booked)
            factors = {"interest_factor": Decimal(0), f"{name}_factor": Decimal(factor)}
            rows = [with_integers(row | factors)]
            snapshot = {"cases": [case()], "titles": [booked], "factors": rows, "done": []}
            [found] = by_plan_of(policy=REGUA, snapshot=snapshot)
            floor = wanted if name == "discount" else max(wanted, 0)  # no correction below nothing
            assert found[f"{name}_cents"] == floor

    def test_a_due_date_before_the_law_has_no_known_factors(self) -> None:
        key = FactorKey(1, date(1950, 1, 2), date(1950, 1, 2))
        [row] = factor_rows(keys=[key], terms={1: Terms("consumer")}, on=ON)
        assert (row.known, row.interest_factor, row.days_late > 0) == (False, 0, True)


class TestPlan:
    @pytest.mark.parametrize("dialect", ["postgres", "duckdb", "pyspark"])
    @pytest.mark.parametrize("name", DEFAULTS)
    def test_counts_in_whole_numbers_and_hashes_and_collates_nothing(
        self, name: str, dialect: str
    ) -> None:
        policy = load_policy(text=default_policy_text(name=name))
        ids = {key: place for place, key in enumerate(policy.step_keys)}
        tree = sqlglot.parse_one(
            plan_sql(policy=policy, on=ON, step_ids=ids, dialect=dialect),
            read="spark" if dialect == "pyspark" else dialect,
        )
        used = {type(node).__name__.lower() for node in tree.walk()}
        assert not used & {"div", "round", "collate", "md5", "rand", "currentdate"}
        kinds = {each.this.name for each in tree.find_all(sqlglot.exp.DataType)}
        assert not [
            kind for kind in kinds if "DECIMAL" in kind or "DOUBLE" in kind or "FLOAT" in kind
        ]
        assert not [word for word in used if "hash" in word or "window" in word]

    def test_has_the_schema_of_a_decision(self) -> None:
        assert plan(policy=REGUA, on=ON, step_ids=STEPS).schema().names == DECISION.names

    def test_reads_another_engines_tables(self) -> None:
        tables = snapshot_tables()
        renamed = SnapshotTables(
            **{
                part: ibis.table(getattr(tables, part).schema(), name=f"outra_{part}")
                for part in ("case", "title", "factor", "done")
            }
        )
        sql = str(ibis.to_sql(plan(policy=REGUA, on=ON, step_ids=STEPS, tables=renamed)))
        assert "outra_title" in sql
        assert "snapshot_" not in sql

    def test_needs_an_id_for_every_step(self) -> None:
        with pytest.raises(UnknownStep):
            plan(policy=REGUA, on=ON, step_ids={})

    def test_keeps_the_stricter_of_policy_and_law(self) -> None:
        loose = REGUA.model_copy(update={"caps": Caps(contacts_day=9, contacts_week=50)})
        strict = REGUA.model_copy(update={"caps": Caps(contacts_day=1, contacts_week=1)})
        law = caps_in_force(policy=loose, on=ON)
        assert (law.contacts_day, law.contacts_week) == (1, 3)
        assert caps_in_force(policy=strict, on=ON).contacts_week == 1


class TestCompiledPolicy:
    def test_tells_the_steps_behind_a_step_on_its_side_of_the_due_date(self) -> None:
        compiled = compile_policy(policy=REGUA, step_ids=STEPS)
        late = compiled.overtaken_by(segment_id=2, step_id=STEPS["atraso_d15"])
        early = compiled.overtaken_by(segment_id=2, step_id=STEPS["lembrete_d1"])
        assert late == (STEPS["atraso_d1"], STEPS["atraso_d7"])
        assert early == (STEPS["lembrete_d5"],)

    def test_refuses_a_step_of_another_segment(self) -> None:
        compiled = compile_policy(policy=REGUA, step_ids=STEPS)
        with pytest.raises(UnknownStep):
            compiled.rung(segment_id=1, step_id=STEPS["atraso_d15"])
