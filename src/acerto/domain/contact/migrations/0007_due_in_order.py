"""What is due is found in the order of claiming, without a sort, and tenants without reading it all."""

from django.db import migrations, models

DUE = """
CREATE OR REPLACE FUNCTION acerto_tenants_with_due_contacts(as_of timestamptz)
RETURNS TABLE (tenant_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT t.id FROM tenancy_tenant t
    WHERE EXISTS (SELECT 1 FROM contact_contact c
                  WHERE c.tenant_id = t.id AND c.state = 'queued' AND c.not_before <= as_of)
       OR EXISTS (SELECT 1 FROM contact_contact c
                  WHERE c.tenant_id = t.id AND c.state = 'claimed')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0006_caps_and_tries"),
        ("tenancy", "0002_functions"),
    ]
    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_due"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["tenant", "not_before", "id"],
                name="contact_due",
            ),
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
