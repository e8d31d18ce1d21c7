"""A portfolio exported, checked and decided over files: the rows are those of the day in place."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.factory import NOON, World

from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.dunning.snapshot_export import FolderTaken, export_snapshot
from acerto.domain.receivables.services import open_episodes
from acerto.domain.tenancy.scope import scope
from acerto.engine.runners.checks import validate_snapshot
from acerto.engine.snapshot import DECISION
from acerto.engine.snapshot_files import InvalidSnapshot, digest_of, parquet
from acerto.sample.identities import check_digits

ON = NOON.date()
AGES = (-40, -5, -1, 0, 1, 5, 6, 17, 33, 61, 92, 200, 1826, 1827)
COLUMNS = ", ".join(DECISION.names)


def cpf_of(number: int) -> str:
    base = f"{100_000_000 + number}"
    return base + check_digits(base=base)


@pytest.fixture
def world(db: None) -> World:
    world = World.new()
    with scope(world.tenant_id):
        for number, age in enumerate(AGES):
            cpf = "" if number == 3 else cpf_of(number)
            party = world.party(f"Pessoa {number}", cpf=cpf, email=f"p{number}@example.org")
            case = world.case(party)
            for instalment in range(1 + number % 3):
                world.title(case, due_on=ON - timedelta(days=age - 30 * instalment))
        publish_defaults(now=NOON)
        open_episodes(on=ON)
    return world


def exported(world: World, folder: Path) -> Path:
    with scope(world.tenant_id):
        export_snapshot(folder=folder, on=ON, now=NOON)
    return folder


def acerto(*words: str, json_wanted: bool = True) -> subprocess.CompletedProcess[str]:
    """The command in a process that has neither settings nor database, and no Django."""
    program = (
        "import sys; from acerto.config.entry import run; code = run(sys.argv[1:]);"
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    words = (*words, "--json") if json_wanted else words
    return subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )


def rows_of(folder: Path) -> list[tuple[Any, ...]]:
    files = parquet(*folder.glob("*/*.parquet"))
    return duckdb.sql(f"SELECT {COLUMNS} FROM {files} ORDER BY case_id").fetchall()


def test_rows_are_those_of_the_day_in_place(world: World, tmp_path: Path) -> None:
    snapshot, out = exported(world, tmp_path / "retrato"), tmp_path / "decisões d'hoje"
    words = ("--snapshot", str(snapshot), "--policy", "consumer", "--on", ON.isoformat())
    answer = acerto("decide", *words, "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    with scope(world.tenant_id):
        run_day(on=ON, now=NOON)
        in_place = list(Decision.objects.order_by("case_id").values_list(*DECISION.names))
    assert len(in_place) == len(AGES) == told["cases"]
    assert rows_of(out) == in_place
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["by_verdict"] == told["by_verdict"]
    assert sum(each["rows"] for each in manifest["files"]) == len(AGES)
    assert not list(tmp_path.glob(".*")), "something half-written was left"


def test_a_folder_that_is_there_is_kept(world: World, tmp_path: Path) -> None:
    snapshot, out = exported(world, tmp_path / "retrato"), tmp_path / "out"
    with pytest.raises(FolderTaken):
        exported(world, snapshot)
    words = ("--snapshot", str(snapshot), "--policy", "consumer", "--on", ON.isoformat())
    out.mkdir()
    (out / "carta.txt").write_text("fica")
    refused = acerto("decide", *words, "--out", str(out))
    assert refused.returncode == 1
    assert "já existe" in refused.stderr
    assert (out / "carta.txt").read_text() == "fica"
    refused = acerto("decide", *words, "--out", str(out), "--replace")
    assert "nada foi apagado" in refused.stderr
    assert (out / "carta.txt").read_text() == "fica"
    (out / "carta.txt").unlink()
    for _again in range(2):
        assert acerto("decide", *words, "--out", str(out), "--replace").returncode == 0


def test_a_memory_that_is_none_is_told(world: World, tmp_path: Path) -> None:
    snapshot, out = exported(world, tmp_path / "retrato"), tmp_path / "out"
    words = ("--snapshot", str(snapshot), "--policy", "consumer", "--on", ON.isoformat())
    refused = acerto("decide", *words, "--out", str(out), "--memory", "muita")
    assert (refused.returncode, out.exists()) == (1, False)
    assert "“muita” não diz quanta memória usar" in refused.stderr


@pytest.mark.parametrize("name", ["--snapshot", "--out"])
def test_a_place_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    words = {"--snapshot": "retrato", "--out": "out"} | {name: " "}
    said = [word for pair in words.items() for word in pair]
    refused = acerto("decide", *said, "--policy", "consumer", "--on", ON.isoformat())
    assert refused.returncode == 1
    assert f"{name} está vazio: diga uma pasta" in refused.stderr


class TestValidate:
    def test_a_fresh_one_holds(self, world: World, tmp_path: Path) -> None:
        folder = exported(world, tmp_path / "retrato")
        assert validate_snapshot(folder=folder).rows("case") == len(AGES)
        assert acerto("snapshot", "validate", str(folder)).returncode == 0

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ("principal_cents = NULL", "grupo de linhas 0, coluna principal_cents"),
            ("principal_cents = -1", "um valor é negativo"),
            ("case_id = 0", "case_id que não existe na parte “case”"),
            ("terms_id = 0", "terms_id que não existe na parte “terms”"),
            ("title_id = 1", "title_id repetido"),
            ("effective_due_on = due_on - 1", "antes do vencimento"),
        ],
    )
    def test_a_wrong_one_is_named(
        self, world: World, tmp_path: Path, change: str, sentence: str
    ) -> None:
        folder = exported(world, tmp_path / "retrato")
        rewrite(folder, "title", change)
        with pytest.raises(InvalidSnapshot) as refused:
            validate_snapshot(folder=folder)
        assert sentence in refused.value.message

    def test_a_file_that_changed_is_named(self, world: World, tmp_path: Path) -> None:
        folder = exported(world, tmp_path / "retrato")
        file = folder / "case" / "part-0.parquet"
        file.write_bytes(file.read_bytes()[:-100])
        refused = acerto("snapshot", "validate", str(folder))
        assert refused.returncode == 1
        assert str(file) in refused.stderr

    @pytest.mark.parametrize("part", ["title", "series"])
    def test_a_missing_part_is_named(self, world: World, tmp_path: Path, part: str) -> None:
        folder = exported(world, tmp_path / "retrato")
        (folder / part / "part-0.parquet").unlink()
        with pytest.raises(InvalidSnapshot, match=part):
            validate_snapshot(folder=folder)

    def test_a_column_of_another_kind_is_named(self, world: World, tmp_path: Path) -> None:
        folder = exported(world, tmp_path / "retrato")
        rewrite(folder, "case", "", columns="* REPLACE (debtor_id::VARCHAR AS debtor_id)")
        out = tmp_path / "out"
        refused = acerto(
            "decide", "--snapshot", str(folder), "--policy", "consumer",
            "--on", ON.isoformat(), "--out", str(out),
        )  # fmt: skip
        assert "a coluna debtor_id é VARCHAR; o formato pede BIGINT" in refused.stderr
        assert not out.exists()
        assert not list(tmp_path.glob(".*"))


def rewrite(folder: Path, part: str, change: str, *, columns: str = "*") -> None:
    """Write a part anew with a fault in it, and the manifest as if nothing were wrong."""
    file = folder / part / "part-0.parquet"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT {columns} FROM {parquet(file)}")
        if change:
            database.execute(f"UPDATE t SET {change}")
        database.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for each in manifest["files"]:
        if each["path"] == f"{part}/part-0.parquet":
            each |= {"bytes": file.stat().st_size, "sha256": digest_of(file)}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
