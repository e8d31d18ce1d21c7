"""What points to a party, case, creditor or terms points to one that exists, in the same tenant."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factory import NOON, World

from acerto.domain.dunning.models import StepMark
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 2)
NOWHERE = 2**40
POINTERS = [
    ("parties_identity", "party_id"),
    ("parties_contactpoint", "party_id"),
    ("parties_contactpoint", "creditor_id"),
    ("receivables_case", "debtor_id"),
    ("receivables_case", "holder_id"),
    ("receivables_title", "case_id"),
    ("receivables_title", "creditor_id"),
    ("receivables_title", "terms_id"),
    ("dunning_stepmark", "step_id"),
    ("dunning_stepmark", "episode_id"),
]
PARENTS = [
    ("parties_party", "parties_contactpoint"),
    ("receivables_case", "receivables_title"),
    ("receivables_terms", "receivables_title"),
]


def make() -> World:
    world = World.new()
    with scope(world.tenant_id):
        world.title(world.case(world.party()), due_on=DUE)
        publish_defaults(now=NOON)
        run_day(on=DUE + timedelta(days=10), now=NOON + timedelta(days=10))
        StepMark.objects.exclude(pk=StepMark.objects.latest("pk").pk).delete()
    return world


def refused(tenant_id: int, statement: str, *values: object) -> str:
    """The database's own words as it refuses a statement within a tenant."""
    with pytest.raises(IntegrityError) as error:
        change(tenant_id, statement, values)
    return str(error.value)


def change(tenant_id: int, statement: str, values: tuple[object, ...]) -> None:
    """Run a statement; a foreign key that waits for the commit speaks up at once."""
    with scope(tenant_id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


@pytest.mark.parametrize(("table", "column"), POINTERS)
def test_a_row_that_does_not_exist(table, column):
    world = make()
    words = refused(world.tenant_id, f"UPDATE {table} SET {column} = %s", NOWHERE)
    assert f"{table}.{column}" in words


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [
        ("parties_contactpoint", "party_id", "parties_party"),
        ("receivables_title", "case_id", "receivables_case"),
        ("receivables_title", "creditor_id", "tenancy_creditor"),
    ],
)
def test_a_row_of_another_tenant(table, column, parent):
    world, other = make(), make()
    with scope(other.tenant_id), connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {parent}")
        (theirs,) = cursor.fetchone()
    words = refused(world.tenant_id, f"UPDATE {table} SET {column} = %s", theirs)
    assert f"{table}.{column}" in words


def test_an_insert_is_checked_too():
    world = make()
    words = refused(
        world.tenant_id,
        "INSERT INTO receivables_case (tenant_id, debtor_id, holder_id, debt_type, party_kind,"
        " test_bucket, created_at) SELECT tenant_id, %s, holder_id, debt_type, party_kind,"
        " test_bucket, created_at FROM receivables_case",
        NOWHERE,
    )
    assert "receivables_case.debtor_id" in words


@pytest.mark.parametrize(("parent", "child"), PARENTS)
def test_a_parent_that_something_points_to_stays(parent, child):
    world = make()
    words = refused(world.tenant_id, f"DELETE FROM {parent}")
    assert parent in words
    assert child in words or "violates foreign key" in words
