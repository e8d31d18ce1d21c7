"""Permits never change; a link and due work are found across tenants by functions that return ids."""

from django.db import migrations

from acerto.domain.tenancy.migration_ops import append_only, bypassing

LINK = """
CREATE FUNCTION acerto_portal_link(hash bytea) RETURNS TABLE (tenant_id bigint, link_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT l.tenant_id, l.id FROM contact_portallink l WHERE l.token_hash = hash
$$;
"""
DUE = """
CREATE FUNCTION acerto_tenants_with_due_contacts(as_of timestamptz) RETURNS TABLE (tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT DISTINCT c.tenant_id FROM contact_contact c
    WHERE (c.state = 'queued' AND c.not_before <= as_of) OR c.state = 'claimed'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0003_initial"),
        ("audit", "0003_append_only"),
        ("receivables", "0002_initial"),
        ("parties", "0002_initial"),
    ]
    operations = [
        append_only("contact_permit"),
        bypassing("acerto_portal_link(bytea)", LINK),
        bypassing("acerto_tenants_with_due_contacts(timestamptz)", DUE),
    ]
