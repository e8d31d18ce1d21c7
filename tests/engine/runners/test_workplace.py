"""Output that appears whole or not at all, on disks that rename and in stores that copy."""

from pathlib import Path

import pytest

from acerto.engine.runners.outcome import OutputTaken
from acerto.engine.runners.workplace import (
    LOCAL,
    LocalFiles,
    put_in_place,
    refuse_taken,
    workplace,
)

DECISIONS = '{"format": "acerto-decisions", "version": 1}'


class Copying(LocalFiles):
    """A store that copies instead of renaming, and may die after some moves."""

    def __init__(self, *, moves: int = 9) -> None:
        self.left = moves

    def at_once(self, at: str) -> bool:
        return False

    def rename(self, old: str, new: str) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        super().rename(old, new)


def finished(work: str) -> str:
    """A result in the workplace: a day's file and the manifest, whose name comes after in any order."""
    result = Path(work) / "result"
    (result / "zona").mkdir(parents=True)
    (result / "zona" / "parte").write_text("novo")
    (result / "manifest.json").write_text("{}")
    return str(result)


def put(files: LocalFiles, work: str, out: Path, *, replace: bool = True) -> None:
    put_in_place(
        files=files,
        work=work,
        result=finished(work),
        out=str(out),
        snapshot=str(out.parent / "retrato"),
        replace=replace,
    )


@pytest.mark.parametrize("files", [LOCAL, Copying()], ids=["renames", "copies"])
@pytest.mark.parametrize("taken", [False, True])
def test_the_new_takes_the_place_of_the_old(tmp_path: Path, files: LocalFiles, taken: bool) -> None:
    out = tmp_path / "fundo" / "out"
    if taken:
        (out / "decided_on=2026-03-02").mkdir(parents=True)
        (out / "manifest.json").write_text(DECISIONS)
    with workplace(files=files, out=str(out)) as work:
        put(files, work, out)
    assert list(out.parent.iterdir()) == [out]
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "zona"]


def test_the_manifest_comes_last_where_files_are_copied(tmp_path: Path) -> None:
    files, out = Copying(moves=1), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt), workplace(files=files, out=str(out)) as work:
        put(files, work, out)
    assert [path.name for path in out.iterdir()] == ["zona"]


def test_what_killed_runs_left_goes_first_and_nothing_of_others(tmp_path: Path) -> None:
    for name in (".out.partial-1", ".outro.partial-1", "out.partial-1"):
        (tmp_path / name).mkdir()
    with workplace(files=LOCAL, out=str(tmp_path / "out")) as work:
        there = {path.name for path in tmp_path.iterdir()}
    assert there == {Path(work).name, ".outro.partial-1", "out.partial-1"}


def test_a_name_alone_is_of_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with workplace(files=LOCAL, out="out") as work:
        assert [path.name for path in tmp_path.iterdir()] == [work]
    assert not list(tmp_path.iterdir())


def refused(out: Path, snapshot: Path, *, replace: bool = True) -> str:
    """The sentence with which an output is refused."""
    with pytest.raises(OutputTaken) as taken:
        refuse_taken(files=LOCAL, out=str(out), snapshot=str(snapshot), replace=replace)
    return taken.value.message


class TestWhatMayBeReplaced:
    @pytest.mark.parametrize("replace", [False, True])
    @pytest.mark.parametrize(
        "out", [".", "retrato", "retrato/case", "retrato/novo", "atalho", "atalho/x"]
    )
    def test_never_what_overlaps_the_snapshot(
        self, tmp_path: Path, out: str, replace: bool
    ) -> None:
        """The same, inside or around, by whatever name, there already or not."""
        snapshot = tmp_path / "retrato"
        (snapshot / "case").mkdir(parents=True)
        (tmp_path / "atalho").symlink_to(snapshot)
        assert "mesma pasta" in refused(tmp_path / out, snapshot, replace=replace)

    def test_no_folder_with_anything_else(self, tmp_path: Path) -> None:
        out, snapshot = tmp_path / "out", tmp_path / "retrato"
        (out / "fotos").mkdir(parents=True)
        assert "nada foi apagado" in refused(out, snapshot)
        (out / "manifest.json").write_text(DECISIONS)
        assert "nada foi apagado" in refused(out, snapshot), "decisions, and something beside them"

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "acerto-snapshot"}'])
    def test_no_folder_of_another_manifest(self, tmp_path: Path, text: str) -> None:
        out = tmp_path / "out"
        out.mkdir()
        (out / "manifest.json").write_text(text)
        assert "nada foi apagado" in refused(out, tmp_path / "retrato")

    def test_no_file_and_no_broken_link(self, tmp_path: Path) -> None:
        (tmp_path / "nota.txt").write_text("fica")
        (tmp_path / "atalho").symlink_to(tmp_path / "nada")
        for name in ("nota.txt", "atalho"):
            assert "nada foi apagado" in refused(tmp_path / name, tmp_path / "retrato")

    def test_not_where_one_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for out in (Path(), tmp_path, tmp_path.parent):
            assert "pasta em que você está" in refused(out, Path("/retrato"))

    @pytest.mark.parametrize("names", [[], ["manifest.json", "decided_on=2026-03-02"]])
    def test_decisions_and_an_empty_folder(self, tmp_path: Path, names: list[str]) -> None:
        out = tmp_path / "out"
        out.mkdir()
        for name in names:
            (out / name).write_text(DECISIONS)
        refuse_taken(files=LOCAL, out=str(out), snapshot=str(tmp_path / "retrato"), replace=True)
        assert "já existe" in refused(out, tmp_path / "retrato", replace=False)

    def test_what_an_interrupted_copy_left(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        (out / "decided_on=2026-03-02").mkdir(parents=True)
        store = Copying()
        refuse_taken(files=store, out=str(out), snapshot=str(tmp_path / "retrato"), replace=True)
        assert "nada foi apagado" in refused(out, tmp_path / "retrato")


class TestTwoAtOnce:
    def test_the_second_is_told_and_the_first_goes_on(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        with workplace(files=LOCAL, out=str(out)) as work:
            second = workplace(files=LOCAL, out=str(out))
            with pytest.raises(OutputTaken, match="Outra rodada está gravando"):
                second.__enter__()
            put(LOCAL, work, out)
        assert (out / "manifest.json").is_file()

    def test_what_appeared_meanwhile_stays(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        with workplace(files=LOCAL, out=str(out)) as work:
            out.mkdir()
            (out / "carta.txt").write_text("fica")
            with pytest.raises(OutputTaken, match="já existe"):
                put(LOCAL, work, out, replace=False)
        assert [path.name for path in tmp_path.iterdir()] == ["out"]
        assert (out / "carta.txt").read_text() == "fica"
