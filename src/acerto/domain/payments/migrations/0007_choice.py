"""A payment keeps the choice that the txid of its Pix code stands for, so that spending anew heeds it."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_references_by_statement"),
        ("contact", "0014_pix_choice"),
    ]
    operations = [
        migrations.AddField(
            model_name="payment",
            name="choice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contact.pixchoice",
            ),
        ),
        references(table="payments_payment", column="choice_id", parent="contact_pixchoice"),
    ]
