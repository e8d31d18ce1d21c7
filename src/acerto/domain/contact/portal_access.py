"""The debtor's way in: a random token, then the full CPF or CNPJ, five tries, the same answer.

Nothing about a debt leaves this room before `confirm` said yes (DESIGN decision 5).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from acerto.core.identifiers import written_tax_id
from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.parties import identification
from acerto.domain.tenancy.scope import scope

from .models import PortalLink

TRIES = 5

FIND = "SELECT tenant_id, link_id FROM acerto_portal_link(%s)"
# The UPDATE is the lock: two answers at once are two tries, and the last try kills the link.
COUNT_TRY = """
UPDATE contact_portallink
SET tries = tries + 1, dead_at = CASE WHEN tries + 1 >= %(tries)s THEN %(now)s::timestamptz END
WHERE id = %(link)s AND tries < %(tries)s AND dead_at IS NULL AND expires_at > %(now)s
RETURNING party_id, case_id, point_id, tries
"""
FORGET_TRIES = """
UPDATE contact_portallink
SET tries = 0, dead_at = NULL, confirmed_at = COALESCE(confirmed_at, %(now)s)
WHERE id = %(link)s
"""


@dataclass(frozen=True, slots=True)
class LinkRef:
    """A link and its tenant: ids only."""

    tenant_id: int
    link_id: int


@dataclass(frozen=True, slots=True)
class Company:
    """Who asks, as it may be shown before the debtor is known."""

    name: str
    tax_id: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """What stands at a link's door. `closed`: no number opens it, right or wrong."""

    company: Company | None  # None: an unknown token
    closed: bool


NOBODY = LinkRef(tenant_id=0, link_id=0)
"""Stands for an unknown token, so that it costs the same work as a known one."""


def token_hash(token: str) -> bytes:
    """What is stored of a token: SHA-256, which 256 random bits make enough."""
    return hashlib.sha256(token.encode()).digest()


def find_link(*, token: str) -> LinkRef | None:
    """The link of a token, whatever its state; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [token_hash(token)])
        row = cursor.fetchone()
    return LinkRef(*row) if row else None


def company(*, token: str) -> Company | None:
    """The company behind a link; None for an unknown token. Says nothing of any debt."""
    link = _link(token)
    return _company(link) if link else None


def entrance(*, token: str, now: datetime) -> Entrance:
    """Who asks, and whether the link still opens; an unknown one is closed. Nothing of any debt."""
    link = _link(token)
    if link is None:
        return Entrance(company=None, closed=True)
    closed = link.dead_at is not None or link.expires_at <= now
    return Entrance(company=_company(link), closed=closed)


def confirm(*, token: str, tax_id: str, now: datetime) -> LinkRef | None:
    """Let the debtor in when the normalised CPF or CNPJ is theirs.

    None for a wrong number and for a dead, expired or unknown link alike. A try is counted and
    committed whatever the answer; a right answer gives the tries back, confirms the contact point
    that received the link, and the link itself.
    """
    ref = find_link(token=token) or NOBODY
    with scope(ref.tenant_id):
        party_id, case_id, point_id, tries = _count_try(ref=ref, now=now)
        right = identification.has_tax_id(tenant_id=ref.tenant_id, party_id=party_id, tax_id=tax_id)
        if not party_id:
            return None
        if not right:
            _record(now=now, action="portal.refused", link_id=ref.link_id, tries=tries)
            return None
        _let_in(ref=ref, case_id=case_id, point_id=point_id, now=now)
    return ref


def is_open(*, ref: LinkRef, now: datetime) -> bool:
    """Whether a confirmed link still serves: neither dead nor expired."""
    with scope(ref.tenant_id):
        return PortalLink.objects.filter(
            pk=ref.link_id, dead_at=None, confirmed_at__isnull=False, expires_at__gt=now
        ).exists()


def _link(token: str) -> PortalLink | None:
    ref = find_link(token=token) or NOBODY
    with scope(ref.tenant_id):
        found: PortalLink | None = (
            PortalLink.objects.select_related("case__holder").filter(pk=ref.link_id).first()
        )
        return found


def _company(link: PortalLink) -> Company:
    holder = link.case.holder
    return Company(
        name=holder.trade_name or holder.legal_name,
        tax_id=written_tax_id(holder.tax_id),
        email=holder.email,
        phone=holder.phone,
    )


def _count_try(*, ref: LinkRef, now: datetime) -> tuple[int, int, int | None, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TRY, {"link": ref.link_id, "now": now, "tries": TRIES})
        return cursor.fetchone() or (0, 0, None, 0)


def _let_in(*, ref: LinkRef, case_id: int, point_id: int | None, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET_TRIES, {"link": ref.link_id, "now": now})
    if point_id is not None and identification.confirm_point(point_id=point_id, now=now):
        audit.emit(now=now, kind="contact_point.confirmed", case_id=case_id, subject_id=point_id)
    _record(now=now, action="portal.confirmed", link_id=ref.link_id, point_id=point_id)


def _record(*, now: datetime, action: str, link_id: int, **facts: int | None) -> None:
    audit.record(
        now=now,
        action=action,
        subject="portal_link",
        subject_id=link_id,
        actor=Entry.Actor.DEBTOR,
        facts=dict(facts),
    )
