"""Payments point to their case, creditor and named title, checked once a statement (ADR 0010)."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_key_by_the_file"),
        ("receivables", "0009_charge_modes"),
    ]
    operations = [
        migrations.AlterField(
            model_name="payment",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="receivables.case",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="creditor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.creditor",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="named_title",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="receivables.title",
            ),
        ),
        references(table="payments_payment", column="case_id", parent="receivables_case"),
        references(table="payments_payment", column="creditor_id", parent="tenancy_creditor"),
        references(table="payments_payment", column="named_title_id", parent="receivables_title"),
    ]
