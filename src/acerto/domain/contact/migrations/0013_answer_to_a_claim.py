"""The answer to what a debtor said: who gave it, and the words that the debtor reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contact", "0012_most_urgent_first")]
    operations = [
        migrations.AddField("claim", "answered_by", models.BigIntegerField(null=True)),
        migrations.AddField("claim", "answer_enc", models.BinaryField(null=True)),
    ]
