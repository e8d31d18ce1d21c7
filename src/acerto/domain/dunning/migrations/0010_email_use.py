"""A case's e-mail by one look at its debtor's points, as two joins cost a second scan and a sort."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("acerto.domain.dunning.migrations.0005_reach_of_a_creditor")
NEW_REACH = "COALESCE(u.by_anyone OR c.holder_id = ANY (u.creditor_ids), false) AND NOT"
NEW_JOIN = """JOIN parties_person r ON r.party_id = c.debtor_id
LEFT JOIN parties_email_use u ON u.party_id = c.debtor_id
"""
CASE = BEFORE.CASE.replace(BEFORE.NEW_REACH, NEW_REACH).replace(BEFORE.NEW_JOIN, NEW_JOIN)
REACH = import_module("acerto.domain.parties.migrations.0003_views").REACH
USABLE = import_module("acerto.domain.parties.migrations.0007_usable_email").USABLE


class Migration(migrations.Migration):
    dependencies = [("dunning", "0009_figures_by_creditor"), ("parties", "0012_email_use")]
    operations = [
        migrations.RunSQL(
            CASE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
            BEFORE.CASE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        ),
        # The only reader of these two was the view above.
        migrations.RunSQL("DROP VIEW parties_reach, parties_usable_email;", REACH + USABLE),
    ]
