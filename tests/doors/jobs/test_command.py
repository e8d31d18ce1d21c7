"""`acerto worker`, as people and scripts read it."""

import json

import pytest
from click.testing import CliRunner

from acerto.doors.cli.worker import command
from acerto.doors.jobs.worker import OUTCOMES


class Installation:
    """Answers as an installation would whose queue had this in it."""

    def __init__(self, **counts: int) -> None:
        self.counts = {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}

    def work(self, *, once: bool) -> dict[str, int]:
        assert once
        return self.counts


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "Nada a enviar agora."),
        ({"sent": 3, "postponed": 2}, "3 enviadas; 2 esperam a hora permitida."),
        ({"unknown": 1}, "1 sem confirmação: não será reenviada, confira no painel."),
        ({"unknown": 2}, "2 sem confirmação: não serão reenviadas, confira no painel."),
    ],
)
def test_says_what_became_of_the_queue(counts: dict[str, int], sentence: str) -> None:
    outcome = CliRunner().invoke(command, ["--once"], obj=Installation(**counts))
    assert outcome.output.strip() == sentence
    assert outcome.exit_code == 0


def test_counts_every_outcome_for_programs() -> None:
    outcome = CliRunner().invoke(command, ["--once", "--json"], obj=Installation(sent=3))
    answer = json.loads(outcome.output)
    assert answer["sent"] == 3
    assert set(answer) == {*OUTCOMES, "seconds"}
