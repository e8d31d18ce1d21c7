from django.db import migrations

from acerto.domain.tenancy.migration_ops import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [append_only("audit_entry", "audit_event")]
