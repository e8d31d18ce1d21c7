"""`acerto decide --engine spark`: the files that DuckDB would write, whole or not at all."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyspark
import pytest
from tests.engine.in_files import decisions_in, edges, written
from tests.engine.portfolios import ON

from acerto import __main__ as program
from acerto.engine.policy import Policy
from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners import duckdb as here
from acerto.engine.runners import spark as cluster
from acerto.engine.runners.outcome import CannotDecide, Decided, OutputTaken
from acerto.engine.runners.spark_session import heap_mib
from acerto.engine.snapshot_files import InvalidSnapshot
from acerto.engine.verdicts import Verdict

CONSUMER = load_policy(text=default_policy_text(name="consumer"))
BUSINESS = load_policy(text=default_policy_text(name="business"))
LOOKS, LOOK_SECONDS = range(5_000), 0.05
WORDS = ("--policy", "consumer", "--on", ON.isoformat())


def marks() -> list[dict[str, Any]]:
    """Steps done of episodes and of titles; one title has moved to another case since."""
    found = [
        {"case_id": case_id, "episode_id": case_id, "title_id": 0, "step_id": 3}
        for case_id in range(1, 45, 2)
    ]
    return found + [
        {"case_id": 1 + (title_id - 1) // 4, "episode_id": 0, "title_id": title_id, "step_id": 1}
        for title_id in range(1, 177, 3)
    ]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = edges(done=marks())
    parts["done"][-1]["case_id"] = 1
    folder = tmp_path_factory.mktemp("retratos") / "retrato d'hoje, São João"
    return written(folder=folder, parts=parts, files=3)


def decided(
    *, spark: Any, snapshot: Path | str, out: Path | str, policy: Policy = CONSUMER, **more: Any
) -> Decided:
    return cluster.decide(
        session=spark,
        snapshot=snapshot,
        policy=policy,
        policy_digest="d",
        on=ON,
        out=out,
        **more,
    )


class TestDecide:
    @pytest.mark.parametrize("policy", [CONSUMER, BUSINESS], ids=lambda policy: policy.name)
    def test_writes_what_duckdb_writes(
        self, spark: Any, snapshot: Path, tmp_path: Path, policy: Policy
    ) -> None:
        said: list[float] = []
        found = decided(
            spark=spark,
            snapshot=snapshot,
            out=tmp_path / "spark",
            policy=policy,
            progress=said.append,
        )
        wanted = here.decide(
            snapshot=snapshot, policy=policy, policy_digest="d", on=ON, out=tmp_path / "duckdb"
        )
        assert decisions_in(tmp_path / "spark") == decisions_in(tmp_path / "duckdb")
        assert found.cases == wanted.cases > 0
        assert found.by_verdict == wanted.by_verdict
        assert set(found.unknown) == set(wanted.unknown) != set()
        assert all(0 <= part <= 1 for part in said)
        assert manifest_of(tmp_path / "spark") == manifest_of(tmp_path / "duckdb")

    def test_reads_and_writes_urls(self, spark: Any, snapshot: Path, tmp_path: Path) -> None:
        out = tmp_path / "fundo" / "decisões"
        found = decided(spark=spark, snapshot=f"file://{snapshot}/", out=f"file://{out}/")
        assert found.folder == f"file://{out}/"
        assert sorted(path.name for path in out.iterdir()) == [f"decided_on={ON}", "manifest.json"]
        [left] = out.parent.iterdir()
        assert left == out

    def test_tells_every_file_with_its_digest(
        self, spark: Any, snapshot: Path, tmp_path: Path
    ) -> None:
        found = decided(spark=spark, snapshot=snapshot, out=tmp_path / "out")
        files = sorted((tmp_path / "out").glob("*/*"))
        assert [(tmp_path / "out" / each.path) for each in found.files] == files
        for told, path in zip(found.files, files, strict=True):
            assert told.sha256 == sha256(path.read_bytes()).hexdigest()
            assert told.bytes == path.stat().st_size
            assert [(told.rows,)] == duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()

    def test_keeps_what_is_there(self, spark: Any, snapshot: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        out.mkdir()
        (out / "carta.txt").write_text("fica")
        for replace in (False, True):
            with pytest.raises(OutputTaken):
                decided(spark=spark, snapshot=snapshot, out=out, replace=replace)
        with pytest.raises(OutputTaken, match="mesma pasta"):
            decided(spark=spark, snapshot=snapshot, out=snapshot / "case", replace=True)
        assert (out / "carta.txt").read_text() == "fica"
        (out / "carta.txt").unlink()
        for _again in range(2):
            decided(spark=spark, snapshot=snapshot, out=out, replace=True)
        assert list(tmp_path.iterdir()) == [out]

    def test_gives_no_row_for_no_case(self, spark: Any, tmp_path: Path) -> None:
        parts = edges() | {"case": [], "title": []}
        empty = written(folder=tmp_path / "vazio", parts=parts)
        found = decided(spark=spark, snapshot=empty, out=tmp_path / "out")
        assert (found.cases, found.by_verdict, found.unknown) == (0, {}, ())
        assert len(decisions_in(tmp_path / "out")) == 1, "the types alone"


def manifest_of(folder: Path) -> dict[str, Any]:
    """What the manifest says, its files and the order of what is unknown apart."""
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert sum(each["rows"] for each in said["files"]) == said["cases"]
    return said | {"files": [], "unknown": sorted(said["unknown"])}


def without_a_part(folder: Path) -> None:
    (folder / "series" / "part-0.parquet").unlink()


def without_a_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def cut_short(folder: Path) -> None:
    file = folder / "case" / "part-0.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def broken_at_once(folder: Path) -> None:
    cut_short(folder)
    told_anew(folder / "case" / "part-0.parquet")


def with_a_file_more(folder: Path) -> None:
    (folder / "done" / "part-9.parquet").write_bytes(
        (folder / "done" / "part-0.parquet").read_bytes()
    )


def told_anew(file: Path) -> None:
    """Let the manifest say the size that a file has."""
    path = file.parents[1] / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    for each in manifest["files"]:
        if each["path"] == f"{file.parent.name}/{file.name}":
            each["bytes"] = file.stat().st_size
    path.write_text(json.dumps(manifest), "utf-8")


def of_another_kind(folder: Path) -> None:
    rewritten(folder / "case" / "part-0.parquet", "* REPLACE (debtor_id::VARCHAR AS debtor_id)")


def without_a_column(folder: Path) -> None:
    rewritten(folder / "title" / "part-0.parquet", "* EXCLUDE (held)")


def without_its_terms(folder: Path) -> None:
    rewritten(folder / "terms" / "part-0.parquet", "* REPLACE (terms_id + 9 AS terms_id)")


def rewritten(file: Path, columns: str) -> None:
    other = file.with_suffix(".new")
    duckdb.sql(f"COPY (SELECT {columns} FROM '{file}') TO '{other}' (FORMAT parquet)")
    other.replace(file)
    told_anew(file)


class TestBrokenSnapshots:
    @pytest.mark.parametrize(
        ("broken", "sentence"),
        [
            (without_a_manifest, "falta manifest.json"),
            (without_a_part, "não tem a parte “series”"),
            (cut_short, "case/part-0.parquet mudou depois de gravado: o tamanho não confere"),
            (broken_at_once, "case/part-0.parquet não é um arquivo Parquet inteiro"),
            (with_a_file_more, "done/part-9.parquet não está no manifesto"),
            (of_another_kind, "a coluna debtor_id é string; o formato pede bigint"),
            (without_a_column, "title/part-0.parquet: falta a coluna held"),
            (without_its_terms, "condições 1, que faltam"),
        ],
    )
    def test_are_named_and_leave_nothing(
        self, spark: Any, tmp_path: Path, broken: Callable[[Path], None], sentence: str
    ) -> None:
        folder = written(folder=tmp_path / "retrato", parts=edges())
        broken(folder)
        with pytest.raises(InvalidSnapshot) as refused:
            decided(spark=spark, snapshot=folder, out=tmp_path / "out")
        assert sentence in refused.value.message
        assert list(tmp_path.iterdir()) == [folder]

    def test_with_a_page_that_cannot_be_read_stop_the_run(self, spark: Any, tmp_path: Path) -> None:
        folder = written(folder=tmp_path / "retrato", parts=edges())
        file = folder / "title" / "part-0.parquet"
        content = bytearray(file.read_bytes())
        content[20:400] = bytes(380)
        file.write_bytes(content)
        with pytest.raises(CannotDecide, match="ler ou gravar"):
            decided(spark=spark, snapshot=folder, out=tmp_path / "out")
        assert list(tmp_path.iterdir()) == [folder]


class TestCommand:
    def test_runs_under_spark_submit(self, snapshot: Path, tmp_path: Path) -> None:
        submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
        out = tmp_path / "out"
        answer = subprocess.run(
            [submit, "--master", "local[2]", "--conf", "spark.ui.enabled=false",
             program.__file__, "decide", "--engine", "spark", "--snapshot", snapshot, *WORDS,
             "--out", f"file://{out}", "--json"],
            capture_output=True, text=True, check=False, env=environment(),
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        told = json.loads(answer.stdout.splitlines()[-1])
        counts = duckdb.sql(
            f"SELECT verdict, count(*) FROM '{out}/*/*.parquet' GROUP BY verdict"
        ).fetchall()
        assert told["by_verdict"] == {Verdict(v).name.lower(): number for v, number in counts}

    def test_killed_leaves_nothing_and_runs_again(
        self, spark: Any, snapshot: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        words = ("--engine", "spark", "--master", "local[1]", "--snapshot", str(snapshot))
        with subprocess.Popen(
            [sys.executable, program.__file__, "decide", *words, *WORDS, "--out", str(out)],
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as run:
            for _look in LOOKS:
                if left := list(tmp_path.glob(".out.partial-*")):
                    break
                with suppress(subprocess.TimeoutExpired):
                    run.wait(LOOK_SECONDS)
                    pytest.fail("it ended before it could be killed")
            run.send_signal(signal.SIGKILL)
        assert list(tmp_path.iterdir()) == left, "something looks like an answer"
        decided(spark=spark, snapshot=snapshot, out=out)
        assert list(tmp_path.iterdir()) == [out]


def environment() -> dict[str, str]:
    """This process' environment, the path to our modules with it; Spark's own is left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_")}
    return kept | {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}


@pytest.mark.parametrize(
    ("said", "mib"),
    [("16GB", 13733), ("16gib", 14746), ("2 GB", 1523), ("1,5GB", 1046), ("4096MiB", 3687)],
)
def test_memory_leaves_room_beside_the_heap(said: str, mib: int) -> None:
    assert heap_mib(said) == mib


@pytest.mark.parametrize("said", ["muita", "16", "GB", "-1GB", "500MB"])
def test_a_memory_that_is_none_is_told(said: str) -> None:
    with pytest.raises(CannotDecide, match=said):
        heap_mib(said)
