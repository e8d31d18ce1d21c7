"""What becomes of contact points."""

from .models import ContactPoint

State = ContactPoint.State


def mark_bounced(*, point_id: int) -> bool:
    """The provider says that the address does not exist; False when it was not in use."""
    active = ContactPoint.objects.filter(pk=point_id, state=State.ACTIVE)
    return bool(active.update(state=State.BOUNCED))
