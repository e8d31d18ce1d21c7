"""Claiming: who may get a message now gets a permit, at most one contact a person (decision 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from acerto.domain.audit import services as audit
from acerto.domain.parties.turns import take_turns
from acerto.domain.tenancy.scope import current
from acerto.law.version import law_version

from .gate import Verdict, verdicts
from .models import Contact
from .refusing import refuse

BATCH = 20
"""Contacts claimed at once: as many as a kill may leave without a known result."""

# People who may be busy with another worker are looked past: several batches' worth.
REACH = 10

DUE_PEOPLE = """
SELECT recipient_id FROM contact_contact
WHERE tenant_id = %(tenant)s AND channel = %(channel)s AND state = 'queued'
  AND not_before <= %(now)s
ORDER BY not_before, id LIMIT %(reach)s
"""
# One contact a person: what they asked for first, then a try that already has its permit, then
# what is overdue before a reminder.
FIRST_OF_EACH = """
SELECT id FROM contact_contact WHERE state = 'queued' AND id IN (
    SELECT DISTINCT ON (recipient_id) id FROM contact_contact
    WHERE recipient_id = ANY(%(people)s) AND channel = %(channel)s AND state = 'queued'
      AND not_before <= %(now)s
    ORDER BY recipient_id, purpose NOT IN ('service', 'reply'), permit_id IS NULL,
             purpose <> 'collection', not_before, id
) ORDER BY id FOR UPDATE
"""
PERMIT = """
INSERT INTO contact_permit (
    tenant_id, contact_id, party_id, purpose, local_on, ordinal, law_version, granted_at
)
SELECT c.tenant_id, c.id, c.recipient_id, c.purpose, g.local_on, g.ordinal, %(law)s, %(now)s
FROM unnest(%(ids)s::bigint[], %(days)s::date[], %(ordinals)s::int[]) AS g (id, local_on, ordinal)
JOIN contact_contact c ON c.id = g.id
ON CONFLICT DO NOTHING
"""
# Without a permit of its own (a cap reached in the same instant) a contact stays where it is.
TAKE = """
UPDATE contact_contact c
SET state = 'claimed', permit_id = m.id, claimed_at = %(now)s, tries = c.tries + 1
FROM contact_permit m
JOIN unnest(%(ids)s::bigint[], %(days)s::date[]) AS g (id, local_on)
    ON g.id = m.contact_id AND g.local_on = m.local_on
WHERE m.contact_id = c.id AND c.id = g.id AND c.state = 'queued'
RETURNING c.id, m.id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A contact that this worker, and no other, may hand over once."""

    contact_id: int
    permit_id: int


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What one claim did; `looked` of zero means that nothing was due and free."""

    claimed: list[Claimed] = field(default_factory=list)
    postponed: int = 0
    refused: int = 0

    @property
    def looked(self) -> int:
        return len(self.claimed) + self.postponed + self.refused


@transaction.atomic
def claim(*, channel: str, now: datetime, batch: int = BATCH) -> ClaimResult:
    """Claim up to `batch` due contacts of the tenant in scope, one a person, each with its permit.

    The transaction must be committed before anything is sent. Refusals are stored with their rule.
    """
    contact_ids = _candidates(channel=channel, now=now, batch=batch)
    if not contact_ids:
        return ClaimResult()
    judged = verdicts(contact_ids=contact_ids, channel=channel, now=now)
    if _let_lapse(judged):
        judged = verdicts(contact_ids=contact_ids, channel=channel, now=now)
    claimed = _grant(verdicts=[v for v in judged if not v.objections], now=now)
    postponed, refused = refuse(verdicts=[v for v in judged if v.objections], now=now)
    result = ClaimResult(claimed=claimed, postponed=postponed, refused=refused)
    facts = {"claimed": [c.contact_id for c in claimed], "postponed": postponed, "refused": refused}
    audit.record(now=now, action="contact.claim", subject="contact", facts=facts)
    return result


def _candidates(*, channel: str, now: datetime, batch: int) -> list[int]:
    values = {"tenant": current(), "channel": channel, "now": now, "reach": batch * REACH}
    with connection.cursor() as cursor:
        cursor.execute(DUE_PEOPLE, values)
        due = sorted({row[0] for row in cursor.fetchall()})
        people = take_turns(party_ids=due, limit=batch)
        cursor.execute(FIRST_OF_EACH, {**values, "people": people})
        return [row[0] for row in cursor.fetchall()]


def _let_lapse(judged: Sequence[Verdict]) -> int:
    """Take back permits of an earlier day: nothing went under them, today wants one of its own."""
    over = [v.contact_id for v in judged if any(o.reason == "permit_over" for o in v.objections)]
    if not over:
        return 0
    queued = Contact.objects.filter(pk__in=over, state=Contact.State.QUEUED)
    return int(queued.update(permit=None))


def _grant(*, verdicts: Sequence[Verdict], now: datetime) -> list[Claimed]:
    fresh = [verdict for verdict in verdicts if verdict.permit_id is None]
    values = {
        "law": law_version(),
        "now": now,
        "ids": [verdict.contact_id for verdict in fresh],
        "days": [verdict.local_on for verdict in fresh],
        "ordinals": [verdict.used_today + 1 if verdict.bound else None for verdict in fresh],
    }
    with connection.cursor() as cursor:
        cursor.execute(PERMIT, values)
        taken = {
            "now": now,
            "ids": [verdict.contact_id for verdict in verdicts],
            "days": [verdict.permit_on or verdict.local_on for verdict in verdicts],
        }
        cursor.execute(TAKE, taken)
        return [Claimed(*row) for row in sorted(cursor.fetchall())]
