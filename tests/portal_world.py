"""What the tests of the debtor's page share: a debtor with a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from acerto.domain.contact.models import PortalLink
from acerto.domain.contact.portal_access import LinkRef, token_hash
from acerto.domain.parties.models import ContactPoint
from acerto.domain.tenancy.scope import scope
from tests.factory import NOON, World

CPF = "39053344705"
OTHER_CPF = "52998224725"
WRITTEN_CPF = "390.533.447-05"
_number = count(1)


@dataclass(frozen=True)
class Linked:
    """A debtor's link and what it belongs to."""

    token: str
    ref: LinkRef
    party_id: int
    case_id: int
    point_id: int


def make_link(world: World, *, party_id: int | None = None, now: datetime = NOON) -> Linked:
    """A debtor of the world, a case of theirs, and a link sent to their e-mail."""
    token = f"token-of-test-{next(_number)}"
    with scope(world.tenant_id):
        party_id = party_id or world.party(cpf=CPF)
        case_id = world.case(party_id)
        point = ContactPoint.objects.get(party_id=party_id, kind=ContactPoint.Kind.EMAIL)
        link = PortalLink.objects.create(
            tenant_id=world.tenant_id,
            token_hash=token_hash(token),
            party_id=party_id,
            case_id=case_id,
            point=point,
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
    return Linked(token, LinkRef(world.tenant_id, link.pk), party_id, case_id, point.pk)
