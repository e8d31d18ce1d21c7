"""Numbers and contact points point to their party and creditor, checked once a statement."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0009_point_once_a_source"),
        ("tenancy", "0003_statistics"),
    ]
    operations = [
        migrations.AlterField(
            model_name="contactpoint",
            name="party",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_points",
                to="parties.party",
            ),
        ),
        migrations.AlterField(
            model_name="identity",
            name="party",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identities",
                to="parties.party",
            ),
        ),
        references(table="parties_identity", column="party_id", parent="parties_party"),
        references(table="parties_identity", column="creditor_id", parent="tenancy_creditor"),
        references(table="parties_contactpoint", column="party_id", parent="parties_party"),
        references(table="parties_contactpoint", column="creditor_id", parent="tenancy_creditor"),
    ]
