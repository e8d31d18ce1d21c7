"""A rate is from 0 to 1: any other stopped every sum of its tenant. Such a one was a slip of a decimal
sign and is not charged any more."""

from django.db import connections, migrations, models

from acerto.domain.tenancy.migration_ops import each_tenant

RATES = ("fine_rate", "interest_month_rate", "discount_rate", "payoff_month_rate")


def mend(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        for rate in RATES:
            cursor.execute(f"UPDATE receivables_terms SET {rate} = 0 WHERE {rate} NOT BETWEEN 0 AND 1")


def of_a_whole(rate: str) -> migrations.AddConstraint:
    """A rate between nothing and all, or none."""
    none = models.Q(**{f"{rate}__isnull": True})
    within = models.Q(**{f"{rate}__gte": 0, f"{rate}__lte": 1})
    return migrations.AddConstraint(
        model_name="terms",
        constraint=models.CheckConstraint(condition=none | within, name=f"terms_{rate}_of_a_whole"),
    )


class Migration(migrations.Migration):
    dependencies = [("receivables", "0010_mass_loads")]
    operations = [
        each_tenant(mend),
        *(of_a_whole(rate) for rate in RATES),
    ]
