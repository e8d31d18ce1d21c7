"""Row-level security and grants, asked of the database itself (DESIGN decision 10)."""

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from acerto.config.postgres.schema import is_current, secure
from acerto.domain.tenancy.models import Creditor, Tenant
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import create_creditor

WITH_TENANT = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced, c.relispartition,
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
        AND p.polname = 'tenant_isolation' AND p.polqual IS NOT NULL) AS policies,
       has_table_privilege('acerto_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') AS reachable
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY 1
"""


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.django_db
class TestPolicies:
    def test_every_table_and_partition_with_a_tenant_is_forced_under_one_policy(self) -> None:
        found = rows(WITH_TENANT)
        assert len(found) > 10
        assert [name for name, forced, _, policies, _ in found if not forced or policies != 1] == []

    def test_without_a_tenant_nothing_is_seen(self, tenant: int) -> None:
        create_creditor(tenant_id=tenant, code="loja", legal_name="Loja")
        assert Creditor.objects.count() == 0
        assert Tenant.objects.count() == 0
        with scope(tenant):
            assert Creditor.objects.count() == 1

    def test_a_row_of_another_tenant_cannot_be_written(self, tenant: int) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), scope(tenant):
            Creditor.objects.create(tenant_id=tenant + 1, code="x", legal_name="X")

    def test_views_read_as_their_reader(self) -> None:
        lax = rows(
            "SELECT relname FROM pg_class WHERE relkind = 'v' "
            "AND relnamespace = 'public'::regnamespace "
            "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        )
        assert lax == []

    def test_no_materialised_view_holds_rows_of_all_tenants(self) -> None:
        assert rows("SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'") == []


@pytest.mark.django_db
class TestRoles:
    def test_the_product_runs_as_a_role_that_owns_nothing_and_bypasses_nothing(self) -> None:
        assert rows("SELECT current_user") == [("acerto_app",)]
        assert rows(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user"
        ) == [(False, False, False, False)]
        assert rows(
            "SELECT count(*) FROM pg_class WHERE relowner = 'acerto_app'::regrole "
            "AND relpersistence <> 't'"
        ) == [(0,)]

    def test_functions_that_look_across_tenants_belong_to_maintenance(self) -> None:
        found = rows(
            "SELECT p.proname, p.proowner::regrole::text, array_to_string(p.proconfig, ','), "
            "p.prosecdef FROM pg_proc p WHERE obj_description(p.oid, 'pg_proc') "
            "LIKE '%%bypasses row-level security%%'"
        )
        assert found
        for name, owner, config, definer in found:
            assert (owner, definer) == ("acerto_maintenance", True), name
            assert "search_path" in str(config), name

    @pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
    def test_append_only_tables_take_rows_and_nothing_else(self, verb: str) -> None:
        found = rows(
            "SELECT c.relname, has_table_privilege('acerto_app', c.oid, %s), "
            "has_table_privilege('acerto_app', c.oid, 'INSERT') FROM pg_class c "
            "WHERE c.relkind IN ('r', 'p') AND obj_description(c.oid, 'pg_class') "
            "LIKE '%%append-only%%'",
            verb,
        )
        assert found
        assert {(may, insert) for _, may, insert in found} == {(False, True)}


@pytest.mark.usefixtures("committed_db")
class TestCommitted:
    def test_partitions_are_reached_through_their_parent_only(self) -> None:
        rows("SELECT acerto_decision_month('2026-03-01')")
        assert [name for name, _, part, _, _ in rows(WITH_TENANT) if part]
        assert [
            name for name, _, part, _, reachable in rows(WITH_TENANT) if part and reachable
        ] == []

    def test_maintenance_sees_every_tenant(self, committed_tenant: int) -> None:
        with psycopg.connect(**settings.POSTGRES.maintenance.conninfo()) as maintenance:
            seen = maintenance.execute("SELECT id FROM tenancy_tenant").fetchall()
        assert (committed_tenant,) in seen

    def test_running_it_again_changes_nothing(self) -> None:
        before = rows(WITH_TENANT)
        secure(owner=settings.POSTGRES.owner)
        assert rows(WITH_TENANT) == before
        assert is_current()

    def test_closes_a_table_that_a_migration_forgot(self) -> None:
        with psycopg.connect(**settings.POSTGRES.owner.conninfo(), autocommit=True) as owner:
            owner.execute("CREATE TABLE forgotten (id int, tenant_id bigint)")
            assert not is_allowed("forgotten")
            secure(owner=settings.POSTGRES.owner)
            owner.execute("INSERT INTO forgotten SELECT 1, 7 WHERE false")
            forced = owner.execute(
                "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'forgotten'"
            ).fetchone()
            assert forced == (True,)
            assert is_allowed("forgotten")
            owner.execute("DROP TABLE forgotten")

    def test_refuses_a_definer_function_without_a_search_path(self) -> None:
        with psycopg.connect(**settings.POSTGRES.owner.conninfo(), autocommit=True) as owner:
            owner.execute(
                "CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
            )
            try:
                with pytest.raises(psycopg.errors.RaiseException, match="search_path"):
                    secure(owner=settings.POSTGRES.owner)
            finally:
                owner.execute("DROP FUNCTION loose()")


def is_allowed(table: str) -> bool:
    return rows("SELECT has_table_privilege('acerto_app', %s, 'SELECT')", table) == [(True,)]
