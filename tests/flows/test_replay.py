"""A run keeps what it read: it replays to the same rows, and every case can be told why."""

import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.conf import settings
from tests.factory import NOON, World
from tests.flows.test_decide_outside import AGES, cpf_of

from acerto.domain.audit.models import Entry
from acerto.domain.dunning import archive, keeping
from acerto.domain.dunning.models import ArchivedMonth, Decision, Run
from acerto.domain.dunning.policies import publish, publish_defaults
from acerto.domain.dunning.replay import CannotReplay, last_run, replay
from acerto.domain.dunning.services import CannotRun, run_day
from acerto.domain.dunning.why import Facts, NoDecision, NoFacts, NoSuchCase, Why, why
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.engine.policy_file import default_policy_text
from acerto.engine.snapshot_files import MANIFEST
from acerto.engine.verdicts import Objection, Verdict

ON = NOON.date()
LATER = NOON + timedelta(days=500)


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
def run(world: World) -> Run:
    with scope(world.tenant_id):
        run_id = run_day(on=ON, now=NOON).run_id
        return Run.objects.get(pk=run_id)


def snapshot_of(world: World, run: Run) -> Path:
    with scope(world.tenant_id):
        found = keeping.snapshot_folder(run=run)
        assert found is not None
        return found


class TestReplay:
    def test_gives_the_same_rows(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            found = replay(run_id=last_run(on=ON))
        assert (found.run_id, found.rows, found.different) == (run.pk, len(AGES), 0)

    def test_names_the_cases_that_were_changed_afterwards(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            case_id = Decision.objects.order_by("case_id").values_list("case_id", flat=True)[2]
            Decision.objects.filter(case_id=case_id).update(total_cents=1)
            found = replay(run_id=run.pk)
        assert (found.different, found.cases) == (1, (case_id,))

    def test_a_decision_that_is_gone_is_a_difference(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            case_id = Decision.objects.order_by("case_id").values_list("case_id", flat=True)[0]
            Decision.objects.filter(case_id=case_id).delete()
            assert replay(run_id=run.pk).cases == (case_id,)

    def test_later_facts_and_another_policy_change_nothing(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            world.title(world.case(world.party("Nova", cpf=cpf_of(99))), due_on=ON)
            text = default_policy_text(name="consumer").replace(
                "minimum_cents: 1", "minimum_cents: 9"
            )
            publish(text=text, now=NOON)
            assert replay(run_id=run.pk).different == 0

    def test_a_second_run_of_the_day_has_its_own_snapshot(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            world.title(world.case(world.party("Nova", cpf=cpf_of(99))), due_on=ON)
            second = run_day(on=ON, now=NOON + timedelta(hours=1))
            assert second.cases == 1
            found = replay(run_id=second.run_id or 0)
            assert (found.rows, found.different) == (1, 0)
            assert replay(run_id=run.pk).different == 0

    def test_a_snapshot_that_was_changed_is_refused(self, world: World, run: Run) -> None:
        manifest = snapshot_of(world, run) / MANIFEST
        manifest.write_text(manifest.read_text() + " ")
        with scope(world.tenant_id), pytest.raises(CannotReplay, match="auditoria"):
            replay(run_id=run.pk)

    def test_a_file_that_was_changed_is_named(self, world: World, run: Run) -> None:
        file = snapshot_of(world, run) / "title" / "part-0.parquet"
        file.write_bytes(file.read_bytes() + b"x")
        with scope(world.tenant_id), pytest.raises(CannotReplay, match="title/part-0.parquet"):
            replay(run_id=run.pk)

    def test_another_company_s_run_is_unknown(self, world: World, run: Run) -> None:
        with scope(World.new().tenant_id), pytest.raises(CannotReplay, match="Não há rodada"):
            replay(run_id=run.pk)

    def test_a_run_that_was_taken_back_is_told(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            run_day(on=ON, now=NOON + timedelta(minutes=5), replace=True)
            with pytest.raises(CannotReplay, match="refeita"):
                replay(run_id=run.pk)


class TestKeeping:
    def test_the_digest_is_in_the_audit_log(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            entry = Entry.objects.get(action="dunning.run", subject_id=run.pk)
        assert len(run.snapshot_sha256) == 64
        assert entry.facts["snapshot_sha256"] == run.snapshot_sha256

    def test_a_run_that_adds_nothing_keeps_nothing_more(self, world: World, run: Run) -> None:
        folder = snapshot_of(world, run).parent
        with scope(world.tenant_id):
            run_day(on=ON, now=NOON + timedelta(minutes=5))
        assert [each.name for each in folder.iterdir()] == [run.snapshot]

    def test_a_day_that_cannot_be_kept_is_not_run(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = tmp_path / "kept"
        taken.write_text("not a folder")
        monkeypatch.setattr(settings, "ACERTO_KEPT", taken)
        with pytest.raises(CannotRun, match="ACERTO_KEPT"), scope(world.tenant_id):
            run_day(on=ON, now=NOON)
        with scope(world.tenant_id):
            assert not Run.objects.exists()

    def test_a_full_disk_stops_the_day_at_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """More rows than the connection has sent yet: a COPY given up in the middle must not hold it."""
        with scope(world.tenant_id):
            case_id = world.case(world.party("Muitos", cpf=cpf_of(88)))
            title = Title.objects.get(pk=world.title(case_id, due_on=ON))
            Title.objects.bulk_create(
                Title(
                    **{
                        f.attname: getattr(title, f.attname)
                        for f in Title._meta.fields
                        if f.name != "id"
                    }
                    | {"instalment": n}
                )
                for n in range(2, 60_000)
            )
        full = Path("/dev/full")
        real = Path.open

        def opened(path: Path, *words: Any, **more: Any) -> Any:
            return real(full if path.suffix == ".csv" else path, *words, **more)

        monkeypatch.setattr(Path, "open", opened)
        with pytest.raises(CannotRun, match="No space left"), scope(world.tenant_id):
            run_day(on=ON, now=NOON)

    def test_twice_in_from_outside_keeps_what_is_kept(self, world: World, run: Run) -> None:
        kept = snapshot_of(world, run)
        with scope(world.tenant_id):
            keeping.drop_snapshot(name="")
        assert kept.is_dir()

    def test_is_for_nobody_else_on_the_machine(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "ACERTO_KEPT", tmp_path / "kept")
        with scope(world.tenant_id):
            run_day(on=ON, now=NOON)
        assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700

    def test_holds_nobody_s_name_or_number(self, world: World, run: Run) -> None:
        for file in snapshot_of(world, run).glob("*/*.parquet"):
            text = str(duckdb.sql(f"SELECT * FROM '{file}'").fetchall())
            assert "Pessoa" not in text
            assert cpf_of(1) not in text
            assert "example.org" not in text

    def test_snapshots_go_when_their_days_are_over(self, world: World, run: Run) -> None:
        kept = snapshot_of(world, run)
        with scope(world.tenant_id):
            keeping.set_retention(snapshot_days=30, decision_months=13, now=NOON)
            assert keeping.forget_snapshots(now=NOON + timedelta(days=30)) == 0
            assert kept.is_dir()
            assert keeping.forget_snapshots(now=NOON + timedelta(days=31)) == 1
            assert not kept.exists()
            with pytest.raises(CannotReplay, match="não está guardado"):
                replay(run_id=run.pk)

    def test_what_a_run_that_was_undone_left_goes_too(self, world: World, run: Run) -> None:
        kept = snapshot_of(world, run)
        orphan = kept.parent / "2026-01-01-999"
        shutil.copytree(kept, orphan)
        old = keeping.ORPHAN_AFTER.total_seconds() + 60
        moment = NOON.timestamp() - old
        os.utime(orphan, (moment, moment))
        with scope(world.tenant_id):
            assert keeping.forget_snapshots(now=NOON) == 1
        assert kept.is_dir()
        assert not orphan.exists()


class TestArchive:
    @pytest.fixture
    def moved(self, world: World, run: Run) -> list[tuple[object, ...]]:
        """The rows as they were, now moved out: there was a run of a later month."""
        with scope(world.tenant_id):
            rows = list(Decision.objects.order_by("case_id").values_list(*archive.COLUMNS))
            run_day(on=LATER.date(), now=LATER)
            assert archive.archive_months(now=LATER) == [date(2026, 3, 1)]
            assert not Decision.objects.filter(decided_on=ON).exists()
        return rows

    def test_rows_stand_in_the_file(self, world: World, moved: list[tuple[object, ...]]) -> None:
        with scope(world.tenant_id):
            found = archive.archived_rows(month=ON, where="decided_on = ?", values=[ON])
        assert found == moved

    def test_is_done_once(self, world: World, moved: list[tuple[object, ...]]) -> None:
        with scope(world.tenant_id):
            assert archive.archive_months(now=LATER) == []
            assert ArchivedMonth.objects.count() == 1

    def test_old_decisions_replay(self, world: World, run: Run, moved: list[object]) -> None:
        with scope(world.tenant_id):
            found = replay(run_id=run.pk)
        assert (found.rows, found.different) == (len(AGES), 0)

    def test_a_file_that_changed_is_told(self, world: World, run: Run, moved: list[object]) -> None:
        with scope(world.tenant_id):
            path = keeping.folder() / "decisions" / "2026-03.parquet"
            path.write_bytes(path.read_bytes() + b"x")
            with pytest.raises(archive.ArchiveChanged, match="2026-03"):
                archive.archived_rows(month=ON, where="decided_on = ?", values=[ON])

    def test_the_month_of_the_last_run_stays(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            assert archive.archive_months(now=LATER) == []
            assert Decision.objects.filter(decided_on=ON).count() == len(AGES)


class TestWhy:
    def case_with(self, world: World, verdict: Verdict) -> int:
        with scope(world.tenant_id):
            rows = Decision.objects.filter(verdict=verdict).order_by("case_id")
            return int(rows.values_list("case_id", flat=True)[0])

    def told(self, world: World, case_id: int, on: date = ON) -> Why:
        with scope(world.tenant_id):
            found = why(case_id=case_id, on=on)
        assert isinstance(found, Why)
        return found

    def test_tells_the_whole_chain_of_a_contact(self, world: World, run: Run) -> None:
        found = self.told(world, self.case_with(world, Verdict.CONTACT))
        assert found.run.pk == run.pk
        assert found.chosen.policy == "consumidor"
        assert found.chosen.step
        assert isinstance(found.facts, Facts)
        assert found.facts.titles[0]["case_id"] == found.case_id
        assert [each.state for each in found.contacts] == ["queued"]
        assert not any(each.decided for each in found.against)

    def test_tells_what_stood_against_it(self, world: World, run: Run) -> None:
        found = self.told(world, self.case_with(world, Verdict.REFUSED))
        assert sum(each.decided for each in found.against) == 1
        assert found.against[0].objection in {Objection.NO_IDENTITY, Objection.PRESCRIBED}
        assert found.against[0].rule
        assert found.contacts == []

    def test_reads_months_moved_out(self, world: World, run: Run) -> None:
        before = self.told(world, self.case_with(world, Verdict.CONTACT))
        with scope(world.tenant_id):
            run_day(on=LATER.date(), now=LATER)
            archive.archive_months(now=LATER)
        after = self.told(world, before.case_id)
        assert after.archived
        assert not before.archived
        assert after.decision == before.decision
        assert (after.chosen, after.against) == (before.chosen, before.against)

    @pytest.mark.parametrize("harm", ["gone", "longer", "empty folder"])
    def test_a_snapshot_that_was_harmed_is_no_proof(
        self, world: World, run: Run, harm: str
    ) -> None:
        file = snapshot_of(world, run) / "title" / "part-0.parquet"
        if harm == "longer":
            file.write_bytes(file.read_bytes() + b"x")
        else:
            file.unlink()
        if harm == "empty folder":
            file.parent.rmdir()
        found = self.told(world, self.case_with(world, Verdict.CONTACT))
        assert found.facts is NoFacts.CHANGED

    def test_a_case_of_after_the_run_is_told_so(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            case_id = world.case(world.party("Nova", cpf=cpf_of(99)))
            world.title(case_id, due_on=ON)
            found = why(case_id=case_id, on=ON)
        assert isinstance(found, NoDecision)
        assert (found.runs, found.owes) == (True, True)

    def test_a_day_without_a_run_is_told(self, world: World, run: Run) -> None:
        case_id = self.case_with(world, Verdict.CONTACT)
        with scope(world.tenant_id):
            found = why(case_id=case_id, on=ON - timedelta(days=1))
        assert isinstance(found, NoDecision)
        assert not found.runs

    def test_out_of_reach_it_does_not_exist(self, world: World, run: Run) -> None:
        case_id = self.case_with(world, Verdict.CONTACT)
        with scope(world.tenant_id), pytest.raises(NoSuchCase):
            why(case_id=case_id, on=ON, reach=frozenset({world.creditor_id + 1}))
        with scope(World.new().tenant_id), pytest.raises(NoSuchCase):
            why(case_id=case_id, on=ON)


def test_the_manifest_tells_its_day(world: World, run: Run) -> None:
    said = json.loads((snapshot_of(world, run) / MANIFEST).read_text())
    assert said["on"] == ON.isoformat()
