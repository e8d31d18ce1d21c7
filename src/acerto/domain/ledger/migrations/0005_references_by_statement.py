"""Transfers point to their payment and to what they reverse, checked once a statement (ADR 0010)."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_lean_foreign_keys"),
        ("payments", "0006_references_by_statement"),
    ]
    operations = [
        migrations.AlterField(
            model_name="transfer",
            name="payment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.payment",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="reverses",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.transfer",
            ),
        ),
        references(table="ledger_transfer", column="payment_id", parent="payments_payment"),
        references(table="ledger_transfer", column="reverses_id", parent="ledger_transfer"),
    ]
