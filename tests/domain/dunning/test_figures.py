"""The figures of a run: of all creditors, and of those that a member may see."""

import pytest
from tests.domain.dunning.books import TODAY, noon, regua
from tests.factory import World

from acerto.domain.dunning.figures import read_figures
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.screens.overview import overview
from acerto.domain.dunning.services import run_day
from acerto.domain.receivables.models import Case
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DUE = TODAY.replace(month=1)


@pytest.fixture
def two():
    """Two creditors of one tenant: the first has two cases with three titles, the other one."""
    world = World.new()
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(TODAY))
        other = world.another_creditor("outra")
        for cpf, titles in (("39053344705", 1), ("11144477735", 2), ("52998224725", 1)):
            case_id = world.case(world.party(cpf=cpf))
            for _number in range(titles):
                world.title(case_id, due_on=DUE)
        Case.objects.filter(pk=case_id).update(holder_id=other)
        result = run_day(on=TODAY, now=noon(TODAY))
        yield world.creditor_id, other, result


def cents(figures, key: str) -> tuple[int, int]:
    (found,) = [(f.count, f.cents) for f in figures if (f.kind, f.key) == ("total", key)]
    return found


def test_each_creditor_has_its_own_and_all_have_the_sum(two):
    mine, other, result = two
    kept = {
        reach: cents(read_figures(run_id=result.run_id, reach=reach), "open")
        for reach in (frozenset({mine}), frozenset({other}), frozenset())
    }
    assert kept[frozenset({mine})][0] == 3
    assert kept[frozenset({other})][0] == 1
    assert cents(result.figures, "open") == kept[frozenset()]
    assert kept[frozenset()] == tuple(
        sum(pair) for pair in zip(kept[frozenset({mine})], kept[frozenset({other})], strict=True)
    )


def test_the_overview_of_a_member_shows_what_is_in_reach(two):
    mine, other, _result = two
    assert overview(on=TODAY, reach=frozenset()).cases == 3
    assert overview(on=TODAY, reach=frozenset({mine})).cases == 2
    seen = overview(on=TODAY, reach=frozenset({other}))
    assert (seen.cases, seen.open.count) == (1, 1)
    assert sum(bar.count for bar in seen.aging) == 1
