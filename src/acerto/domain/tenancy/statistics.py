"""Telling the planner what a mass load changed, instead of waiting for autovacuum."""

from collections.abc import Sequence

from django.db import connection

WORTH_ROWS = 5_000
"""Fewer new rows than this are left to autovacuum."""


def refresh_statistics(*, tables: Sequence[str], rows: int) -> None:
    """ANALYZE tables in this transaction when `rows` new ones make the old statistics misleading."""
    if rows < WORTH_ROWS:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT acerto_fresh_statistics(%s)", [list(tables)])
