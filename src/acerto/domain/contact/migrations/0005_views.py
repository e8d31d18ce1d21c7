"""What the engine reads of contacts: holds in force and how often a person was contacted.

The day and the instant are the settings acerto.on and acerto.now of the transaction.
"""

from django.db import migrations

HOLDS = """
CREATE VIEW contact_hold_in_force WITH (security_invoker = true) AS
SELECT id, tenant_id, title_id, case_id, party_id, channel, reason, rule
FROM contact_hold
WHERE starts_at <= current_setting('acerto.now')::timestamptz
  AND (ends_at IS NULL OR ends_at > current_setting('acerto.now')::timestamptz);
"""
COUNTS = """
CREATE VIEW contact_person_count WITH (security_invoker = true) AS
SELECT party_id, tenant_id,
       COUNT(*) FILTER (WHERE local_on = current_setting('acerto.on')::date) AS today,
       COUNT(*) AS week
FROM contact_permit
WHERE ordinal IS NOT NULL
  AND local_on <= current_setting('acerto.on')::date
  AND local_on > current_setting('acerto.on')::date - 7
GROUP BY party_id, tenant_id;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_append_only_and_functions")]
    operations = [
        migrations.RunSQL(HOLDS, "DROP VIEW contact_hold_in_force;"),
        migrations.RunSQL(COUNTS, "DROP VIEW contact_person_count;"),
    ]
