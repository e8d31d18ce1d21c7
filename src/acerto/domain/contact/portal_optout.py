"""Channels that a person closed, and opens again: by the page, or by one click from a message."""

from datetime import datetime

from django.db.models import QuerySet

from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.parties.models import ContactPoint
from acerto.domain.tenancy.scope import scope

from .models import Channel, Contact, Hold, PortalLink
from .portal_access import LinkRef, find_link

OPT_OUT_RULE = "opt-out"
ARRIVED_BY = {
    ContactPoint.Kind.EMAIL: Channel.EMAIL,
    ContactPoint.Kind.PHONE: Channel.SMS,
    ContactPoint.Kind.ADDRESS: Channel.LETTER,
}


def opt_out(*, ref: LinkRef, channel: str, now: datetime) -> bool:
    """Stop every message to the link's person on a channel, at once; False when it already was."""
    with scope(ref.tenant_id):
        link = PortalLink.objects.select_for_update().get(pk=ref.link_id)
        if _in_force(party_id=link.party_id, channel=channel).exists():
            return False
        Hold.objects.create(
            tenant_id=ref.tenant_id,
            party_id=link.party_id,
            channel=channel,
            reason=Hold.Reason.OPT_OUT,
            rule=OPT_OUT_RULE,
            starts_at=now,
        )
        cancelled = _cancel_channel(party_id=link.party_id, channel=channel)
        _leave_traces(link=link, done="out", channel=channel, cancelled=cancelled, now=now)
    return True


def opt_in(*, ref: LinkRef, channel: str, now: datetime) -> bool:
    """Let messages come on a channel again; False when it was not closed."""
    with scope(ref.tenant_id):
        link = PortalLink.objects.select_for_update().get(pk=ref.link_id)
        ended = _in_force(party_id=link.party_id, channel=channel).update(ends_at=now)
        if ended:
            _leave_traces(link=link, done="in", channel=channel, cancelled=0, now=now)
    return bool(ended)


def one_click(*, token: str, now: datetime) -> None:
    """Close the channel that a message came by (RFC 8058): no CPF, and no answer that tells.

    Dead and expired links still close their channel: an old message must keep its promise.
    """
    ref = find_link(token=token)
    if ref is not None:
        opt_out(ref=ref, channel=_arrived_by(ref), now=now)


def _arrived_by(ref: LinkRef) -> str:
    with scope(ref.tenant_id):
        point = PortalLink.objects.select_related("point").get(pk=ref.link_id).point
    return ARRIVED_BY[point.kind] if point else Channel.EMAIL


def _in_force(*, party_id: int, channel: str) -> QuerySet[Hold]:
    return Hold.objects.filter(
        party_id=party_id, channel=channel, reason=Hold.Reason.OPT_OUT, ends_at=None
    )


def _cancel_channel(*, party_id: int, channel: str) -> int:
    """Cancel what waits for the person on the channel, whatever the case. Returns how many."""
    waiting = Contact.objects.filter(
        recipient_id=party_id, channel=channel, state=Contact.State.QUEUED
    )
    return waiting.update(state=Contact.State.CANCELLED, failure="opt_out")


def _leave_traces(
    *, link: PortalLink, done: str, channel: str, cancelled: int, now: datetime
) -> None:
    facts = {"channel": str(channel), "link": link.pk, "cancelled": cancelled}
    audit.record(
        now=now,
        action=f"contact.opt_{done}",
        subject="party",
        subject_id=link.party_id,
        actor=Entry.Actor.DEBTOR,
        facts=facts,
    )
    audit.emit(
        now=now,
        kind=f"contact.opt_{done}",
        case_id=link.case_id,
        subject_id=link.party_id,
        facts=facts,
    )
