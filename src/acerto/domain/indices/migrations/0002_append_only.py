from django.db import migrations

from acerto.domain.tenancy.migration_ops import append_only


class Migration(migrations.Migration):
    dependencies = [("indices", "0001_initial")]
    operations = [append_only("indices_value")]
