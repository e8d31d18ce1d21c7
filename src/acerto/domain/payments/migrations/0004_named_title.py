"""A payment keeps the title that the debtor named, so that spending it anew heeds it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_initial"),
        ("receivables", "0009_charge_modes"),
    ]
    operations = [
        migrations.AddField(
            model_name="payment",
            name="named_title",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="receivables.title",
            ),
        ),
    ]
