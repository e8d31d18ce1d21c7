"""Titles taken in while a word such as "aluguéis" was not understood prescribe by what it means."""

from django.db import migrations

from acerto.domain.receivables.prescriptions import renew_prescriptions
from acerto.domain.tenancy.migration_ops import each_tenant


class Migration(migrations.Migration):
    dependencies = [("receivables", "0011_rates_of_a_whole")]
    operations = [each_tenant(lambda alias: renew_prescriptions(using=alias))]
