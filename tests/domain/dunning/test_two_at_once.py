"""The day run by two at the same instant, each on a connection of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests.domain.dunning.books import TODAY, debtor, noon, regua
from tests.factory import World

from acerto.domain.contact.models import Contact
from acerto.domain.contact.queue import cancel_unsent
from acerto.domain.dunning.models import Decision, Run
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import RunResult, run_day
from acerto.domain.tenancy.scope import scope

CASES = 25


@pytest.fixture
def world(committed_db: None) -> Iterator[World]:
    world = World.new(now=noon(TODAY))
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(TODAY))
        cases = [debtor(world) for _ in range(CASES)]
    yield world
    with scope(world.tenant_id):
        cancel_unsent(case_ids=cases, now=noon(TODAY))


def test_two_runs_give_one_set_of_decisions(world: World) -> None:
    together = Barrier(2)

    def run(_nth: int) -> RunResult:
        try:
            with scope(world.tenant_id):
                together.wait()
                return run_day(on=TODAY, now=noon(TODAY))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(run, range(2))
    assert sorted([one.cases, other.cases]) == [0, CASES]
    assert one.run_id == other.run_id
    assert set(one.figures) == set(other.figures)
    with scope(world.tenant_id):
        assert Run.objects.get().cases == CASES
        assert Decision.objects.count() == Contact.objects.count() == CASES
        assert set(Contact.objects.values_list("run_id", flat=True)) == {one.run_id}
