"""Another link for a debtor whose own was closed by failed attempts: a person of the team asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.parties.models import ContactPoint

from .models import Channel, Contact, PortalLink, Purpose
from .queue import end_of_wait
from .render import NEUTRAL

ON_THE_WAY = (Contact.State.QUEUED, Contact.State.CLAIMED)


class NoPointInUse(Exception):
    """There is no e-mail in use to send the link to."""

    code = "no_point"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Não há e-mail em uso para enviar o link. "
                "Peça um contato ao credor e importe de novo."
            )
        )


class AlreadyAsked(Exception):
    """A new link is on its way, or came already."""

    code = "already_asked"

    def __init__(self) -> None:
        super().__init__(_("Um novo link já foi pedido para este devedor."))


@dataclass(frozen=True, slots=True)
class ClosedLink:
    """A link that failed attempts closed, with none newer; `asked`: another is on its way."""

    id: int
    case_id: int
    closed_at: datetime
    asked: bool


def closed_links(*, case_ids: Sequence[int]) -> list[ClosedLink]:
    """Links of cases that failed attempts closed and that nothing newer replaces, newest first."""
    rows = _closed().filter(case_id__in=case_ids).annotate(asked=Exists(_asked()))
    return [
        ClosedLink(id=row.pk, case_id=row.case_id, closed_at=row.dead_at, asked=row.asked)
        for row in rows.order_by("-dead_at")
    ]


def link_party(*, link_id: int, reach: frozenset[int]) -> int | None:
    """The debtor of a link within reach, or None."""
    rows = PortalLink.objects.filter(pk=link_id)
    if reach:
        rows = rows.filter(case__holder_id__in=reach)
    return rows.values_list("party_id", flat=True).first()


@transaction.atomic
def send_link_again(*, link_id: int, now: datetime, actor_id: int) -> int:
    """Queue a neutral message with a new link; the gate lets it go as a service. Its contact's id.

    It goes to the address of the closed link while that is in use, else to a confirmed one, else
    to the newest known. Nobody of the team sees the link. Raises AlreadyAsked, NoPointInUse.
    """
    link = PortalLink.objects.select_for_update(of=("self",)).select_related("case").get(pk=link_id)
    if not _closed().filter(pk=link_id).exclude(Exists(_asked())).exists():
        raise AlreadyAsked
    contact = Contact.objects.create(
        tenant_id=link.tenant_id,
        case_id=link.case_id,
        recipient_id=link.party_id,
        point_id=_point(link),
        channel=Channel.EMAIL,
        purpose=Purpose.SERVICE,
        template=NEUTRAL,
        decided_on=now.astimezone(SAO_PAULO).date(),
        not_before=now,
        expires_at=end_of_wait(on=now.astimezone(SAO_PAULO).date()),
        created_at=now,
    )
    audit.record(
        now=now,
        action="portal.link_again",
        subject="portal_link",
        subject_id=link_id,
        actor=Entry.Actor.USER,
        actor_id=actor_id,
        facts={"contact": contact.pk, "point": contact.point_id},
    )
    return int(contact.pk)


def _closed() -> "QuerySet[PortalLink]":
    newer = PortalLink.objects.filter(
        case_id=OuterRef("case_id"),
        party_id=OuterRef("party_id"),
        created_at__gt=OuterRef("dead_at"),
    )
    return PortalLink.objects.filter(dead_at__isnull=False).exclude(Exists(newer))


def _asked() -> "QuerySet[Contact]":
    return Contact.objects.filter(
        case_id=OuterRef("case_id"),
        recipient_id=OuterRef("party_id"),
        purpose=Purpose.SERVICE,
        template=NEUTRAL,
        state__in=ON_THE_WAY,
    )


def _point(link: PortalLink) -> int:
    usable = ContactPoint.objects.filter(
        party_id=link.party_id, kind=ContactPoint.Kind.EMAIL, state=ContactPoint.State.ACTIVE
    )
    found = sorted(
        usable.values_list("pk", "confirmed_at", "created_at", "creditor_id", "source"),
        key=lambda row: (row[0] == link.point_id, row[1] is not None, row[2]),
    )
    # What another creditor gave is not ours to use, unless the debtor gave it.
    ours = [row[0] for row in found if row[3] in (None, link.case.holder_id) or row[4] == "debtor"]
    if not ours:
        raise NoPointInUse
    return int(ours[-1])
