"""A day exported, decided outside, and taken in: as if it had been decided here."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import transaction
from tests.factory import NOON, World
from tests.flows.test_decide_outside import AGES, cpf_of

from acerto.domain.contact.models import Contact, Hold
from acerto.domain.dunning.models import Decision, PolicyVersion, Run, StepMark
from acerto.domain.dunning.policies import publish, publish_defaults
from acerto.domain.dunning.replay import CannotReplay, replay
from acerto.domain.dunning.services import CannotRun, run_day, take_in_decisions
from acerto.domain.dunning.snapshot_export import export_snapshot
from acerto.domain.dunning.why import NoFacts, Why, why
from acerto.domain.payments.services import record_payment
from acerto.domain.tenancy.scope import scope
from acerto.engine.policy_file import load_policy
from acerto.engine.runners.duckdb import decide
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import MANIFEST, digest_of
from acerto.engine.verdicts import Verdict

ON = NOON.date()
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def world(db: None) -> World:
    world = World.new()
    with scope(world.tenant_id):
        for number, age in enumerate(AGES):
            cpf = "" if number == 3 else cpf_of(number)
            party = world.party(f"Pessoa {number}", cpf=cpf, email=f"p{number}@example.org")
            world.title(world.case(party), due_on=ON - timedelta(days=age))
        publish_defaults(now=NOON)
    return world


@pytest.fixture
def decided(world: World, tmp_path: Path) -> Path:
    """The day's decisions, made outside."""
    with scope(world.tenant_id):
        export_snapshot(folder=tmp_path / "retrato", on=ON, now=NOON)
        version = PolicyVersion.objects.get(party_kind="consumer", active=True)
    out = tmp_path / "decisoes"
    decide(
        snapshot=tmp_path / "retrato",
        policy=load_policy(text=version.body),
        policy_digest=version.digest,
        on=ON,
        out=out,
    )
    return out


def taken(world: World, folder: Path) -> tuple[int, dict[str, int]]:
    with scope(world.tenant_id):
        result, left = take_in_decisions(folder=folder, on=ON, now=LATER)
        return result.cases, left


def rows(world: World, model: Any, *columns: str) -> list[tuple[Any, ...]]:
    with scope(world.tenant_id):
        return sorted(model.objects.values_list(*columns), key=str)


def rewrite(folder: Path, change: str) -> None:
    """Change a row, and the manifest as if nothing were wrong."""
    file = next(folder.glob("*/*.parquet"))
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT * FROM '{file}'")
        database.execute(change)
        database.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    said = json.loads((folder / MANIFEST).read_text())
    for each in said["files"]:
        each |= {"sha256": digest_of(folder / each["path"])}
    (folder / MANIFEST).write_text(json.dumps(said))


def test_gives_the_day_that_a_run_here_gives(world: World, decided: Path) -> None:
    of_decisions = [name for name in DECISION.names if name != "episode_id"]
    with scope(world.tenant_id), transaction.atomic():
        run_day(on=ON, now=LATER)
        here = [
            rows(world, Decision, *of_decisions),
            rows(world, StepMark, "case_id", "step_id", "title_id", "state", "decided_on"),
            rows(world, Contact, "case_id", "step_id", "channel", "state", "title_id"),
        ]
        transaction.set_rollback(True)
    assert taken(world, decided) == (len(AGES), {})
    assert here == [
        rows(world, Decision, *of_decisions),
        rows(world, StepMark, "case_id", "step_id", "title_id", "state", "decided_on"),
        rows(world, Contact, "case_id", "step_id", "channel", "state", "title_id"),
    ]
    assert here[2], "nothing was queued"


def test_twice_adds_nothing(world: World, decided: Path) -> None:
    taken(world, decided)
    queued = rows(world, Contact, "id")
    assert taken(world, decided) == (0, {"decided": len(AGES)})
    assert rows(world, Contact, "id") == queued
    with scope(world.tenant_id):
        assert Run.objects.count() == 1
        assert run_day(on=ON, now=LATER).cases == 0


def test_what_an_earlier_run_kept_stays(world: World, decided: Path) -> None:
    with scope(world.tenant_id):
        run_id = run_day(on=ON, now=NOON).run_id or 0
    assert taken(world, decided) == (0, {"decided": len(AGES)})
    with scope(world.tenant_id):
        assert replay(run_id=run_id).different == 0


def test_it_is_told_that_a_decision_came_from_outside(world: World, decided: Path) -> None:
    taken(world, decided)
    with scope(world.tenant_id):
        run = Run.objects.get()
        case_id = Decision.objects.values_list("case_id", flat=True)[0]
        found = why(case_id=case_id, on=ON)
        with pytest.raises(CannotReplay, match="vieram de fora"):
            replay(run_id=run.pk)
    assert run.outside_sha256 == digest_of(decided / MANIFEST)
    assert isinstance(found, Why)
    assert found.facts is NoFacts.OUTSIDE


class TestLeavesOut:
    def test_a_refusal_made_a_contact(self, world: World, decided: Path) -> None:
        """Somebody without a valid CPF, whose file was edited and sealed again."""
        contact = next(decided.glob("*/*.parquet"))
        row = f"(SELECT * FROM '{contact}' WHERE verdict = 1 LIMIT 1)"
        rewrite(
            decided,
            "UPDATE t SET verdict = 1, reason = 0, objections = 0, "
            + ", ".join(
                f"{name} = (SELECT {name} FROM {row})"
                for name in ("step_id", "channel", "segment_id")
            )
            + " WHERE objections & 128 <> 0",
        )
        assert taken(world, decided) == (len(AGES) - 1, {"changed": 1})
        with scope(world.tenant_id):
            assert run_day(on=ON, now=LATER).cases == 1
            assert Decision.objects.filter(verdict=Verdict.REFUSED).exists()

    def case_of(self, world: World, verdict: Verdict = Verdict.CONTACT) -> int:
        """A case that would be contacted."""
        with scope(world.tenant_id), transaction.atomic():
            run_day(on=ON, now=NOON)
            found = Decision.objects.filter(verdict=verdict).values_list("case_id", flat=True)
            case_id = int(found.order_by("case_id")[0])
            transaction.set_rollback(True)
        return case_id

    def left_and_decided_here(self, world: World, folder: Path, case_id: int) -> int:
        """Taken in without the case; then a run decides it as it is now. The verdict."""
        assert taken(world, folder) == (len(AGES) - 1, {"changed": 1})
        with scope(world.tenant_id):
            assert not Contact.objects.filter(case_id=case_id).exists()
            run_day(on=ON, now=LATER)
            return int(Decision.objects.get(case_id=case_id).verdict)

    def test_a_case_on_hold_since(self, world: World, decided: Path) -> None:
        case_id = self.case_of(world)
        with scope(world.tenant_id):
            Hold.objects.create(
                tenant_id=world.tenant_id,
                case_id=case_id,
                reason="dispute",
                starts_at=NOON,
                rule="x",
            )
        assert self.left_and_decided_here(world, decided, case_id) == Verdict.HELD

    def test_a_case_with_one_more_title_since(self, world: World, decided: Path) -> None:
        case_id = self.case_of(world)
        with scope(world.tenant_id):
            world.title(case_id, due_on=ON - timedelta(days=1))
        assert self.left_and_decided_here(world, decided, case_id) == Verdict.CONTACT

    def test_a_case_that_paid_a_part_since(self, world: World, decided: Path) -> None:
        case_id = self.case_of(world)
        with scope(world.tenant_id):
            record_payment(
                case_id=case_id,
                creditor_id=world.creditor_id,
                amount_cents=1,  # less than the charges: the principal stays
                paid_on=ON,
                now=NOON + timedelta(minutes=30),
            )
        assert self.left_and_decided_here(world, decided, case_id) == Verdict.CONTACT

    def test_a_case_of_another_company(self, world: World, decided: Path) -> None:
        other = World.new()
        with scope(other.tenant_id):
            case_id = other.case(other.party("Outra", cpf=cpf_of(70)))
            other.title(case_id, due_on=ON - timedelta(days=5))
        rewrite(
            decided,
            f"UPDATE t SET case_id = {case_id} WHERE case_id = (SELECT min(case_id) FROM t)",
        )
        assert taken(world, decided) == (len(AGES) - 1, {"unknown": 1})
        with scope(other.tenant_id):
            assert not Decision.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            "verdict = 9",
            "reason = 40",
            "channel = 77",
            "segment_id = 99",
            "total_cents = total_cents + 1",
            "step_id = 4000000",
            "principal_cents = -5, total_cents = total_cents - principal_cents - 5",
            "verdict = 1, reason = 0, step_id = NULL",
            "verdict = 1, reason = 3",
            "verdict = 2, reason = 6, objections = 0",
            "verdict = 1, reason = 0, step_id = 1, channel = 1, episode_id = 1",
        ],
    )
    def test_a_value_that_cannot_be(self, world: World, decided: Path, change: str) -> None:
        rewrite(decided, f"UPDATE t SET {change} WHERE case_id = (SELECT max(case_id) FROM t)")
        assert taken(world, decided) == (len(AGES) - 1, {"malformed": 1})


class TestRefuses:
    def refused(self, world: World, folder: Path, sentence: str) -> None:
        with pytest.raises(CannotRun, match=sentence), scope(world.tenant_id):
            take_in_decisions(folder=folder, on=ON, now=LATER)
        with scope(world.tenant_id):
            assert not Decision.objects.exists()
            assert not Run.objects.exists()

    def edit(self, folder: Path, **facts: object) -> None:
        said = json.loads((folder / MANIFEST).read_text()) | facts
        (folder / MANIFEST).write_text(json.dumps(said))

    def test_a_folder_without_decisions(self, world: World, tmp_path: Path) -> None:
        self.refused(world, tmp_path, "não tem decisões")

    def test_another_day(self, world: World, decided: Path) -> None:
        self.edit(decided, decided_on="2026-03-01")
        self.refused(world, decided, "As decisões são de 01/03/2026")

    def test_another_law(self, world: World, decided: Path) -> None:
        self.edit(decided, law_version="0")
        self.refused(world, decided, "são da lei 0")

    def test_another_policy(self, world: World, decided: Path) -> None:
        with scope(world.tenant_id):
            text = PolicyVersion.objects.get(party_kind="consumer").body
            publish(text=text.replace("minimum_cents: 1", "minimum_cents: 2"), now=NOON)
        self.refused(world, decided, "não é uma das que estão em vigor")

    def test_other_numbers_of_steps(self, world: World, decided: Path) -> None:
        said = json.loads((decided / MANIFEST).read_text())["steps"]
        self.edit(decided, steps={key: number + 1 for key, number in said.items()})
        self.refused(world, decided, "etapas")

    def test_a_file_that_changed(self, world: World, decided: Path) -> None:
        file = next(decided.glob("*/*.parquet"))
        file.write_bytes(file.read_bytes() + b"x")
        self.refused(world, decided, "SHA-256")

    def test_a_file_outside_of_the_folder(self, world: World, decided: Path) -> None:
        said = json.loads((decided / MANIFEST).read_text())["files"]
        (decided.parent / "x.parquet").write_bytes((decided / said[0]["path"]).read_bytes())
        self.edit(decided, files=[said[0] | {"path": "../x.parquet"}])
        self.refused(world, decided, "Falta o arquivo")

    @pytest.mark.parametrize(
        "change", ["INSERT INTO t SELECT * FROM t LIMIT 1", "UPDATE t SET verdict = NULL"]
    )
    def test_rows_that_are_no_decisions(self, world: World, decided: Path, change: str) -> None:
        rewrite(decided, change)
        self.refused(world, decided, "nenhuma entrou")


def test_what_was_never_exported_is_decided_by_the_next_run(world: World, decided: Path) -> None:
    with scope(world.tenant_id):
        new = world.case(world.party("Nova", cpf=cpf_of(99)))
        world.title(new, due_on=ON - timedelta(days=5))
    assert taken(world, decided) == (len(AGES), {})
    with scope(world.tenant_id):
        assert run_day(on=ON, now=LATER).cases == 1
