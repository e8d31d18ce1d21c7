"""The wording check against examples: precision and recall, printed, with a floor.

examples.yaml was written by somebody who had not seen the expressions and is frozen: it is never
edited, and the expressions are never changed to fit one of its texts. tuning.yaml is what they were
tuned on. A text is refused when `check` finds anything, whatever the group.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from acerto.law.rules.wording import check

HERE = Path(__file__).parent / "wording"
# Of each set: the least precision and the least recall, just under what is reached.
FLOORS = {"examples.yaml": (0.85, 0.85), "tuning.yaml": (0.98, 0.98)}


@dataclass(frozen=True)
class Score:
    """How many texts were refused rightly, refused wrongly, and let pass wrongly."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def examples(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["examples"]


def score(name: str) -> Score:
    judged = [(one["lawful"], bool(check(one["text"]))) for one in examples(name)]
    return Score(
        right=judged.count((False, True)),
        wrong=judged.count((True, True)),
        missed=judged.count((False, False)),
    )


@pytest.mark.parametrize("name", FLOORS)
def test_precision_and_recall(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = score(name)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{name}: precision {found.precision:.3f}, recall {found.recall:.3f} "
            f"({found.right} rightly refused, {found.wrong} wrongly, {found.missed} missed)\n"
        )
    least_precision, least_recall = FLOORS[name]
    assert found.precision >= least_precision
    assert found.recall >= least_recall


def test_the_frozen_set_is_whole() -> None:
    lawful = [one["lawful"] for one in examples("examples.yaml")]
    assert (lawful.count(True), lawful.count(False)) == (60, 60)
