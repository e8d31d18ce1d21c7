"""Links to the debtor's page: a random token, kept only as its hash (DESIGN decision 5)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from .models import Contact, PortalLink
from .portal_access import token_hash

TOKEN_BYTES = 32
LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Links:
    """Where a message leads: the debtor's page, and one-click opt-out (RFC 8058)."""

    page_url: str
    opt_out_url: str


def make_links(*, contact: Contact, now: datetime) -> Links:
    """Make the links of one message; the token is nowhere but in them."""
    return issue_link(
        tenant_id=contact.tenant_id,
        party_id=contact.recipient_id,
        case_id=contact.case_id,
        point_id=contact.point_id,
        now=now,
    )


def issue_link(
    *, tenant_id: int, party_id: int, case_id: int, point_id: int | None, now: datetime
) -> Links:
    """Make a link to a person's page about a case; without a point it confirms none."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PortalLink.objects.create(
        tenant_id=tenant_id,
        token_hash=token_hash(token),
        party_id=party_id,
        case_id=case_id,
        point_id=point_id,
        created_at=now,
        expires_at=now + LIFE,
    )
    base = settings.ACERTO_PUBLIC_URL.rstrip("/")
    return Links(page_url=f"{base}/d/{token}/", opt_out_url=f"{base}/o/{token}/")
