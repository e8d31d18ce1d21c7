"""Output that appears whole or not at all, on disks that rename and in stores that copy."""

from pathlib import Path

import pytest

from acerto.engine.runners.workplace import LOCAL, LocalFiles, put_in_place, workplace


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


@pytest.mark.parametrize("files", [LOCAL, Copying()], ids=["renames", "copies"])
@pytest.mark.parametrize("taken", [False, True])
def test_the_new_takes_the_place_of_the_old(tmp_path: Path, files: LocalFiles, taken: bool) -> None:
    out = tmp_path / "fundo" / "out"
    if taken:
        out.mkdir(parents=True)
        (out / "velho").write_text("velho")
    with workplace(files=files, out=str(out)) as work:
        put_in_place(files=files, work=work, result=finished(work), out=str(out))
    assert list(out.parent.iterdir()) == [out]
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "zona"]


def test_the_manifest_comes_last_where_files_are_copied(tmp_path: Path) -> None:
    files, out = Copying(moves=1), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt), workplace(files=files, out=str(out)) as work:
        put_in_place(files=files, work=work, result=finished(work), out=str(out))
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
