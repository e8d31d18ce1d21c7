"""Into the queue and out of it again, in sets."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db import connection

from acerto.core.calendar import SAO_PAULO, is_bank_day
from acerto.domain.audit import services as audit
from acerto.domain.tenancy.scope import current
from acerto.law import params

from . import hours
from .facts_of_law import BOUND
from .models import Channel, Contact
from .statements import statement

KEEP_DAYS = 3
"""How many bank days a message stays fresh after the instant at which it may first go."""

WAITING = """
SELECT id FROM contact_contact
WHERE state = 'queued' AND decided_on < %(on)s AND purpose = ANY(%(bound)s)
"""
# Only a later step of the same ladder: of the case's overdue titles, or of one title's reminders.
OVERTAKE = """
WITH place AS (
    SELECT * FROM unnest(%(steps)s::bigint[], %(days)s::int[]) AS p (step_id, days)
)
UPDATE contact_contact c SET state = 'cancelled', failure = 'overtaken'
FROM contact_contact n JOIN place later ON later.step_id = n.step_id
WHERE c.id = ANY(%(waiting)s) AND c.state = 'queued'
  AND n.case_id = c.case_id AND n.recipient_id = c.recipient_id AND n.decided_on = %(on)s
  AND n.state = 'queued' AND n.purpose = c.purpose AND n.title_id IS NOT DISTINCT FROM c.title_id
  AND NOT EXISTS (SELECT 1 FROM place p WHERE p.step_id = c.step_id AND p.days >= later.days)
"""

SHARED_BASIS = "shared"
"""Basis of a contact point that any creditor of the tenant may use."""


class BadRelation(ValueError):
    """The name given is no plain table name."""

    code = "bad_relation"


def enqueue(*, relation: str, now: datetime, on: date, ladder: Mapping[int, int]) -> int:
    """Queue the rows of a TEMP table and return how many were new.

    Columns of `relation`: case_id, party_id, channel (text), purpose, template, step_id,
    episode_id, title_id, run_id. A person without a usable contact point is left out; a step that
    is already queued, sent or refused is not queued again.

    `ladder` gives the days from the due date of each step. What still waits of an earlier day is
    cancelled where a later step of the same ladder is queued now: the newer message says it all. A
    reminder of another title never takes the place of a message about what is overdue.
    """
    if not relation.isidentifier():
        raise BadRelation(relation)
    values = {
        "tenant": current(),
        "now": now,
        "on": on,
        "expires_at": end_of_wait(on=on),
        "shared_basis": SHARED_BASIS,
        # No channel has narrower hours; the gate looks again at the one that it is.
        **hours.parameters(channel=Channel.EMAIL.value, now=now),
    }
    bound = list(params.words(BOUND, on=on))
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"bound": bound, "on": on})
        waiting = [row[0] for row in cursor.fetchall()]
        cursor.execute(statement("enqueue").replace("{relation}", relation), values)
        queued, overtaken = cursor.rowcount, 0
        if waiting:
            steps = {"steps": list(ladder), "days": list(ladder.values())}
            cursor.execute(OVERTAKE, {"waiting": waiting, "on": on, **steps})
            overtaken = cursor.rowcount
    facts = {"queued": queued, "overtaken": overtaken, "on": on.isoformat()}
    audit.record(now=now, action="contact.enqueue", subject="contact", facts=facts)
    return queued


def end_of_wait(*, on: date) -> datetime:
    """The instant at which a contact decided on a day is too old to go: older news is stale."""
    last, left = on, KEEP_DAYS
    while left:
        last += timedelta(days=1)
        left -= is_bank_day(last)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=SAO_PAULO)


def cancel_unsent(
    *, run_id: int | None = None, case_ids: Collection[int] | None = None, now: datetime
) -> int:
    """Cancel what a run queued, or what waits for some cases. Returns how many."""
    waiting = Contact.objects.filter(state=Contact.State.QUEUED)
    if run_id is not None:
        waiting = waiting.filter(run_id=run_id)
    if case_ids is not None:
        waiting = waiting.filter(case_id__in=case_ids)
    assert run_id is not None or case_ids is not None, "say what to cancel"
    cancelled = waiting.update(state=Contact.State.CANCELLED, failure="withdrawn")
    facts = {"cancelled": cancelled, "run": run_id}
    audit.record(now=now, action="contact.cancel", subject="contact", facts=facts)
    return cancelled


def tenants_due(*, now: datetime) -> list[int]:
    """The tenants with contacts to send or to clear up at an instant; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id FROM acerto_tenants_with_due_contacts(%s)", [now])
        return sorted(row[0] for row in cursor.fetchall())
