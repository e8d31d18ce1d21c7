"""Another day needs another permit: one whose day closed before the sending lapses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0010_windows_lists_and_flags'),
        ('parties', '0011_point_index'),
        ('tenancy', '0003_statistics'),
    ]

    operations = [
        migrations.AlterField(
            model_name='permit',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.contact'),
        ),
        migrations.AddConstraint(
            model_name='permit',
            constraint=models.UniqueConstraint(fields=('contact', 'local_on'), name='permit_once_a_contact_and_day'),
        ),
    ]
