"""Titles taken in under an older reading of their type get the day that it means now."""

from datetime import date

import pytest
from tests.factory import World

from acerto.domain.receivables.models import Title
from acerto.domain.receivables.prescriptions import renew_prescriptions
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DUE = date(2022, 8, 10)
FIVE_YEARS = date(2027, 8, 11)


def old(world: World, debt_type: str, *, issued_on: date | None = None) -> int:
    """A title of this type that was taken in as a plain debt."""
    case = world.case(world.party(f"Devedor {debt_type}", cpf=""), debt_type=debt_type)
    title_id = world.title(case, due_on=DUE)
    Title.objects.filter(pk=title_id).update(prescription_on=FIVE_YEARS, issued_on=issued_on)
    return title_id


def prescribes(title_id: int) -> date:
    return Title.objects.get(pk=title_id).prescription_on


@pytest.fixture
def world() -> World:
    return World.new()


class TestRenewPrescriptions:
    def test_a_word_understood_since_moves_the_day(self, world: World) -> None:
        with scope(world.tenant_id):
            rent, insurance = old(world, "aluguéis"), old(world, "seguro auto")
            unknown = old(world, "loja seguro")
            assert renew_prescriptions() == 2
            assert prescribes(rent) == date(2025, 8, 11)
            assert prescribes(insurance) == date(2023, 8, 11)
            assert prescribes(unknown) == FIVE_YEARS

    def test_a_cheque_counts_from_its_issue(self, world: World) -> None:
        with scope(world.tenant_id):
            cheque = old(world, "cheque pré-datado", issued_on=date(2022, 6, 1))
            renew_prescriptions()
            assert prescribes(cheque) == date(2027, 6, 2)

    def test_done_again_changes_nothing(self, world: World) -> None:
        with scope(world.tenant_id):
            old(world, "aluguéis")
            renew_prescriptions()
            assert renew_prescriptions() == 0

    def test_another_company_s_titles_are_its_own(self, world: World) -> None:
        other = World.new()
        with scope(other.tenant_id):
            theirs = old(other, "aluguéis")
        with scope(world.tenant_id):
            assert renew_prescriptions() == 0
        with scope(other.tenant_id):
            assert prescribes(theirs) == FIVE_YEARS
