"""The pages of the rules are drawn from the law as data, and the READMEs say who has not read it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from acerto.law import catalogue

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def draw_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_rules", ROOT / "docs/draw_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_they_are_up_to_date(draw_rules: ModuleType) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in draw_rules.FOLDER.glob("*.md")}
    drawn = draw_rules.drawn()
    stale = [name for name in {*kept, *drawn} if kept.get(name) != drawn.get(name)]
    assert stale == [], "run make rules"


def test_the_table_has_a_row_for_every_rule(draw_rules: ModuleType) -> None:
    table = draw_rules.drawn()["tabela.md"]
    assert [rule.id for rule in catalogue.rules() if f"[`{rule.id}`]" not in table] == []


def test_a_rule_without_a_source_is_marked(draw_rules: ModuleType) -> None:
    rows = draw_rules.drawn()["tabela.md"].splitlines()
    for rule in catalogue.rules():
        row = next(row for row in rows if f"[`{rule.id}`]" in row)
        assert ("sem fonte" in row) is rule.unsourced


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("README.md", "No lawyer has reviewed them yet"),
        ("README.pt-BR.md", "Nenhum advogado as reviu ainda"),
    ],
)
def test_the_readmes_say_that_no_lawyer_has_reviewed_it(name: str, sentence: str) -> None:
    assert sentence in " ".join((ROOT / name).read_text(encoding="utf-8").split())
