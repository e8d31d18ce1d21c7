"""What upper rooms may read in SQL: who can be reached how."""

from django.db import migrations

REACH = """
CREATE VIEW parties_reach WITH (security_invoker = true) AS
SELECT p.id AS party_id, p.tenant_id, p.state, p.identified,
       COALESCE(c.email, false) AS email, COALESCE(c.phone, false) AS phone,
       COALESCE(c.address, false) AS address
FROM parties_party p
LEFT JOIN (
    SELECT party_id, BOOL_OR(kind = 'email') AS email, BOOL_OR(kind = 'phone') AS phone,
           BOOL_OR(kind = 'address') AS address
    FROM parties_contactpoint WHERE state = 'active' GROUP BY party_id
) c ON c.party_id = p.id;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_initial")]
    operations = [migrations.RunSQL(REACH, "DROP VIEW parties_reach;")]
