"""A step's mark begins as done; it may turn out to be overtaken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dunning", "0011_waiting")]
    operations = [
        migrations.AlterField(
            "stepmark",
            "state",
            models.CharField(
                choices=[("done", "feita"), ("overtaken", "ultrapassada")],
                default="done",
                max_length=10,
            ),
        ),
    ]
