"""Refusals: kept once a contact and rule, with the citation; the contact waits or is over.

What only waits for its hour or for a cap stays true: its expiry moves with it. It ends when a newer
step overtakes it, or when the gate finds it paid, held or past its day.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from acerto.core.calendar import SAO_PAULO
from acerto.domain.audit import services as audit

from . import render
from .gate import Verdict
from .queue import end_of_wait
from .stops import LONGEST_CITATION

STORE = """
INSERT INTO contact_refusal (tenant_id, contact_id, rule, citation, not_before, refused_at)
SELECT c.tenant_id, c.id, r.rule, r.citation, r.until, %(now)s
FROM unnest(%(ids)s::bigint[], %(rules)s::text[], %(citations)s::text[], %(untils)s::timestamptz[])
    AS r (id, rule, citation, until)
JOIN contact_contact c ON c.id = r.id
ON CONFLICT (contact_id, rule) DO UPDATE SET not_before = EXCLUDED.not_before
"""
POSTPONE = """
UPDATE contact_contact c
SET not_before = p.again_at, expires_at = GREATEST(c.expires_at, p.expires_at)
FROM unnest(%(ids)s::bigint[], %(again)s::timestamptz[], %(expires)s::timestamptz[])
    AS p (id, again_at, expires_at)
WHERE c.id = p.id AND c.state = 'queued'
"""
END = """
UPDATE contact_contact c SET state = 'refused', failure = e.failure
FROM unnest(%(ids)s::bigint[], %(failures)s::text[]) AS e (id, failure)
WHERE c.id = e.id AND c.state = 'queued'
RETURNING c.id, c.case_id, c.failure
"""


def refuse(*, verdicts: Sequence[Verdict], now: datetime) -> tuple[int, int]:
    """Store why; returns how many wait for a later instant and how many will never go."""
    store_refusals(verdicts=verdicts, now=now)
    waiting = [(v.contact_id, v.again_at) for v in verdicts if v.again_at is not None]
    over = [(v.contact_id, v.ending_reason) for v in verdicts if v.again_at is None]
    with connection.cursor() as cursor:
        cursor.execute(
            POSTPONE,
            {
                "ids": [contact_id for contact_id, _ in waiting],
                "again": [again_at for _, again_at in waiting],
                "expires": [end_of_wait(on=_day(again_at)) for _, again_at in waiting],
            },
        )
        cursor.execute(END, {"ids": [row[0] for row in over], "failures": [row[1] for row in over]})
        ended = cursor.fetchall()
    for contact_id, case_id, failure in ended:
        facts = {"reason": failure}
        audit.emit(
            now=now, kind="contact.refused", case_id=case_id, subject_id=contact_id, facts=facts
        )
    return len(waiting), len(ended)


def store_refusals(*, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Keep every objection, once a contact and rule."""
    # Two holds may rest on one rule: the one that lasts longer speaks.
    found = {
        (verdict.contact_id, objection.rule): objection
        for verdict in verdicts
        for objection in sorted(verdict.objections, key=lambda o: (o.until is None, o.until or now))
    }
    _store(
        now=now,
        rows=[
            (contact_id, rule, objection.citation, objection.until)
            for (contact_id, rule), objection in found.items()
        ],
    )


def store_wording(
    *, contact_id: int, objections: Sequence[render.Objection], now: datetime
) -> None:
    """Keep the rules against a message's words, for good, each with the first words against it."""
    first = {one.rule: one for one in reversed(objections)}
    rows = [(contact_id, rule, _with_words(one), None) for rule, one in first.items()]
    _store(now=now, rows=rows)


def _with_words(objection: render.Objection) -> str:
    quoted = f" (“{objection.words}”)" if objection.words else ""
    return f"{objection.citation[: LONGEST_CITATION - len(quoted)]}{quoted}"[:LONGEST_CITATION]


def _store(*, rows: Sequence[tuple[int, str, str, datetime | None]], now: datetime) -> None:
    values = {
        "now": now,
        "ids": [row[0] for row in rows],
        "rules": [row[1] for row in rows],
        "citations": [row[2] for row in rows],
        "untils": [row[3] for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, values)


def _day(instant: datetime) -> date:
    return instant.astimezone(SAO_PAULO).date()
