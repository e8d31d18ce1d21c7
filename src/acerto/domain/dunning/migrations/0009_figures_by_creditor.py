"""Figures are kept for each creditor. Those of earlier runs were not: the next run counts anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dunning", "0008_marks_by_statement"), ("tenancy", "0003_statistics")]
    operations = [
        migrations.RunSQL("TRUNCATE dunning_runfigure", migrations.RunSQL.noop),
        migrations.AddField(
            "runfigure",
            "creditor",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.creditor",
                default=0,
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("runfigure", "run_figure_once"),
        migrations.AddConstraint(
            "runfigure",
            models.UniqueConstraint(
                fields=("run", "creditor", "kind", "key"), name="run_figure_once"
            ),
        ),
    ]
