"""A case is reached by an address that its own creditor may use, not by anybody's.

Else the day decides a contact that cannot be queued, and marks its step as done.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("acerto.domain.dunning.migrations.0003_snapshot").CASE
OLD_REACH = "r.email AND NOT"
NEW_REACH = "(o.party_id IS NOT NULL OR a.party_id IS NOT NULL) AND NOT"
OLD_JOIN = "JOIN parties_reach r ON r.party_id = c.debtor_id\n"
NEW_JOIN = """JOIN parties_person r ON r.party_id = c.debtor_id
LEFT JOIN parties_usable_email o ON o.party_id = c.debtor_id AND o.creditor_id = c.holder_id
LEFT JOIN parties_usable_email a ON a.party_id = c.debtor_id AND a.creditor_id IS NULL
"""
CASE = BEFORE.replace(OLD_REACH, NEW_REACH).replace(OLD_JOIN, NEW_JOIN)


class Migration(migrations.Migration):
    dependencies = [("dunning", "0004_list"), ("parties", "0007_usable_email")]
    operations = [
        migrations.RunSQL(
            CASE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
            BEFORE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        )
    ]
