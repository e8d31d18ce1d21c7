"""What upper rooms may read of one case: who owes whom."""

from django.db import migrations

CASE = """
CREATE VIEW receivables_case_key WITH (security_invoker = true) AS
SELECT id AS case_id, tenant_id, debtor_id, holder_id, party_kind FROM receivables_case;
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0003_views")]
    operations = [migrations.RunSQL(CASE, "DROP VIEW receivables_case_key;")]
