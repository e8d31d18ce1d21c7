"""A month of an index that is missing: the title is told unknown, the others go on."""

from datetime import date

import pytest
from tests.domain.dunning.books import noon, regua
from tests.factory import World

from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.receivables.selectors import case_debt
from acerto.domain.tenancy.scope import scope
from acerto.engine.verdicts import Verdict

pytestmark = pytest.mark.django_db
STALE = date(2026, 11, 20)  # the shipped series end before
FRESH = date(2026, 8, 10)


@pytest.fixture
def world():
    world = World.new(now=noon(FRESH))
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(FRESH))
        yield world


def by_law(world, number: int, due_on: date) -> int:
    case_id = world.case(world.party(f"P{number}", cpf=f"{number:011d}", email=f"p{number}@e.org"))
    terms = world.terms(fine=None, interest=None, interest_mode="legal")
    world.title(case_id, due_on=due_on, cents=1000_00, terms_id=terms, now=noon(due_on))
    return case_id


def test_the_run_goes_on_and_counts_it(world):
    unknown = by_law(world, 1, date(2026, 11, 3))
    plain = world.case(world.party("P2", cpf="00000000002", email="p2@e.org"))
    world.title(plain, due_on=date(2026, 11, 3), cents=100_00, now=noon(STALE))
    result = run_day(on=STALE, now=noon(STALE))
    verdicts = dict(Decision.objects.values_list("case_id", "verdict"))
    assert verdicts[unknown] == Verdict.AMOUNT_UNKNOWN
    assert verdicts[plain] != Verdict.AMOUNT_UNKNOWN
    key = f"{int(Verdict.AMOUNT_UNKNOWN)}:"
    counted = [f.count for f in result.figures if f.kind == "verdict" and f.key.startswith(key)]
    assert counted == [1]


def test_with_its_months_the_engine_says_what_the_law_says(world):
    case_id = by_law(world, 1, date(2025, 7, 10))
    run_day(on=FRESH, now=noon(FRESH))
    decision = Decision.objects.get(case_id=case_id)
    debt = case_debt(case_id=case_id, on=FRESH).titles[0].debt
    assert (decision.correction_cents, decision.interest_cents) == (
        debt.correction_cents,
        debt.interest_cents,
    )
    assert decision.total_cents == debt.total_cents > 1000_00
