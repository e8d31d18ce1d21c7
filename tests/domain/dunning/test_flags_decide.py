"""What the team marks changes what the day decides: the whole person, one case, or one title."""

from collections.abc import Iterator
from datetime import date

import pytest
from tests.domain.dunning.books import TODAY, debtor, noon, owe, regua
from tests.factory import World

from acerto.domain.contact.flags import SETTABLE, Fact, Where, end_flag, set_flag
from acerto.domain.contact.models import Hold
from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.receivables.models import Case, Title
from acerto.domain.tenancy.scope import scope
from acerto.engine.verdicts import Objection, Verdict, objections_in

pytestmark = pytest.mark.django_db
NOW = noon(TODAY)


@pytest.fixture
def world() -> Iterator[World]:
    world = World.new(now=NOW)
    with scope(world.tenant_id):
        publish(text=regua(), now=NOW)
        yield world


def flag(where: Where, reason: Hold.Reason) -> int:
    fact = Fact(reason=reason, event_on=date(2026, 2, 1), evidence="0001")
    return set_flag(where=where, fact=fact, now=NOW, actor_id=1)[0]


def decided() -> dict[int, tuple[int, tuple[Objection, ...]]]:
    run_day(on=TODAY, now=NOW)
    rows = Decision.objects.values_list("case_id", "verdict", "objections")
    return {case: (verdict, objections_in(mask=mask)) for case, verdict, mask in rows}


class TestFlag:
    @pytest.mark.parametrize("reason", SETTABLE)
    def test_of_a_person_holds_their_cases_and_no_others(
        self, world: World, reason: Hold.Reason
    ) -> None:
        flagged, other = debtor(world), debtor(world)
        flag(Where(party_id=Case.objects.get(pk=flagged).debtor_id), reason)
        found = decided()
        assert found[flagged][0] == Verdict.HELD
        assert Objection.HOLD in found[flagged][1]
        assert found[other] == (Verdict.CONTACT, ())

    def test_of_a_case_leaves_the_persons_other_case(self, world: World) -> None:
        first = debtor(world)
        party_id = Case.objects.get(pk=first).debtor_id
        second = world.case(party_id, debt_type="loan")
        owe(world, second, days=12)
        flag(Where(case_ids=(first,)), Hold.Reason.LAWSUIT)
        found = decided()
        assert (found[first][0], found[second][0]) == (Verdict.HELD, Verdict.CONTACT)

    def test_of_a_title_takes_it_out_of_the_charge(self, world: World) -> None:
        case_id = debtor(world, cents=100_00)
        owe(world, case_id, days=12, cents=50_00)
        old = Title.objects.filter(case_id=case_id, principal_cents=100_00).get()
        flag(Where(title_ids=(old.pk,)), Hold.Reason.RECOVERY)
        assert decided()[case_id] == (Verdict.CONTACT, (Objection.DISPUTE,))
        assert Decision.objects.get().principal_cents == 50_00

    def test_ended_holds_nothing(self, world: World) -> None:
        case_id = debtor(world)
        hold_id = flag(Where(case_ids=(case_id,)), Hold.Reason.MANUAL)
        end_flag(hold_id=hold_id, now=NOW, actor_id=1)
        assert decided()[case_id] == (Verdict.CONTACT, ())
