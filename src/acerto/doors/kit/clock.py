"""The clock. Only doors read it; everybody below receives `now` and `today`."""

from datetime import date, datetime

from django.utils import timezone

from acerto.core.calendar import SAO_PAULO


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()


def today() -> date:
    """The civil day in São Paulo: the day of money."""
    return now().astimezone(SAO_PAULO).date()
