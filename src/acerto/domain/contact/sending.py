"""Around a send: the message is written before it, what became of it is kept after it.

Sending itself is a door's work, outside any transaction. Between the claim's commit and the record
there may be a crash: the contact then stays claimed, and `sweep` calls it unknown. Nothing here
sends an unknown contact again: to harass is worse than to lose a message.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import transaction
from django.db.models import F, QuerySet

from acerto.domain.audit import services as audit
from acerto.domain.parties.points import mark_bounced
from acerto.domain.tenancy.crypto import vault
from acerto.ports.channel import NO_MAILBOX, Message, Receipt

from .compose import compose
from .gate import verdicts
from .models import Contact
from .refusing import refuse, store_refusals, store_wording
from .render import CannotRender, Unlawful

TRIES = 3
"""How often a contact is claimed before a refusal "for now" is taken for good."""

RETRY_AFTER = timedelta(minutes=15)

LOST_AFTER = timedelta(minutes=15)
"""Longer than a whole batch may take, each message at its time limit."""

State = Contact.State
LONGEST_FAILURE = 60
TOKEN = re.compile(r"(/[do]/)[\w-]{43}/")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many contacts lost their worker and became unknown."""

    unknown: int


@transaction.atomic
def prepare(*, contact_id: int, now: datetime) -> Message | None:
    """Write the message of a claimed contact and keep it as evidence; None: it must not go.

    That is: it is not claimed any more, the gate objects now (somebody paid or opted out since the
    claim), its words are against the law, or it cannot be written. All but the first are recorded.
    """
    contact = _claimed(contact_id).select_for_update(of=("self",)).first()
    if contact is None or _objected(contact=contact, now=now):
        return None
    try:
        with transaction.atomic():
            message = compose(contact=contact, now=now)
    except Unlawful as refused:
        store_wording(contact_id=contact_id, objections=refused.objections, now=now)
        _finish(contact_id=contact_id, state=State.REFUSED, failure=refused.code, now=now)
        return None
    except CannotRender as error:
        _finish(contact_id=contact_id, state=State.REJECTED, failure=error.code, now=now)
        return None
    box = vault(tenant_id=contact.tenant_id, column="contact_content")
    Contact.objects.filter(pk=contact_id).update(
        message_id=message.message_id, content_enc=box.seal(_evidence(message))
    )
    return message


@transaction.atomic
def record_sent(*, contact_id: int, receipt: Receipt, now: datetime) -> None:
    """The provider took it."""
    sent = Contact.objects.filter(pk=contact_id, state__in=[State.CLAIMED, State.UNKNOWN])
    moved = sent.update(state=State.SENT, sent_at=now, provider_id=receipt.provider_id[:120])
    _leave_traces(contact_id=contact_id, done="sent", moved=moved, now=now)


@transaction.atomic
def record_rejected(*, contact_id: int, reason: str, permanent: bool, now: datetime) -> bool:
    """The provider refused and nothing was sent; True when for good, else it is tried again."""
    contact = Contact.objects.get(pk=contact_id)
    if reason == NO_MAILBOX:
        mark_bounced(point_id=contact.point_id)
    if permanent or contact.tries >= TRIES:
        _finish(contact_id=contact_id, state=State.REJECTED, failure=reason, now=now)
        return True
    moved = _claimed(contact_id).update(
        state=State.QUEUED,
        claimed_at=None,
        not_before=now + RETRY_AFTER,
        failure=reason[:LONGEST_FAILURE],
    )
    _leave_traces(contact_id=contact_id, done="requeued", moved=moved, now=now)
    return False


@transaction.atomic
def record_unknown(*, contact_id: int, reason: str, now: datetime) -> None:
    """It may have been sent: nobody knows, and it is not sent again."""
    _finish(contact_id=contact_id, state=State.UNKNOWN, failure=reason, now=now)


@transaction.atomic
def sweep(*, now: datetime, lost_after: timedelta = LOST_AFTER) -> Swept:
    """Call unknown what was claimed long ago in the tenant in scope, and has no result."""
    lost = Contact.objects.filter(state=State.CLAIMED, claimed_at__lte=now - lost_after)
    ids = list(lost.select_for_update(skip_locked=True).values_list("pk", flat=True))
    for contact_id in ids:
        _finish(contact_id=contact_id, state=State.UNKNOWN, failure="worker_lost", now=now)
    return Swept(unknown=len(ids))


def _objected(*, contact: Contact, now: datetime) -> bool:
    """Ask the gate once more. What only waits goes back to the queue, for a permit of its new day."""
    (verdict,) = verdicts(contact_ids=[contact.pk], channel=contact.channel, now=now)
    if not verdict.objections:
        return False
    if verdict.again_at is not None:
        _requeue(contact_id=contact.pk, now=now)
        refuse(verdicts=[verdict], now=now)
        return True
    store_refusals(verdicts=[verdict], now=now)
    _finish(
        contact_id=contact.pk,
        state=State.REFUSED,
        failure=verdict.ending_reason,
        now=now,
    )
    return True


def _requeue(*, contact_id: int, now: datetime) -> None:
    """Nothing was handed over and the hour closed: its place is kept, its permit lapses."""
    moved = _claimed(contact_id).update(
        state=State.QUEUED, claimed_at=None, permit=None, failure="", tries=F("tries") - 1
    )
    _leave_traces(contact_id=contact_id, done="requeued", moved=moved, now=now)


def _claimed(contact_id: int) -> "QuerySet[Contact]":
    related = ("case__holder", "point", "recipient", "tenant")
    return Contact.objects.select_related(*related).filter(pk=contact_id, state=State.CLAIMED)


def _finish(*, contact_id: int, state: Contact.State, failure: str, now: datetime) -> None:
    claimed = Contact.objects.filter(pk=contact_id, state=State.CLAIMED)
    moved = claimed.update(state=state, failure=failure[:LONGEST_FAILURE])
    _leave_traces(contact_id=contact_id, done=state.value, moved=moved, now=now)


def _leave_traces(*, contact_id: int, done: str, moved: int, now: datetime) -> None:
    if not moved:
        return
    case_id, failure = Contact.objects.values_list("case_id", "failure").get(pk=contact_id)
    facts = {"failure": failure} if failure else {}
    kind = f"contact.{done}"
    audit.record(now=now, action=kind, subject="contact", subject_id=contact_id, facts=facts)
    audit.emit(now=now, kind=kind, case_id=case_id, subject_id=contact_id, facts=facts)


def _evidence(message: Message) -> str:
    """The message as it was handed over, in the form of an e-mail file."""
    mail = EmailMessage()
    for name, value in message.headers.items():
        mail[name] = _without_tokens(value)
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Message-ID"] = message.message_id
    mail.set_content(_without_tokens(message.text))
    if message.html:
        mail.add_alternative(_without_tokens(message.html), subtype="html")
    return mail.as_string()


def _without_tokens(text: str) -> str:
    """A link's token stays in the message only: what is kept must not open anybody's page."""
    return TOKEN.sub(r"\1…/", text)
