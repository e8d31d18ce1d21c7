"""One form, one import: however often it is sent, and by however many presses at once."""

from django.core.cache import cache
from django.db import connection

from .uploads import KEPT_SECONDS


def wait_for_turn(*, token: str) -> None:
    """Let the transaction that took this upload first end before this one goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('acerto.upload'), hashtext(%s))", [token]
        )


def import_of(*, token: str) -> int | None:
    """The import that an upload became, if it did."""
    found: int | None = cache.get(_key(token))
    return found


def remember(*, token: str, import_id: int) -> None:
    """Note what an upload became, in the transaction of the import."""
    cache.set(_key(token), import_id, KEPT_SECONDS)


def _key(token: str) -> str:
    return f"console:upload:{token}"
