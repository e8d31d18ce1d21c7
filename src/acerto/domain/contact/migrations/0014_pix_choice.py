"""What the txid of a Pix code stands for, kept when the code is shown."""

import acerto.domain.tenancy.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0013_answer_to_a_claim"),
        ("receivables", "0009_charge_modes"),
        ("tenancy", "0003_statistics"),
    ]
    operations = [
        migrations.CreateModel(
            name="PixChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tenant",
                    acerto.domain.tenancy.fields.TenantKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                ("txid", models.CharField(max_length=25)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receivables.case",
                    ),
                ),
                (
                    "title_ids",
                    django.contrib.postgres.fields.ArrayField(models.BigIntegerField()),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant", "txid"], name="pixchoice_once_a_txid"
                    ),
                ],
            },
        ),
    ]
