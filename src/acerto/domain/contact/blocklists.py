"""Lists of people who closed a channel: taken in as blind indexes, asked by the gate.

Which channels and purposes a list binds, and from when, stands in the law's files under
contact.block.<name>. A newer full list takes the place of the older one; nobody can read a number
back from what is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit import services as audit
from acerto.domain.audit.models import Entry
from acerto.domain.tenancy import staging
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current

from .facts_of_law import list_names
from .models import BlockList

MOST_REMOVED = 2
"""A full list that would drop more than one of so many people needs a word of confirmation."""

COUNTED = "SELECT COUNT(*) FROM contact_blocked WHERE name = %(name)s"
GONE = """
SELECT COUNT(*) FROM contact_blocked b
WHERE b.name = %(name)s AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.value_bidx = b.value_bidx)
"""
DROP_GONE = """
DELETE FROM contact_blocked b
WHERE b.name = %(name)s AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.value_bidx = b.value_bidx)
"""
ADD = """
INSERT INTO contact_blocked (tenant_id, name, value_bidx, registered_on)
SELECT %(tenant)s, %(name)s, value_bidx,
       CASE WHEN bool_or(registered_on IS NULL) THEN NULL ELSE MIN(registered_on) END
FROM listed GROUP BY value_bidx
ON CONFLICT (tenant_id, value_bidx, name) DO UPDATE SET registered_on = EXCLUDED.registered_on
WHERE contact_blocked.registered_on IS DISTINCT FROM EXCLUDED.registered_on
RETURNING xmax = 0
"""


class ListRefused(Exception):
    """A list cannot be taken in like this."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a list comes from. `digest`: SHA-256 of its file, so that the same is taken once."""

    name: str
    mode: str
    taken_on: date
    source: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What a list changed; `already`: this very list had been taken in before."""

    rows: int
    added: int
    removed: int
    wrong: int
    already: bool = False


@transaction.atomic
def take_in(
    *,
    taken: Taken,
    entries: Iterable[tuple[str, date | None]],
    wrong: int = 0,
    sure: bool = False,
    now: datetime,
    actor_id: int | None,
) -> Done:
    """Take in a list of normalised phones and e-mails, each with its day on the list if known.

    Raises ListRefused: unknown list, of a day to come, older than what is kept, empty, or dropping most people
    without `sure`.
    """
    if taken.taken_on > now.astimezone(SAO_PAULO).date():
        # Kept, it would make every list of the days until then an older one.
        raise ListRefused(
            "future_list",
            _("O dia %s ainda não chegou: diga o dia em que a lista foi tirada.")
            % f"{taken.taken_on:%d/%m/%Y}",
        )
    earlier = _earlier(taken=taken)
    if earlier is not None:
        return Done(earlier.rows, 0, 0, earlier.wrong, already=True)
    rows = _stage(entries)
    if rows == 0:
        raise ListRefused(
            "empty", _("O arquivo não traz nenhum telefone ou e-mail válido: nada foi mudado.")
        )
    removed = _replace(taken=taken, sure=sure) if taken.mode == BlockList.Mode.FULL else 0
    with connection.cursor() as cursor:
        cursor.execute(ADD, {"tenant": current(), "name": taken.name})
        added = sum(row[0] for row in cursor.fetchall())
    done = Done(rows, added, removed, wrong)
    _keep(taken=taken, done=done, now=now, actor_id=actor_id)
    return done


def _earlier(*, taken: Taken) -> BlockList | None:
    """The same list as taken in before, or None. Raises ListRefused for an unknown or older one."""
    if taken.name not in list_names(on=taken.taken_on):
        raise ListRefused("unknown_list", _("Lista desconhecida: %s.") % taken.name)
    kept = BlockList.objects.filter(name=taken.name).order_by("-taken_on", "-pk")
    newest = kept.first()
    if newest is None:
        return None
    same = bytes(newest.digest) == taken.digest and newest.mode == taken.mode
    if same and taken.taken_on <= newest.taken_on:
        return newest
    full = kept.filter(mode=BlockList.Mode.FULL).first()
    if full is not None and taken.taken_on < full.taken_on:
        raise ListRefused(
            "older_list",
            _("Já há uma lista mais nova, de %s: esta não entra, para não desfazer aquela.")
            % f"{full.taken_on:%d/%m/%Y}",
        )
    return None


def _stage(entries: Iterable[tuple[str, date | None]]) -> int:
    box = vault(tenant_id=current(), column="contact_point")
    lines = [
        f"{staging.octets(box.index(value))}\t{on.isoformat() if on else staging.NULL}"
        for value, on in entries
    ]
    staging.create(tables={"listed": "value_bidx bytea, registered_on date"})
    if lines:
        staging.fill(table="listed", lines=lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pg_temp.listed")
    return len(lines)


def _replace(*, taken: Taken, sure: bool) -> int:
    """Drop the people who are on the list no more. Raises ListRefused when they are most of it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"name": taken.name})
        (before,) = cursor.fetchone()
        cursor.execute(GONE, {"name": taken.name})
        (gone,) = cursor.fetchone()
        if gone * MOST_REMOVED > before and not sure:
            raise ListRefused(
                "most_removed",
                _(
                    "A lista tiraria %(gone)d de %(before)d bloqueios, e essas pessoas voltariam a "
                    "ser procuradas. Se o arquivo está mesmo completo, confirme."
                )
                % {"gone": gone, "before": before},
            )
        cursor.execute(DROP_GONE, {"name": taken.name})
        return int(cursor.rowcount)


def _keep(*, taken: Taken, done: Done, now: datetime, actor_id: int | None) -> None:
    row = BlockList.objects.create(
        tenant_id=current(),
        name=taken.name,
        mode=taken.mode,
        taken_on=taken.taken_on,
        source=taken.source[:200],
        digest=taken.digest,
        rows=done.rows,
        added=done.added,
        removed=done.removed,
        wrong=done.wrong,
        imported_at=now,
        imported_by=actor_id,
    )
    audit.record(
        now=now,
        action="contact.blocklist",
        subject="blocklist",
        subject_id=row.pk,
        actor=Entry.Actor.USER if actor_id else Entry.Actor.SYSTEM,
        actor_id=actor_id,
        facts={"list": taken.name, "added": done.added, "removed": done.removed},
    )
