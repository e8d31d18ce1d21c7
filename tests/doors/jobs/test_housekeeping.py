"""Error files go after their days; a balance that does not add up is told, not hidden."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.domain.dunning.books import debtor, regua
from tests.factory import World

from acerto.domain.audit.models import Event
from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.intake.models import ErrorFile, Import
from acerto.domain.ledger.models import TitleBalance
from acerto.domain.tenancy.scope import scope
from acerto.doors.jobs.housekeeping import tidy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 15, 0, tzinfo=UTC)


def error_file(world: World, *, expires_at: datetime) -> None:
    taken = Import.objects.create(
        tenant_id=world.tenant_id,
        creditor_id=world.creditor_id,
        kind="titles",
        mode="partial",
        file_name="x.csv",
        file_digest=b"",
        mapping="",
        started_at=NOW,
    )
    ErrorFile.objects.create(
        tenant_id=world.tenant_id, file_of=taken, content_enc=b"", rows=1, expires_at=expires_at
    )


def test_error_files_are_forgotten_when_their_days_are_over():
    tidy(now=NOW)  # what other tests have left
    world = World.new()
    with scope(world.tenant_id):
        error_file(world, expires_at=NOW)
        error_file(world, expires_at=NOW + timedelta(seconds=1))
    assert tidy(now=NOW).error_files_gone == 1
    with scope(world.tenant_id):
        assert ErrorFile.objects.count() == 1


def test_an_unequal_balance_is_told_with_its_title():
    world = World.new()
    with scope(world.tenant_id):
        title_id = world.title(world.case(world.party()), due_on=date(2026, 3, 2))
    assert tidy(now=NOW).unequal_titles == 0
    with scope(world.tenant_id):
        TitleBalance.objects.filter(pk=title_id).update(principal_cents=1)
    assert tidy(now=NOW).unequal_titles == 1
    with scope(world.tenant_id):
        assert Event.objects.get(kind="ledger.unequal").facts == {"titles": [title_id]}


def test_old_months_move_out_and_old_snapshots_go():
    world = World.new()
    first, second = NOW, NOW + timedelta(days=450)
    with scope(world.tenant_id):
        publish(text=regua(), now=first)
        debtor(world, on=first.date())
        run_day(on=first.date(), now=first)
        run_day(on=second.date(), now=second)
    tidied = tidy(now=second)
    assert (tidied.snapshots_gone, tidied.months_moved) == (1, 1)
    with scope(world.tenant_id):
        assert [each.decided_on for each in Decision.objects.all()] == [second.date()]
    assert tidy(now=second).months_moved == 0
