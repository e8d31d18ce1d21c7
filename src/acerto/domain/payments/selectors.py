"""What upper rooms ask of payments."""

from datetime import datetime

from .models import Payment


def cases_paid_since(*, at: datetime) -> list[int]:
    """Cases with a payment recorded at or after an instant, whatever became of it."""
    rows = Payment.objects.filter(recorded_at__gte=at, case__isnull=False)
    return list(rows.values_list("case_id", flat=True).distinct())
