"""Making tenants, creditors and users. Runs as the owner of a new tenant, inside its scope."""

from datetime import datetime

from django.db import connection, transaction

from .models import Creditor, Membership, Tenant, User
from .scope import scope


def create_tenant(*, name: str, slug: str, now: datetime) -> int:
    """Make a tenant and return its id. Raises IntegrityError when the slug is taken."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('tenancy_tenant', 'id'))")
            (tenant_id,) = cursor.fetchone()
        with scope(tenant_id):
            Tenant.objects.create(id=tenant_id, name=name, slug=slug, created_at=now)
    return int(tenant_id)


def create_creditor(*, tenant_id: int, code: str, legal_name: str, **fields: str) -> int:
    """Make a creditor of the tenant, or bring the one with this code up to date. Returns its id."""
    with scope(tenant_id):
        creditor, _ = Creditor.objects.update_or_create(
            tenant_id=tenant_id, code=code, defaults={"legal_name": legal_name, **fields}
        )
    return int(creditor.pk)


def create_user(*, email: str, password: str, name: str = "") -> int:
    """Make a user who can log in, or give an existing one this password. Returns the id."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        return int(User.objects.create_user(email, password, name=name).pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    return int(user.pk)


def add_member(*, tenant_id: int, user_id: int, role: Membership.Role) -> int:
    """Let a user into a tenant with a role. Returns the membership's id."""
    with scope(tenant_id):
        membership, _ = Membership.objects.update_or_create(
            tenant_id=tenant_id, user_id=user_id, defaults={"role": role}
        )
    return int(membership.pk)
