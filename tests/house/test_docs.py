"""Docs keep up with the product: the drawn model, every command, every word of the models."""

import importlib.util
from pathlib import Path

import pytest

from acerto.doors.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = "\n".join(path.read_text() for path in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])


def test_the_data_model_page_is_drawn_from_the_models():
    spec = importlib.util.spec_from_file_location("draw_model", ROOT / "docs/draw_model.py")
    draw_model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw_model)
    assert draw_model.PAGE.read_text() == draw_model.drawn(), "run python docs/draw_model.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told(name):
    assert f"acerto {name}" in PAGES


def test_every_setting_is_told():
    settings = (ROOT / "src/acerto/config/settings.py").read_text()
    names = {part.split('"')[1] for part in settings.split("(") if part.startswith('"ACERTO_')}
    assert names, "settings.py no longer reads the environment this way"
    assert {name for name in names if name not in PAGES} == set()


def test_both_readmes_name_the_two_commands():
    for name in ("README.md", "README.pt-BR.md"):
        text = (ROOT / name).read_text()
        assert "make demo" in text
        assert "make test" in text
