"""Titles taken in while a word such as "aluguéis" was not understood prescribe by what it means."""

from django.db import migrations

from acerto.domain.receivables.prescriptions import renew_prescriptions

TENANTS = "SELECT tenant_id FROM acerto_tenant_ids()"
SCOPE = "SELECT set_config('app.tenant', %s, true)"


def renew(apps, schema_editor) -> None:
    """Tenant by tenant: the owner, too, sees only the one in scope."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute(TENANTS)
        for (tenant_id,) in cursor.fetchall():
            cursor.execute(SCOPE, [str(tenant_id)])
            renew_prescriptions(using=connection.alias)
        cursor.execute(SCOPE, [""])


class Migration(migrations.Migration):
    dependencies = [("receivables", "0011_rates_of_a_whole")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
