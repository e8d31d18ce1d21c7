"""Marks of steps point to their step, episode and title, checked once a statement."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


def pointer(to: str, *, null: bool = False) -> models.ForeignKey:
    """The column as the model has it."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0007_held_by_join"),
        ("receivables", "0007_references_by_statement"),
    ]
    operations = [
        migrations.AlterField("stepmark", "step", pointer("dunning.step")),
        migrations.AlterField("stepmark", "episode", pointer("receivables.episode", null=True)),
        migrations.AlterField("stepmark", "title", pointer("receivables.title", null=True)),
        references(table="dunning_stepmark", column="step_id", parent="dunning_step"),
        references(table="dunning_stepmark", column="episode_id", parent="receivables_episode"),
        references(table="dunning_stepmark", column="title_id", parent="receivables_title"),
    ]
