"""What upper rooms compare of a contact point: its blind index with lists, its town with holidays.

`town` is the masked form of an address ("São Paulo/SP") in lower case and without accents.
"""

from django.db import migrations

POINT = """
CREATE OR REPLACE VIEW parties_point WITH (security_invoker = true) AS
SELECT id AS point_id, tenant_id, party_id, kind, ddd, state_uf, source, creditor_id, basis, state,
       confirmed_at, created_at, value_bidx,
       CASE WHEN kind = 'address' THEN translate(lower(masked), 'áàâãéêíóôõúüç', 'aaaaeeiooouuc')
            ELSE '' END AS town
FROM parties_contactpoint;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0010_references_by_statement")]
    operations = [migrations.RunSQL(POINT, migrations.RunSQL.noop)]
