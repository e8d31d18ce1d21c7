"""A snapshot that is not what its manifest says is refused before anything is decided."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.engine.in_files import edges, written
from tests.engine.portfolios import ON

from acerto.engine.policy_file import default_policy_text, load_policy
from acerto.engine.runners.checks import validate_snapshot
from acerto.engine.runners.diff import diff
from acerto.engine.runners.duckdb import decide
from acerto.engine.simulation.from_snapshot import Snapshot
from acerto.engine.snapshot_files import InvalidSnapshot

CONSUMER = load_policy(text=default_policy_text(name="consumer"))
Change = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(folder=tmp_path / "retrato", parts=edges())


def refusals(folder: Path) -> list[str]:
    """How each of those that read a snapshot refuses it, the folder's name apart."""
    out = folder.parent / "out"
    sentences = []
    for read in (
        lambda: decide(snapshot=folder, policy=CONSUMER, policy_digest="", on=ON, out=out),
        lambda: diff(snapshot=folder, old=CONSUMER, new=CONSUMER, on=ON),
        lambda: validate_snapshot(folder=folder),
        lambda: Snapshot(folder, "consumer", ON).book(),
    ):
        with pytest.raises(InvalidSnapshot) as refused:
            read()
        sentences.append(refused.value.message)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "nothing is left"
    return sentences


def manifest_changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    change(said)
    path.write_text(json.dumps(said), "utf-8")


def a_byte_flipped(folder: Path) -> None:
    file = folder / "title" / "part-0.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut_short(folder: Path) -> None:
    file = folder / "case" / "part-0.parquet"
    file.write_bytes(file.read_bytes()[:-9])


def a_file_more(folder: Path) -> None:
    file = folder / "done" / "part-0.parquet"
    file.with_name("outro.parquet").write_bytes(file.read_bytes())


def a_file_less(folder: Path) -> None:
    manifest_changed(
        folder, lambda said: said["files"].append(said["files"][0] | {"path": "case/x.parquet"})
    )


def twice(folder: Path) -> None:
    manifest_changed(folder, lambda said: said["files"].append(said["files"][0]))


def outside(path: Any) -> Change:
    def change(folder: Path) -> None:
        manifest_changed(folder, lambda said: said["files"][0].update(path=path))

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (a_byte_flipped, "title/part-0.parquet mudou depois de gravado: a soma SHA-256 não confere"),
        (cut_short, "case/part-0.parquet mudou depois de gravado: o tamanho não confere"),
        (a_file_more, "done/outro.parquet não está no manifesto"),
        (a_file_less, "Falta o arquivo"),
        (twice, "“case/part-0.parquet” duas vezes"),
        *(
            (outside(path), "não é arquivo de um retrato")
            for path in (
                "../retrato/case/part-0.parquet", "/etc/x.parquet", "case/../case/part-0.parquet",
                "case/..", "case/./part-0.parquet", "", "nada/part-0.parquet", 7, None,
            )
        ),
    ],
)  # fmt: skip
def test_everybody_refuses_it_alike(folder: Path, change: Change, sentence: str) -> None:
    change(folder)
    said = refusals(folder)
    assert sentence in said[0]
    assert len(set(said)) == 1


def test_a_day_before_the_snapshot_is_refused(folder: Path, tmp_path: Path) -> None:
    before = ON - timedelta(days=1)
    with pytest.raises(InvalidSnapshot, match="não diz como a carteira estava"):
        decide(snapshot=folder, policy=CONSUMER, policy_digest="", on=before, out=tmp_path / "out")
    with pytest.raises(InvalidSnapshot, match="não diz como a carteira estava"):
        diff(snapshot=folder, old=CONSUMER, new=CONSUMER, on=before)
    later = ON + timedelta(days=1)
    decide(snapshot=folder, policy=CONSUMER, policy_digest="", on=later, out=tmp_path / "out")
