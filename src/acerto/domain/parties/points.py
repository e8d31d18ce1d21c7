"""What becomes of contact points."""

from django.db.models import QuerySet

from .models import ContactPoint

State = ContactPoint.State


def mark_bounced(*, point_id: int) -> bool:
    """The provider says that the address does not exist; False when it was not in use."""
    active = same_address(point_id=point_id).filter(state=State.ACTIVE)
    return bool(active.update(state=State.BOUNCED))


def same_address(*, point_id: int) -> QuerySet[ContactPoint]:
    """The point and its twins: one address of one person, as several creditors gave it."""
    point = ContactPoint.objects.get(pk=point_id)
    return ContactPoint.objects.filter(
        party_id=point.party_id, kind=point.kind, value_bidx=point.value_bidx
    )
