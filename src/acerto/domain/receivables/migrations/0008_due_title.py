"""When an open title falls due and prescribes: what the gate of contacts asks, without its balance."""

from django.db import migrations

DUE = """
CREATE VIEW receivables_due_title WITH (security_invoker = true) AS
SELECT id AS title_id, tenant_id, case_id, effective_due_on, prescription_on
FROM receivables_title WHERE state = 'open';
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0007_references_by_statement")]
    operations = [migrations.RunSQL(DUE, "DROP VIEW receivables_due_title;")]
