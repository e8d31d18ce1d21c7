"""What the back office shows of tenants, members and creditors."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from .models import Creditor, Membership, Tenant, User
from .scope import scope


@dataclass(frozen=True, slots=True)
class Member:
    """A membership in words. `creditor_ids`: those it is narrowed to; empty means all."""

    tenant_name: str
    role: str
    role_name: str
    creditor_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class CreditorName:
    """A creditor in a list to choose from."""

    id: int
    code: str
    name: str


def member(*, membership_id: int) -> Member:
    """A membership of the tenant in scope."""
    row = (
        Membership.objects.select_related("tenant")
        .annotate(
            creditors=ArrayAgg("scopes__creditor_id", filter=Q(scopes__isnull=False), default=[])
        )
        .get(pk=membership_id)
    )
    return Member(
        tenant_name=row.tenant.name,
        role=row.role,
        role_name=row.get_role_display(),
        creditor_ids=frozenset(row.creditors),
    )


def tenant_names(*, tenant_ids: list[int]) -> list[tuple[int, str]]:
    """Names of tenants, by opening the scope of each: call it outside any scope."""
    names = []
    for tenant_id in tenant_ids:
        with scope(tenant_id):
            names.append((tenant_id, Tenant.objects.get(pk=tenant_id).name))
    return names


def creditors(*, reach: frozenset[int]) -> list[CreditorName]:
    """Creditors of the tenant in scope that the reach allows (empty: all), by name."""
    rows = Creditor.objects.order_by("legal_name", "id")
    if reach:
        rows = rows.filter(pk__in=reach)
    return [CreditorName(id=row.pk, code=row.code, name=str(row)) for row in rows]


def user_names(*, user_ids: set[int]) -> dict[int, str]:
    """The names of people of the team, by id."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids)}
