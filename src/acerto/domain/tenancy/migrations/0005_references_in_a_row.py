"""References to rows made one after the other are checked by one walk (ADR 0010)."""

from django.db import migrations

from acerto.domain.tenancy.migration_ops import REFERENCES


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_pending_names")]
    operations = [migrations.RunSQL(REFERENCES, migrations.RunSQL.noop)]
