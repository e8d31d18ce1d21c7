"""What upper rooms may read of one person and of one contact point: by id, without a scan.

`parties_person` is simple enough to be locked: SELECT … FOR UPDATE locks the party's row, which makes
two workers take turns on a person.
"""

from django.db import migrations

PERSON = """
CREATE VIEW parties_person WITH (security_invoker = true) AS
SELECT id AS party_id, tenant_id, state, identified FROM parties_party;
"""
POINT = """
CREATE VIEW parties_point WITH (security_invoker = true) AS
SELECT id AS point_id, tenant_id, party_id, kind, ddd, state_uf, source, creditor_id, basis, state,
       confirmed_at, created_at
FROM parties_contactpoint;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_views")]
    operations = [
        migrations.RunSQL(PERSON, "DROP VIEW parties_person;"),
        migrations.RunSQL(POINT, "DROP VIEW parties_point;"),
    ]
