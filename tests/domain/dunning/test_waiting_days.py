"""From one day to the next: what waits for its hour keeps its place and its step."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.domain.dunning.books import TODAY, TOMORROW, debtor, noon, owe, regua
from tests.factory import World

from acerto.domain.contact.models import Contact
from acerto.domain.contact.queue import cancel_unsent
from acerto.domain.dunning.models import Decision, Step, StepMark
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.tenancy.scope import scope
from acerto.engine.verdicts import Objection, Verdict

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 3, 5)
SATURDAY = THURSDAY + timedelta(days=2)


@pytest.fixture
def world() -> Iterator[World]:
    world = World.new(now=noon(TODAY))
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(TODAY))
        yield world


def run(on: date) -> int:
    return run_day(on=on, now=noon(on)).queued


def marks(case_id: int) -> dict[str, str]:
    keys = dict(Step.objects.values_list("pk", "key"))
    rows = StepMark.objects.filter(case_id=case_id).values_list("step_id", "state")
    return {keys[step_id]: state for step_id, state in rows}


class TestReminder:
    def test_waits_while_a_message_about_what_is_overdue_does(self, world: World) -> None:
        """Queued on Thursday for its lawful hour; on Saturday another title is five days ahead."""
        case_id = debtor(world, days=30, on=THURSDAY)
        owe(world, case_id, days=-7, on=THURSDAY)
        assert run(THURSDAY) == 1
        assert run(SATURDAY) == 0
        waiting = Contact.objects.get()
        assert (waiting.state, waiting.purpose) == ("queued", "collection")
        said = Decision.objects.get(case_id=case_id, decided_on=SATURDAY)
        assert (said.verdict, said.reason) == (Verdict.WAIT, Objection.NOTHING_DUE)
        assert marks(case_id) == {
            "aviso_25": "done", "aviso_10": "overtaken", "aviso_3": "overtaken",
        }  # fmt: skip

    def test_comes_once_the_message_went(self, world: World) -> None:
        case_id = debtor(world, days=30, on=THURSDAY)
        owe(world, case_id, days=-7, on=THURSDAY)
        run(THURSDAY)
        Contact.objects.update(state="rejected")
        assert run(SATURDAY) == 1
        assert Contact.objects.get(decided_on=SATURDAY).purpose == "reminder"


class TestCancelled:
    def test_step_is_due_again(self, world: World) -> None:
        case_id = debtor(world)
        run(TODAY)
        cancel_unsent(case_ids=[case_id], now=noon(TODAY))
        assert run(TOMORROW) == 1
        queued = Contact.objects.get(state="queued")
        assert (queued.decided_on, marks(case_id)["aviso_10"]) == (TOMORROW, "done")

    def test_step_that_a_later_one_took_over_counts_as_passed(self, world: World) -> None:
        case_id = debtor(world, days=9, on=THURSDAY)
        run(THURSDAY)
        assert run(THURSDAY + timedelta(days=1)) == 1
        states = Contact.objects.order_by("decided_on").values_list("state", flat=True)
        assert list(states) == ["cancelled", "queued"]
        assert marks(case_id) == {"aviso_3": "overtaken", "aviso_10": "done"}

    def test_step_taken_up_again_stays_done(self, world: World) -> None:
        case_id = debtor(world)
        run(TODAY)
        run_day(on=TODAY, now=noon(TODAY), replace=True)
        run(TOMORROW)
        assert Contact.objects.filter(state="queued").count() == 1
        assert marks(case_id)["aviso_10"] == "done"
