"""Who can be reached by e-mail, and by whom: what upper rooms may read in SQL.

What one creditor gave serves another only where the debtor gave it or the basis says so; such an
address has no creditor here. The same rule stands in contact/sql/enqueue.sql, which picks the point.
"""

from django.db import migrations

USABLE = """
CREATE VIEW parties_usable_email WITH (security_invoker = true) AS
SELECT DISTINCT party_id, tenant_id,
       CASE WHEN source = 'debtor' OR basis = 'shared' THEN NULL ELSE creditor_id END AS creditor_id
FROM parties_contactpoint
WHERE kind = 'email' AND state = 'active';
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_history_by_statement")]
    operations = [migrations.RunSQL(USABLE, "DROP VIEW parties_usable_email;")]
