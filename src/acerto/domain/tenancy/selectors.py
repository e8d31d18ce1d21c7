"""Finding tenants and creditors, before and inside a scope."""

from dataclasses import dataclass

from django.db import connection

from .models import Creditor, Membership


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a user sits: tenant, role, and the creditors they are narrowed to (empty: all)."""

    tenant_id: int
    membership_id: int


def seats(*, user_id: int) -> list[Seat]:
    """The tenants that a user may enter; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, membership_id FROM acerto_memberships(%s)", [user_id])
        return [Seat(*row) for row in cursor.fetchall()]


def tenant_ids() -> list[int]:
    """Every tenant, for jobs and commands that go through all; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id FROM acerto_tenant_ids()")
        return [row[0] for row in cursor.fetchall()]


def tenant_id_by_slug(*, slug: str) -> int | None:
    """The tenant of a slug, or None; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT acerto_tenant_by_slug(%s)", [slug])
        (tenant_id,) = cursor.fetchone()
    return tenant_id


def creditor_by_code(*, code: str) -> Creditor | None:
    """A creditor of the tenant in scope."""
    return Creditor.objects.filter(code=code).first()


def membership(*, membership_id: int) -> Membership:
    """A membership of the tenant in scope, with its creditors."""
    return Membership.objects.prefetch_related("scopes").get(pk=membership_id)
