"""Many people at once, each with overdue cases: for tests that need a queue to work off."""

from datetime import date
from decimal import Decimal

from django.db import connection
from tests.domain.contact.letters import COLUMNS
from tests.factory import NOON, World

from acerto.domain.contact.queue import enqueue
from acerto.domain.ledger.models import TitleBalance
from acerto.domain.parties.models import ContactPoint, Party
from acerto.domain.receivables.models import Case, Episode, Terms, Title
from acerto.domain.tenancy.crypto import vault

DUE_ON = date(2026, 2, 2)
DEBT_TYPES = ("card", "loan", "rent")


def gather(world: World, *, people: int, cases: int = 1, first: int = 0) -> int:
    """People with `cases` debts each, one overdue title a case; queues one contact a case."""
    parties = Party.objects.bulk_create(
        Party(
            tenant_id=world.tenant_id,
            kind="person",
            name=f"Pessoa {number}",
            name_key=f"pessoa {number}",
            state="SP",
            identified=True,
            created_at=NOON,
        )
        for number in range(first, first + people)
    )
    ContactPoint.objects.bulk_create(_point(world, party, n) for n, party in enumerate(parties))
    made = Case.objects.bulk_create(
        Case(
            tenant_id=world.tenant_id,
            debtor=party,
            holder_id=world.creditor_id,
            debt_type=debt_type,
            party_kind="consumer",
            test_bucket=0,
            created_at=NOON,
        )
        for party in parties
        for debt_type in DEBT_TYPES[:cases]
    )
    _owe(world, made)
    return _queue(world, made)


def _point(world: World, party: Party, number: int) -> ContactPoint:
    box = vault(tenant_id=world.tenant_id, column="contact_point")
    email = f"pessoa{party.pk}@example.org"
    index = box.index(email)
    return ContactPoint(
        tenant_id=world.tenant_id,
        party=party,
        kind="email",
        value_enc=box.seal(email, index=index),
        value_bidx=index,
        masked="p***@example.org",
        source="creditor",
        creditor_id=world.creditor_id,
        basis="contract",
        confirmed_at=NOON if number % 2 else None,
        created_at=NOON,
    )


def _owe(world: World, cases: list[Case]) -> None:
    terms = Terms.objects.filter(tenant_id=world.tenant_id).first() or Terms.objects.create(
        tenant_id=world.tenant_id,
        party_kind="consumer",
        fine_rate=Decimal("0.02"),
        interest_month_rate=Decimal("0.01"),
    )
    titles = Title.objects.bulk_create(
        Title(
            tenant_id=world.tenant_id,
            creditor_id=world.creditor_id,
            contract=f"K{case.pk}",
            instalment="1",
            case=case,
            terms=terms,
            principal_cents=100_00,
            due_on=DUE_ON,
            effective_due_on=DUE_ON,
            prescription_on=date(2031, 2, 2),
            terms_from=DUE_ON,
            row_digest=b"",
            created_at=NOON,
        )
        for case in cases
    )
    TitleBalance.objects.bulk_create(
        TitleBalance(title=title, tenant_id=world.tenant_id, principal_cents=100_00)
        for title in titles
    )


def _queue(world: World, cases: list[Case]) -> int:
    episodes = Episode.objects.bulk_create(
        Episode(tenant_id=world.tenant_id, case=case, opened_on=DUE_ON) for case in cases
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE crowd ({COLUMNS})")
        cursor.executemany(
            "INSERT INTO crowd VALUES "
            "(%s, %s, 'email', 'collection', 'overdue_soft', 1, %s, NULL, 1)",
            [
                (case.pk, case.debtor_id, episode.pk)
                for case, episode in zip(cases, episodes, strict=True)
            ],
        )
        queued = enqueue(relation="crowd", now=NOON, on=NOON.date(), ladder={})
        cursor.execute("DROP TABLE crowd")
    return queued
