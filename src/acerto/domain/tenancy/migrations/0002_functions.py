"""Which tenants a user may enter, and which tenants there are: ids only, before a tenant is known."""

from django.db import migrations

from acerto.domain.tenancy.migration_ops import bypassing

MEMBERSHIPS = """
CREATE FUNCTION acerto_memberships(of_user bigint)
RETURNS TABLE (tenant_id bigint, membership_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT m.tenant_id, m.id FROM tenancy_membership m WHERE m.user_id = of_user ORDER BY m.id
$$;
"""
TENANTS = """
CREATE FUNCTION acerto_tenant_ids() RETURNS TABLE (tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT t.id FROM tenancy_tenant t ORDER BY t.id
$$;
"""
BY_SLUG = """
CREATE FUNCTION acerto_tenant_by_slug(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT t.id FROM tenancy_tenant t WHERE t.slug = wanted
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        bypassing("acerto_memberships(bigint)", MEMBERSHIPS),
        bypassing("acerto_tenant_ids()", TENANTS),
        bypassing("acerto_tenant_by_slug(text)", BY_SLUG),
    ]
