"""A payment of a file is known again by what the file says, whatever became of its case."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_named_title")]
    operations = [
        migrations.AddField(
            model_name="payment",
            name="payer_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
        migrations.RemoveConstraint(model_name="payment", name="payment_once_without_id"),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=[
                    "creditor", "payer_key", "account", "paid_on", "amount_cents", "memo", "ordinal",
                ],
                condition=Q(provider_id="") & ~Q(payer_key=""),
                name="payment_once_a_payer",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=["case", "account", "paid_on", "amount_cents", "memo", "ordinal"],
                condition=Q(provider_id="", payer_key=""),
                name="payment_once_a_case",
            ),
        ),
    ]
