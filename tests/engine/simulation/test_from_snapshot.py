"""A real portfolio: its first day is that of `acerto decide`, and its people start where they stand."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.engine.portfolios import EARLY_KEYS, KEYS, ON, STEP_IDS, snapshots
from tests.engine.simulation.people import EVERY_CONDITION, PARAMETERS, with_effects
from tests.engine.twin import Row

from acerto.engine.runners.duckdb import decide as decide_outside
from acerto.engine.runners.tabulate import write_factors
from acerto.engine.simulation.behaviour import behaviour_of
from acerto.engine.simulation.day import Count, Today, decided
from acerto.engine.simulation.deciding import ruling
from acerto.engine.simulation.from_snapshot import Snapshot
from acerto.engine.simulation.openings import openings
from acerto.engine.simulation.pending import reachable
from acerto.engine.simulation.population import day_number
from acerto.engine.simulation.pricing import load_factors
from acerto.engine.simulation.run import simulate
from acerto.engine.simulation.state import opening_state
from acerto.engine.snapshot_files import (
    MANIFEST,
    PARTS,
    InvalidSnapshot,
    Manifest,
    columns_in_sql,
    file_facts,
    parquet,
)
from acerto.engine.verdicts import Verdict

IDS = {key: STEP_IDS[key] for key in (*KEYS, *EARLY_KEYS)}
TERMS = [
    {
        "terms_id": number, "party_kind": "consumer", "fine_rate": "0.02", "interest_month_rate": "0.01",
        "discount_rate": None, "discount_days": 0, "payoff_month_rate": None, "interest_mode": "contract",
        "correction_index": "", "debt_type": "card",
    }
    for number in (1, 2)
]  # fmt: skip


def written(folder: Path, rows: dict[str, list[Row]]) -> Path:
    """Rows of a snapshot as files."""
    parts = {"case": rows["cases"], "title": rows["titles"], "done": rows["done"], "terms": TERMS}
    files = []
    with duckdb.connect() as database:
        for part, schema in PARTS.items():
            database.execute(f"CREATE TABLE part ({columns_in_sql(schema)})")
            values = [[row[name] for name in schema.names] for row in parts.get(part, [])]
            if values:
                marks = ", ".join("?" * len(schema))
                database.executemany(f"INSERT INTO part VALUES ({marks})", values)
            path = folder / part / "part-0.parquet"
            path.parent.mkdir(parents=True)
            database.execute(f"COPY part TO '{path}' (FORMAT parquet); DROP TABLE part")
            files.append(file_facts(folder=folder, path=path, rows=len(values)))
    manifest = Manifest(ON, tuple(files), steps={EVERY_CONDITION.name: IDS})
    (folder / MANIFEST).write_text(manifest.as_json(), "utf-8")
    return folder


def first_day(folder: Path, *, everybody: bool) -> set[tuple[Any, ...]]:
    """(case, step, channel, title) of the first day's contacts, by the simulation."""
    source = Snapshot(folder, "consumer", ON)
    found: set[tuple[Any, ...]] = set()
    book = source.book()
    ids = source.manifest.step_ids(policy=EVERY_CONDITION.name, keys=EVERY_CONDITION.step_keys)
    one = ruling(policy=EVERY_CONDITION, step_ids=ids, on=ON, days=1)
    behaviour = behaviour_of(parameters=PARAMETERS, party_kind="consumer")
    today = Today(0, day_number(ON), openings(on=ON, days=1)[0], lambda _luck: np.zeros(0))
    path = folder / "factors.csv"
    write_factors(path=path, keys=book.keys, terms=book.terms, series=book.series, on=ON)
    for block in source.blocks(size=6):
        people = source.population(seed=1, block=block)
        state = opening_state(
            population=people, ruling=one, behaviour=behaviour, today=today.number, days=1
        )
        state.in_episode |= np.minimum(state.due, state.stuck_due) < today.number
        with duckdb.connect() as database:
            load_factors(database=database, path=path)
            got = decided(
                database=database, state=state, reachable=reachable(compiled=one.compiled),
                today=today, everybody=everybody,
            )  # fmt: skip
        titles = [people.titles.title_id[at] if at >= 0 else None for at in got.title.tolist()]
        cases = people.cases.case_id[got.case].tolist()
        found |= set(zip(cases, got.step.tolist(), got.channel.tolist(), titles, strict=True))
    return found


def outside(folder: Path) -> set[tuple[Any, ...]]:
    """The same by `acerto decide`."""
    out = folder.parent / "decided"
    decide_outside(snapshot=folder, policy=EVERY_CONDITION, policy_digest="", on=ON, out=out)
    return set(
        duckdb.sql(
            f"SELECT case_id, step_id, channel, title_id FROM {parquet(*out.glob('*/*.parquet'))}"
            f" WHERE verdict = {int(Verdict.CONTACT)}"
        ).fetchall()
    )


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=snapshots())
def test_the_first_day_is_that_of_decide(rows: dict[str, list[Row]]) -> None:
    with TemporaryDirectory() as place:
        folder = written(Path(place) / "retrato", rows)
        wanted = outside(folder)
        assert first_day(folder, everybody=True) == wanted
        assert first_day(folder, everybody=False) == wanted


def rows_of_everything() -> dict[str, list[Row]]:
    """A person with two cases, a disputed title, a debt that prescribes soon, a business beside them."""
    case = {
        "case_id": 1, "debtor_id": 7, "creditor_id": 1, "party_kind": "consumer", "debt_type": "cartao",
        "state": "SP", "identity_valid": True, "email_ok": True, "sms_ok": True, "whatsapp_ok": False,
        "phone_ok": True, "letter_ok": True, "opted_out": False, "held": False, "contacts_today": 0,
        "contacts_week": 0, "episode_id": 1001, "peak_age_days": 3, "test_bucket": 5, "waiting": False,
    }  # fmt: skip
    due = ON - timedelta(days=4)
    title = {
        "title_id": 1, "case_id": 1, "due_on": due, "effective_due_on": due, "principal_cents": 40_000,
        "interest_cents": 0, "fine_cents": 0, "correction_cents": 0, "terms_id": 1, "accrued_since": due,
        "fine_charged": False, "held": False, "prescription_on": ON + timedelta(days=1800),
    }  # fmt: skip
    return {
        "cases": [
            case,
            case | {"case_id": 2, "debt_type": "mensalidade"},
            case | {"case_id": 3, "debtor_id": 8},
            case | {"case_id": 4, "debtor_id": 9, "party_kind": "business"},
        ],
        "titles": [
            title,
            title | {"title_id": 2, "case_id": 2},
            title | {"title_id": 3, "case_id": 3, "held": True},
            title | {"title_id": 4, "case_id": 3, "prescription_on": ON + timedelta(days=2)},
            title | {"title_id": 5, "case_id": 4},
        ],
        "done": [{"case_id": 1, "episode_id": 1001, "title_id": 0, "step_id": IDS["passo_0"]}],
    }


def test_people_pay_what_is_theirs_and_nobody_else_is_there(tmp_path: Path) -> None:
    """People who pay at the first chance pay all, but for what is disputed, prescribed, or a business's."""
    folder = written(tmp_path / "retrato", rows_of_everything())
    alike = PARAMETERS.consumer.frailty_variance.model_copy(update={"value": 0.001})
    payer = PARAMETERS.consumer.model_copy(update={"frailty_variance": alike})
    eager, never = (
        replace(PARAMETERS, consumer=payer, without_contact=times) for times in (500, 0)
    )
    paid = []
    for parameters in (eager, with_effects(0, never)):
        found = simulate(
            policies=(EVERY_CONDITION,), source=Snapshot(folder, "consumer", ON + timedelta(days=4)),
            on=ON, days=4, seeds=(1,), parameters=parameters, block=1,
        )  # fmt: skip
        start = found.starts[0]
        assert (start.debtors, start.cases, start.titles) == (2, 3, 4)
        paid.append(found.daily[0, 0, :, Count.TITLES_PAID].sum())
        contacts = found.daily[0, 0, :, Count.EMAIL : Count.LETTER + 1].sum(axis=1)
        assert contacts.max() <= 2, "one a person and day"
    assert paid == [3, 0]


def test_a_broken_folder_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path / "retrato", rows_of_everything())
    (folder / "title" / "part-0.parquet").write_bytes(b"nada")
    with pytest.raises(InvalidSnapshot, match="title"):
        Snapshot(folder, "consumer", date(2026, 4, 1)).book()
