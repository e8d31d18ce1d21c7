"""Showing a full CPF or CNPJ to somebody of the team. Each time leaves an audit entry."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acerto.domain.audit.models import Entry
from acerto.domain.audit.services import record
from acerto.domain.tenancy.crypto import vault

from .models import Identity


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A number in full."""

    kind_name: str
    value: str


@transaction.atomic
def disclose_tax_ids(*, party_id: int, now: datetime, actor_id: int) -> list[Disclosed]:
    """The CPF or CNPJ of a party in full, and an entry that says who asked and when."""
    rows = Identity.objects.filter(
        party_id=party_id, kind__in=(Identity.Kind.CPF, Identity.Kind.CNPJ)
    ).order_by("id")
    disclosed = [
        Disclosed(
            kind_name=row.get_kind_display(),
            value=_punctuated(
                vault(tenant_id=row.tenant_id, column="identity").open(
                    bytes(row.value_enc), index=bytes(row.value_bidx)
                )
            ),
        )
        for row in rows
    ]
    record(
        now=now,
        action="parties.disclose_tax_id",
        subject="party",
        subject_id=party_id,
        actor=Entry.Actor.USER,
        actor_id=actor_id,
        facts={"count": len(disclosed)},
    )
    return disclosed


def _punctuated(value: str) -> str:
    if len(value) == 11:
        return f"{value[:3]}.{value[3:6]}.{value[6:9]}-{value[9:]}"
    return f"{value[:2]}.{value[2:5]}.{value[5:8]}/{value[8:12]}-{value[12:]}"
