"""A policy is for consumers or for companies, and so are its caps."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0007_due_in_order'),
        ('tenancy', '0002_functions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='cap',
            name='cap_once_a_creditor',
        ),
        migrations.AddField(
            model_name='cap',
            name='party_kind',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='cap',
            constraint=models.UniqueConstraint(fields=('tenant', 'creditor', 'party_kind'), name='cap_once_a_creditor', nulls_distinct=False),
        ),
    ]
