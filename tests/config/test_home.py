"""Where the installation is: never by accident."""

from pathlib import Path

import pytest

from acerto.config.entry import run
from acerto.config.home import HomeUnusable, find_home


class TestFindHome:
    def test_takes_a_whole_path(self, tmp_path: Path) -> None:
        assert find_home(environ={"ACERTO_HOME": str(tmp_path)}).root == tmp_path

    @pytest.mark.parametrize("empty", ["", "  "])
    def test_refuses_an_empty_one(self, empty: str) -> None:
        with pytest.raises(HomeUnusable, match="está vazia"):
            find_home(environ={"ACERTO_HOME": empty})

    def test_refuses_a_relative_one_and_says_which_it_would_be(self) -> None:
        with pytest.raises(HomeUnusable, match=f"use {Path.cwd() / 'dados'}"):
            find_home(environ={"ACERTO_HOME": "dados"})


def test_a_command_says_it_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACERTO_HOME", "")
    assert run(["cycle"]) == 1
    assert "ACERTO_HOME está vazia" in capsys.readouterr().err


def test_says_why_the_folder_cannot_be_used_in_portuguese(tmp_path: Path) -> None:
    (tmp_path / "arquivo").touch()
    with pytest.raises(HomeUnusable, match="passa por algo que não é uma pasta"):
        find_home(environ={"ACERTO_HOME": str(tmp_path / "arquivo" / "x")}).prepare()
