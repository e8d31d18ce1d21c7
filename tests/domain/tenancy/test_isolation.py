"""No tenant sees nothing; tenant A reads and writes nothing of tenant B, whichever way it asks."""

from datetime import date

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from tests.factory import NOON, World

from acerto.domain.dunning.models import Decision, Run
from acerto.domain.parties.models import Party
from acerto.domain.receivables.models import Case, Title
from acerto.domain.tenancy.models import Creditor, Tenant
from acerto.domain.tenancy.scope import NoTenant, current, scope
from acerto.domain.tenancy.selectors import tenant_ids

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 2)
NUMBERS = (
    "verdict",
    "reason",
    "objections",
    "segment_id",
    "channel",
    "age_days",
    "titles_open",
    "titles_overdue",
    "principal_cents",
    "interest_cents",
    "fine_cents",
    "correction_cents",
    "discount_cents",
    "overdue_cents",
    "total_cents",
    "overtaken",
)


@pytest.fixture
def two():
    """Tenants a and b, each with a debtor, a title and a decision."""
    return [make(), make()]


def make() -> World:
    world = World.new()
    with scope(world.tenant_id):
        case_id = world.case(world.party())
        world.title(case_id, due_on=DUE)
        run = Run.objects.create(
            tenant_id=world.tenant_id,
            decided_on=DUE,
            policy_versions="1",
            law_version="x",
            engine_version="x",
            started_at=NOON,
        )
        execute("SELECT acerto_decision_month(%s)", [DUE])
        numbers = dict.fromkeys(NUMBERS, 0)
        Decision.objects.create(
            case_id=case_id,
            decided_on=DUE,
            tenant_id=world.tenant_id,
            run_id=run.pk,
            policy_version_id=1,
            **numbers,
        )
    return world


def execute(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def relations(kinds: str) -> list[str]:
    """Tables, views and partitions with a tenant."""
    rows = execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'tenant_id' AND c.relkind = ANY(%s)"
        " AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
        [list(kinds)],
    )
    return [row[0] for row in rows]


class TestNoTenant:
    def test_every_table_view_and_partition_is_empty(self, two):
        execute("SELECT set_config('acerto.on', '2026-03-02', true)")
        execute("SELECT set_config('acerto.now', '2026-03-02 12:00Z', true)")
        names = relations("rpv")
        assert {"receivables_title", "dunning_decision", "receivables_open_title"} <= set(names)
        for name in names:
            if execute("SELECT has_table_privilege(%s, 'SELECT')", [name])[0][0]:
                assert execute(f"SELECT COUNT(*) FROM {name}") == [(0,)], name

    def test_code_that_needs_one_says_so(self, db):
        with pytest.raises(NoTenant):
            current()

    def test_ids_alone_are_found_before_a_tenant_is_known(self, two):
        assert {world.tenant_id for world in two} <= set(tenant_ids())

    def test_nothing_can_be_written(self, two):
        with pytest.raises(Error), transaction.atomic():
            Tenant.objects.create(name="X", slug="x", created_at=NOON)


class TestOtherTenant:
    def test_the_orm_sees_only_its_own(self, two):
        a, b = two
        with scope(a.tenant_id):
            for model in apps.get_models():
                if "tenant" in {f.name for f in model._meta.fields}:
                    seen = set(model.objects.values_list("tenant_id", flat=True))
                    assert seen <= {a.tenant_id}, model
            assert not Party.objects.filter(tenant_id=b.tenant_id).exists()
            assert list(Tenant.objects.values_list("pk", flat=True)) == [a.tenant_id]

    def test_raw_sql_and_views_see_only_their_own(self, two):
        a, b = two
        with scope(a.tenant_id):
            execute("SELECT set_config('acerto.on', '2026-03-02', true)")
            execute("SELECT set_config('acerto.now', '2026-03-02 12:00Z', true)")
            for name in relations("rpv"):
                if execute("SELECT has_table_privilege(%s, 'SELECT')", [name])[0][0]:
                    assert execute(
                        f"SELECT COUNT(*) FROM {name} WHERE tenant_id = %s", [b.tenant_id]
                    ) == [(0,)], name

    def test_a_partition_cannot_be_asked_past_its_parent(self, two):
        with scope(two[0].tenant_id), pytest.raises(Error), transaction.atomic():
            execute("SELECT * FROM dunning_decision_202603")

    def test_rows_cannot_be_planted(self, two):
        a, b = two
        with scope(a.tenant_id), pytest.raises(Error), transaction.atomic():
            Creditor.objects.create(
                tenant_id=b.tenant_id, code="planted", legal_name="X", tax_id="0"
            )
        with scope(a.tenant_id), pytest.raises(Error), transaction.atomic():
            execute(
                "INSERT INTO audit_event (tenant_id, at, kind, facts) VALUES (%s, now(), 'x', '{}')",
                [b.tenant_id],
            )

    def test_rows_cannot_be_changed_moved_or_deleted(self, two):
        a, b = two
        with scope(b.tenant_id):
            case_id = Case.objects.get().pk
        with scope(a.tenant_id):
            assert Title.objects.filter(tenant_id=b.tenant_id).update(state="settled") == 0
            assert (
                execute("UPDATE receivables_case SET debt_type = 'x' WHERE id = %s", [case_id]) == 0
            )
            assert (
                execute("DELETE FROM parties_contactpoint WHERE tenant_id = %s", [b.tenant_id]) == 0
            )
            with pytest.raises(Error), transaction.atomic():
                Party.objects.update(tenant_id=b.tenant_id)

    def test_a_scope_does_not_open_inside_another(self, two):
        a, b = two
        with scope(a.tenant_id), pytest.raises(NoTenant), scope(b.tenant_id):
            pass

    def test_the_application_cannot_become_another_role(self, two):
        for role in ("acerto_owner", "acerto_maintenance"):
            with pytest.raises(Error), transaction.atomic():
                execute(f"SET ROLE {role}")


def test_every_table_with_a_tenant_is_walled(db):
    unwalled = execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p')"
        " AND c.relnamespace = 'public'::regnamespace"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    assert unwalled == []


def test_a_backup_may_read_every_partition(two):
    rows = execute(
        "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
        " AND NOT has_table_privilege('acerto_maintenance', oid, 'SELECT')"
    )
    assert rows == []
