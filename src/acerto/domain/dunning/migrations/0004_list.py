"""The list of cases is read by day, the most overdue first, page by page."""

from django.db import migrations

INDEX = """
CREATE INDEX decision_by_overdue
ON dunning_decision (tenant_id, decided_on, overdue_cents, case_id);
"""


class Migration(migrations.Migration):
    dependencies = [("dunning", "0003_snapshot")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX decision_by_overdue;")]
