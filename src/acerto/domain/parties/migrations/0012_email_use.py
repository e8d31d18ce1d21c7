"""Who can be reached by e-mail, and by which creditors: one row a party, read in one pass.

What one creditor gave serves another only where the debtor gave it or the basis says so. The same rule
stands in contact/sql/enqueue.sql, which picks the point.
"""

from django.db import migrations

USE = """
CREATE VIEW parties_email_use WITH (security_invoker = true) AS
SELECT party_id, tenant_id, BOOL_OR(source = 'debtor' OR basis = 'shared') AS by_anyone,
       ARRAY_AGG(creditor_id) AS creditor_ids
FROM parties_contactpoint
WHERE kind = 'email' AND state = 'active'
GROUP BY party_id, tenant_id;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0011_point_index")]
    operations = [migrations.RunSQL(USE, "DROP VIEW parties_email_use;")]
