"""Queueing contacts for tests, through the room's own door."""

from datetime import date, datetime, timedelta

from django.db import connection
from tests.factory import NOON, World

from acerto.core.calendar import SAO_PAULO
from acerto.domain.contact.models import Contact
from acerto.domain.contact.queue import enqueue
from acerto.domain.receivables.models import Episode

COLUMNS = (
    "case_id bigint, party_id bigint, channel text, purpose text, template text, step_id int, "
    "episode_id bigint, title_id bigint, run_id bigint"
)

LADDER = {step_id: step_id for step_id in range(-5, 60)}
"""In these tests a step's id is its place: the days from the due date."""


def overdue(world: World, *, days: int = 10, now: datetime = NOON, **party: str) -> tuple[int, int]:
    """A person with one overdue title; returns (party, case)."""
    party_id = world.party(now=now, **party)
    case_id = world.case(party_id)
    world.title(case_id, due_on=now.date() - timedelta(days=days), now=now)
    return party_id, case_id


def queue(
    case_id: int,
    party_id: int,
    *,
    template: str = "overdue_soft",
    purpose: str = "collection",
    step_id: int = 1,
    title_id: int | None = None,
    now: datetime = NOON,
    on: date | None = None,
    run_id: int = 1,
) -> Contact | None:
    """Queue one contact as a run would; None when it was not new."""
    episode_id = None if title_id else episode(case_id, now=now)
    before = set(Contact.objects.values_list("pk", flat=True))
    row = (case_id, party_id, "email", purpose, template, step_id, episode_id, title_id, run_id)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS wanted_contacts")
        cursor.execute(f"CREATE TEMP TABLE wanted_contacts ({COLUMNS})")
        cursor.execute(
            "INSERT INTO wanted_contacts VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", row
        )
        enqueue(
            relation="wanted_contacts",
            now=now,
            on=on or now.astimezone(SAO_PAULO).date(),
            ladder=LADDER,
        )
        cursor.execute("DROP TABLE wanted_contacts")
    return Contact.objects.exclude(pk__in=before).first()


def episode(case_id: int, *, now: datetime = NOON) -> int:
    """The open episode of a case."""
    tenant_id = _tenant_of(case_id)
    found, _created = Episode.objects.get_or_create(
        case_id=case_id,
        closed_on=None,
        defaults={"tenant_id": tenant_id, "opened_on": now.date()},
    )
    return int(found.pk)


def _tenant_of(case_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id FROM receivables_case WHERE id = %s", [case_id])
        return int(cursor.fetchone()[0])
