from django.db import migrations

from acerto.domain.tenancy.migration_ops import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_initial"), ("audit", "0003_append_only")]
    operations = [append_only("ledger_transfer")]
