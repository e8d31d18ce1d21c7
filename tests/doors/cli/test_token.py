"""`acerto token`: a key that opens the API, for members alone."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from tests.factory import NOON, World

from acerto.domain.tenancy.models import Membership, Tenant
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import add_member, create_user
from acerto.domain.tenancy.tokens import token_holder
from acerto.doors.cli.token import command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

pytestmark = pytest.mark.django_db
EMAIL = "programa@example.com"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def world(db: None) -> World:
    made = World.new()
    user_id = create_user(email=EMAIL, password="uma senha comprida")
    add_member(tenant_id=made.tenant_id, user_id=user_id, role=Membership.Role.ANALYST)
    return made


def run(world: World, *words: str) -> Result:
    with scope(world.tenant_id):
        slug = Tenant.objects.get().slug
    return CliRunner().invoke(command, [*words, "--tenant", slug])


def test_prints_a_key_for_a_member(world: World) -> None:
    result = run(world, EMAIL.upper(), "--days", "2")
    holder = token_holder(token=result.stdout.strip(), now=NOON)
    assert holder is not None
    assert holder.seat.tenant_id == world.tenant_id
    late = NOON + timedelta(days=2)
    assert token_holder(token=result.stdout.strip(), now=late) is None


def test_gives_it_to_programs_too(world: World) -> None:
    answer = json.loads(run(world, EMAIL, "--json").stdout)
    assert answer["days"] == 90
    assert token_holder(token=answer["token"], now=NOON)


def test_refuses_who_is_not_of_the_company(world: World) -> None:
    result = run(world, "ninguem@example.com")
    assert isinstance(result.exception, AcertoError)
    assert result.exception.code == "not_a_member"
    assert "não é da equipe" in result.exception.message
