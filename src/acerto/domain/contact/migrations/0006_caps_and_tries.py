"""A creditor may want fewer contacts; a claim that handed nothing over may be tried again."""

import acerto.domain.tenancy.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0005_views'),
        ('tenancy', '0002_functions'),
        # The gate reads these.
        ('parties', '0004_person_and_point'),
        ('receivables', '0004_case_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Cap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contacts_day', models.PositiveSmallIntegerField(null=True)),
                ('contacts_week', models.PositiveSmallIntegerField(null=True)),
                ('creditor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.creditor')),
                ('tenant', acerto.domain.tenancy.fields.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'creditor'), name='cap_once_a_creditor', nulls_distinct=False)],
            },
        ),
    ]
