"""What the engine reads of messages that wait: no reminder comes before one about what is overdue.

The instant is the setting acerto.now of the transaction.
"""

from django.db import migrations, models

WAITING = """
CREATE VIEW contact_overdue_waiting WITH (security_invoker = true) AS
SELECT DISTINCT case_id, tenant_id FROM contact_contact
WHERE state = 'queued' AND purpose = 'collection'
  AND expires_at > current_setting('acerto.now')::timestamptz;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0011_permit_of_another_day")]
    operations = [
        migrations.RunSQL(WAITING, "DROP VIEW contact_overdue_waiting;"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("state", "cancelled")),
                fields=["tenant", "decided_on"],
                name="contact_cancelled",
            ),
        ),
    ]
