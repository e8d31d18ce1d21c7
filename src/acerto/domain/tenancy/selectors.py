"""Finding tenants and creditors, before and inside a scope."""

from dataclasses import dataclass

from django.db import connection

from .models import Creditor, Membership, Tenant, User
from .scope import scope


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


def tenants() -> list[tuple[str, str]]:
    """Slug and name of every tenant, for whoever holds the machine; opens one scope after another."""
    found = []
    for tenant_id in tenant_ids():
        with scope(tenant_id):
            found.append(Tenant.objects.values_list("slug", "name").get(pk=tenant_id))
    return sorted(found)


def creditors() -> list[Creditor]:
    """The creditors of the tenant in scope, by code."""
    return list(Creditor.objects.order_by("code"))


def members() -> list[Membership]:
    """The people of the tenant in scope, by e-mail."""
    return list(Membership.objects.select_related("user").order_by("user__email"))


def user_id_by_email(*, email: str) -> int | None:
    """Who logs in with this e-mail, or None; needs no scope."""
    found = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    return None if found is None else int(found)


def creditor_by_code(*, code: str) -> Creditor | None:
    """A creditor of the tenant in scope."""
    return Creditor.objects.filter(code=code).first()


def membership(*, membership_id: int) -> Membership:
    """A membership of the tenant in scope, with its creditors."""
    return Membership.objects.prefetch_related("scopes").get(pk=membership_id)
