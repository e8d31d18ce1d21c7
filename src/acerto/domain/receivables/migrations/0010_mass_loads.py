"""A mass load takes the ids of cases and titles many at a time, and reckons nothing on row digests."""

from importlib import import_module

from django.db import migrations

ids_ahead = import_module("acerto.domain.parties.migrations.0013_mass_loads").ids_ahead
TABLES = ("receivables_case", "receivables_title")
DIGESTS = "ALTER TABLE receivables_title ALTER row_digest SET STATISTICS {target};"


class Migration(migrations.Migration):
    dependencies = [("receivables", "0009_charge_modes"), ("parties", "0013_mass_loads")]
    operations = [
        migrations.RunSQL(ids_ahead(TABLES, 100), ids_ahead(TABLES, 1)),
        migrations.RunSQL(DIGESTS.format(target=0), DIGESTS.format(target=-1)),
    ]
