"""Whether somebody is who the link was sent to, and what that confirms."""

import hmac
from datetime import datetime

from django.db.models import Q

from acerto.domain.tenancy.crypto import vault

from .models import Identity, Party
from .points import same_address

TAX_IDS = (Identity.Kind.CPF, Identity.Kind.CNPJ)


def has_tax_id(*, tenant_id: int, party_id: int, tax_id: str) -> bool:
    """Whether a normalised CPF or CNPJ is of the party, or of one merged with it.

    Blind indexes are compared in constant time, and all of them, so that the answer takes as long
    right or wrong.
    """
    wanted = vault(tenant_id=tenant_id, column="identity").index(tax_id)
    survivor = Party.objects.filter(pk=party_id).values("merged_into")
    mine = Q(party_id=party_id) | Q(party__merged_into=party_id) | Q(party_id__in=survivor)
    known = Identity.objects.filter(mine, kind__in=TAX_IDS).values_list("value_bidx", flat=True)
    return bool(sum(hmac.compare_digest(bytes(index), wanted) for index in known))


def confirm_point(*, point_id: int, now: datetime) -> bool:
    """Mark a contact point as confirmed by the debtor; False when it already was."""
    waiting = same_address(point_id=point_id).filter(confirmed_at=None)
    return bool(waiting.update(confirmed_at=now))
