"""Values of official series, month by month, as their sources gave them."""

from django.db import models
from django.db.models import Q


class Value(models.Model):
    """One month of a series as a source gave it; a correction is a row with the next revision."""

    series = models.CharField(max_length=20)
    month = models.DateField()  # the first day of it
    revision = models.PositiveSmallIntegerField()  # 1, 2…: the highest one holds
    percent = models.DecimalField(max_digits=12, decimal_places=6)  # 0.62 is 0.62 %
    source = models.CharField(max_length=200)
    # The day it was first seen published; null when it was old by then, or came with Acerto.
    published_on = models.DateField(null=True)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "month", "revision"], name="value_once_a_revision"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="value_month_by_first_day"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="value_revision_from_one"),
        ]
