"""What the back office shows of people: masked, unless `disclosure` says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from acerto.core.identifiers import InvalidIdentifier, normalise_tax_id
from acerto.core.text import words_sought
from acerto.domain.tenancy.crypto import vault

from .models import ContactPoint, Identity, Party

FOUND_LIMIT = 200
SHORTEST_NAME = 2
BY_NAME = "SELECT party_id FROM acerto_find_parties(%s, %s)"


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """A number that a party is known by, masked."""

    kind: str
    kind_name: str
    masked: str


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A way to reach a party, masked, and how good it is."""

    kind: str
    kind_name: str
    masked: str
    state: str
    state_name: str
    source_name: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A person or a company as a screen shows them."""

    id: int
    name: str
    kind_name: str
    state: str
    identified: bool
    identities: list[IdentityFacts]
    points: list[PointFacts]


def party(*, party_id: int) -> PartyFacts | None:
    """A party of the tenant in scope with its identities and contact points, or None."""
    row = Party.objects.filter(pk=party_id).first()
    if row is None:
        return None
    return PartyFacts(
        id=row.pk,
        name=row.name,
        kind_name=row.get_kind_display(),
        state=row.state,
        identified=row.identified,
        identities=[
            IdentityFacts(kind=i.kind, kind_name=i.get_kind_display(), masked=i.masked)
            for i in Identity.objects.filter(party_id=party_id).order_by("kind", "id")
        ],
        points=[_point(p) for p in _addresses(party_id)],
    )


def _addresses(party_id: int) -> list[ContactPoint]:
    """One row an address, whoever and however many gave it; the oldest first."""
    points = ContactPoint.objects.filter(party_id=party_id)
    once = points.order_by("kind", "value_bidx", "id").distinct("kind", "value_bidx")
    return sorted(once, key=lambda point: point.pk)


def masked_tax_ids(*, party_ids: Sequence[int]) -> dict[int, str]:
    """The masked CPF or CNPJ of each party that has one."""
    rows = Identity.objects.filter(
        party_id__in=party_ids, kind__in=(Identity.Kind.CPF, Identity.Kind.CNPJ)
    ).values_list("party_id", "masked")
    return dict(rows)


def find(*, text: str, tenant_id: int) -> list[int]:
    """Parties by CPF or CNPJ (exact, through the blind index) or by beginnings of words of the name."""
    try:
        tax_id = normalise_tax_id(text)
    except InvalidIdentifier:
        return _by_name(text)
    index = vault(tenant_id=tenant_id, column="identity").index(tax_id.value)
    rows = Identity.objects.filter(
        tenant_id=tenant_id, value_bidx=index, kind=tax_id.kind, creditor__isnull=True
    )
    return list(rows.values_list("party_id", flat=True))


def _by_name(text: str) -> list[int]:
    wanted = words_sought(text)
    if len(wanted) < SHORTEST_NAME:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME, [wanted, FOUND_LIMIT])
        return [row[0] for row in cursor.fetchall()]


def _point(row: ContactPoint) -> PointFacts:
    return PointFacts(
        kind=row.kind,
        kind_name=row.get_kind_display(),
        masked=row.masked,
        state=row.state,
        state_name=row.get_state_display(),
        source_name=row.get_source_display(),
        confirmed_at=row.confirmed_at,
    )
