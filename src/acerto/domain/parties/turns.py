"""Taking turns on people: whoever holds a person's row acts on that person alone."""

from collections.abc import Sequence

from django.db import connection

# An open transaction that writes something about a person (a hold, a contact point) holds a share
# of the row through its foreign key: the person is skipped until it is known what was written.
TAKE = """
SELECT id FROM parties_party WHERE id = ANY(%s) ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""


def take_turns(*, party_ids: Sequence[int], limit: int) -> list[int]:
    """Lock up to `limit` of these people until the transaction ends; those taken are skipped."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(party_ids), limit])
        return [row[0] for row in cursor.fetchall()]
