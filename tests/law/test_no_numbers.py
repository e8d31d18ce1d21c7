"""House rule: a number of the law lives in law/params, never in the code of a rule."""

import ast
import re
from pathlib import Path

import pytest

import acerto.law.rules

FOLDER = Path(acerto.law.rules.__file__).parent
ALLOWED = {0, 1, -1, 2, 100}
NUMBER_IN_TEXT = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?%?")


def numbers_in(source: str) -> list[str]:
    """Every literal of a source that could be a number of the law."""
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and not _is_allowed(node.value)
    ]


def _is_allowed(value: object) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float | complex):
        return isinstance(value, int) and value in ALLOWED
    if isinstance(value, str) and NUMBER_IN_TEXT.fullmatch(value.strip()):
        return value.strip() in {str(number) for number in ALLOWED}
    return True


@pytest.mark.parametrize("path", sorted(FOLDER.glob("**/*.py")), ids=lambda path: path.name)
def test_no_rule_carries_a_number_of_the_law(path: Path) -> None:
    assert numbers_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source", ["cap = 5", "cap = Decimal('0.02')", "cap = 0.02", "days = 30", "t = '2%'", "x = 3j"]
)
def test_the_check_sees_a_planted_number(source: str) -> None:
    assert numbers_in(source)


@pytest.mark.parametrize("source", ["a = 0", "a = -1", "a = x * 100", "a = True", "a = 'art. 52'"])
def test_the_check_lets_plain_arithmetic_pass(source: str) -> None:
    assert numbers_in(source) == []
