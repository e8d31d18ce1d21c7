"""What waits to be sent and no longer may, because the debtor spoke."""

from datetime import datetime

from .models import Contact


def cancel_case(*, case_id: int, failure: str, now: datetime) -> int:
    """Cancel the messages of a case that nobody took up yet. Returns how many."""
    waiting = Contact.objects.filter(case_id=case_id, state=Contact.State.QUEUED)
    return waiting.update(state=Contact.State.CANCELLED, failure=failure)


def cancel_channel(*, party_id: int, channel: str, now: datetime) -> int:
    """Cancel what waits for a person on one channel, whatever the case. Returns how many."""
    waiting = Contact.objects.filter(
        recipient_id=party_id, channel=channel, state=Contact.State.QUEUED
    )
    return waiting.update(state=Contact.State.CANCELLED, failure="opt_out")
