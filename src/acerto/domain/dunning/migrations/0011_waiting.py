"""A case whose message about what is overdue still waits gets no reminder meanwhile."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("acerto.domain.dunning.migrations.0010_email_use").CASE
CASE = BEFORE.replace(
    "       c.test_bucket\n", "       c.test_bucket, w.case_id IS NOT NULL AS waiting\n"
).replace(
    "LEFT JOIN contact_person_count n",
    "LEFT JOIN contact_overdue_waiting w ON w.case_id = c.id\nLEFT JOIN contact_person_count n",
)
# A view loses a column only when it is made anew.
UNDO = f"DROP VIEW snapshot_case; {BEFORE}"


class Migration(migrations.Migration):
    dependencies = [("dunning", "0010_email_use"), ("contact", "0012_most_urgent_first")]
    operations = [migrations.RunSQL(CASE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"), UNDO)]
