"""Whose rows this transaction may see (DESIGN decision 10)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class NoTenant(Exception):
    """Code that needs a tenant ran outside `scope`."""

    code = "no_tenant"


def current() -> int:
    """The tenant of the current transaction. Raises NoTenant outside a scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULLIF(current_setting('app.tenant', true), '')::bigint")
        (tenant_id,) = cursor.fetchone()
    if tenant_id is None:
        raise NoTenant
    return int(tenant_id)


@contextmanager
def scope(tenant_id: int) -> Iterator[None]:
    """Open a transaction that sees one tenant only. Nested scopes must name the same tenant."""
    with transaction.atomic():
        before = _swap(str(tenant_id))
        if before not in ("", str(tenant_id)):
            _swap(before)
            raise NoTenant(f"scope of {tenant_id} inside the scope of {before}")
        try:
            yield
        except BaseException:
            # The rollback of this block gives the setting back by itself.
            raise
        else:
            _swap(before)


def _swap(value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('app.tenant', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [value])
    return str(before)
