"""Debtors of a file become parties: found by blind index, made where unknown, many at a time.

The caller stages debtors and contact points (TEMP tables of tenancy.staging), calls `take_in`, and
reads take_in_party (debtor_no, party_id, is_new). Works inside the caller's transaction and scope.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from acerto.domain.tenancy import staging
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import NULL, field, octets

BASIS = "contract"  # a contact point of the contract serves the contract's collection
TABLES = {
    "take_in_debtor": "debtor_no int, kind text, name text, name_key text, state text, id_kind text,"
    " id_bidx bytea, id_enc bytea, id_masked text, ref_bidx bytea, ref_enc bytea, ref_masked text,"
    " hint_party_id bigint, held boolean",
    "take_in_point": "debtor_no int, kind text, value_bidx bytea, value_enc bytea, masked text,"
    " ddd text, state_uf text",
    "take_in_party": "debtor_no int, party_id bigint, is_new boolean",
    "take_in_renamed": "party_id bigint, kind text, name text, name_key text, state text,"
    " identified boolean",
}


class Known(NamedTuple):  # as Point: a tuple is made in a third of a frozen dataclass's time
    """A number that finds a party: sealed, with its blind index. `kind` as parties.Identity.Kind."""

    kind: str
    index: bytes
    sealed: bytes
    masked: str


class Point(NamedTuple):
    """An e-mail, phone or address: sealed, with its blind index. `kind` as ContactPoint.Kind."""

    kind: str
    index: bytes
    sealed: bytes
    masked: str
    ddd: str = ""
    state: str = ""


@dataclass(slots=True)
class Debtor:
    """A debtor of a file. At least one of `tax_id` and `reference` is given."""

    kind: str
    name: str
    name_key: str
    state: str
    tax_id: Known | None
    reference: Known | None
    points: tuple[Point, ...] = ()


def create_stage() -> None:
    """Make the TEMP tables, once a transaction."""
    staging.create(tables=TABLES)


@dataclass(frozen=True, slots=True)
class Staged:
    """Debtors and their contact points as text of COPY, made far from the database."""

    debtors: bytes
    points: bytes


def as_text(*, debtors: Iterable[tuple[int, Debtor, int | None, bool]]) -> Staged:
    """What `stage` takes, of (number, debtor, party of an earlier title or None, whether it is held).

    A held party is the debtor, whatever the creditor's own number says.
    """
    debtor_lines: list[str] = []
    point_lines: list[str] = []
    for number, debtor, hint, held in debtors:
        debtor_lines.append(_debtor_line(number, debtor, hint, held))
        point_lines += [_point_line(number, point) for point in debtor.points]
    return Staged(staging.joined(debtor_lines), staging.joined(point_lines))


def stage(*, staged: Staged) -> None:
    """Stage the debtors of one chunk."""
    staging.empty(tables=TABLES)
    staging.pour(table="take_in_debtor", text=staged.debtors)
    staging.pour(table="take_in_point", text=staged.points)


def take_in(*, creditor_id: int, now: datetime) -> None:
    """Find or make the party of every staged debtor; add numbers and contact points not yet known.

    A tax id decides; without one the creditor's own number does. A party that had no tax id gets it
    when the same creditor now gives one for the same number or title.
    """
    facts = {"tenant": current(), "creditor": creditor_id, "now": now, "basis": BASIS}
    with connection.cursor() as cursor:
        for statement in (FIND, INSERT, RENAMED, UPDATE, *TAX_IDS, REFERENCES, *POINTS):
            cursor.execute(statement, facts)


def unidentified() -> set[int]:
    """The staged debtors (numbers) of whom no valid CPF or CNPJ is known, after `take_in`."""
    with connection.cursor() as cursor:
        cursor.execute(UNIDENTIFIED)
        return {row[0] for row in cursor.fetchall()}


def _debtor_line(number: int, debtor: Debtor, hint: int | None, held: bool) -> str:
    tax_id, reference = debtor.tax_id, debtor.reference
    return "\t".join(
        (
            str(number),
            debtor.kind,
            field(debtor.name),
            field(debtor.name_key),
            debtor.state,
            tax_id.kind if tax_id else NULL,
            *_known_fields(tax_id),
            *_known_fields(reference),
            NULL if hint is None else str(hint),
            "t" if held else "f",
        )
    )


def _known_fields(known: Known | None) -> tuple[str, str, str]:
    if known is None:
        return NULL, NULL, NULL
    return octets(known.index), octets(known.sealed), field(known.masked)


def _point_line(number: int, point: Point) -> str:
    return "\t".join(
        (
            str(number),
            point.kind,
            octets(point.index),
            octets(point.sealed),
            field(point.masked),
            point.ddd,
            point.state,
        )
    )


# LATERAL … LIMIT 1 makes the planner use the index for each row, statistics or none.
FIND = """
INSERT INTO take_in_party
SELECT d.debtor_no, COALESCE(t.party_id, r.party_id, h.id,
                             nextval((SELECT pg_get_serial_sequence('parties_party', 'id')::regclass))),
       COALESCE(t.party_id, r.party_id, h.id) IS NULL
FROM take_in_debtor d
LEFT JOIN LATERAL (
    SELECT i.party_id FROM parties_identity i
    WHERE i.tenant_id = %(tenant)s AND i.value_bidx = d.id_bidx AND i.kind = d.id_kind
      AND i.creditor_id IS NULL LIMIT 1
) t ON true
LEFT JOIN LATERAL (
    SELECT i.party_id FROM parties_identity i JOIN parties_party p ON p.id = i.party_id
    WHERE t.party_id IS NULL AND NOT d.held
      AND i.tenant_id = %(tenant)s AND i.value_bidx = d.ref_bidx AND i.creditor_id = %(creditor)s
      AND (d.id_bidx IS NULL OR NOT p.identified) LIMIT 1
) r ON true
LEFT JOIN LATERAL (
    SELECT p.id FROM parties_party p
    WHERE t.party_id IS NULL AND r.party_id IS NULL
      AND p.id = d.hint_party_id AND (d.id_bidx IS NULL OR NOT p.identified) LIMIT 1
) h ON true
"""
INSERT = """
INSERT INTO parties_party (id, tenant_id, kind, name, name_key, state, identified, created_at)
SELECT m.party_id, %(tenant)s, d.kind, d.name, d.name_key, d.state, d.id_bidx IS NOT NULL, %(now)s
FROM take_in_debtor d JOIN take_in_party m USING (debtor_no) WHERE m.is_new
"""
UNIDENTIFIED = """
SELECT m.debtor_no FROM take_in_party m
CROSS JOIN LATERAL (SELECT identified FROM parties_party p WHERE p.id = m.party_id LIMIT 1) p
WHERE NOT p.identified
"""
# What the file leaves blank stays as it was.
RENAMED = """
INSERT INTO take_in_renamed
SELECT DISTINCT ON (m.party_id) m.party_id,
       CASE WHEN d.id_bidx IS NULL THEN o.kind ELSE d.kind END,
       CASE WHEN d.name = '' THEN o.name ELSE d.name END,
       CASE WHEN d.name = '' THEN o.name_key ELSE d.name_key END,
       CASE WHEN d.state = '' THEN o.state ELSE d.state END,
       o.identified OR d.id_bidx IS NOT NULL
FROM take_in_debtor d
JOIN take_in_party m USING (debtor_no)
CROSS JOIN LATERAL (SELECT * FROM parties_party o WHERE o.id = m.party_id LIMIT 1) o
WHERE NOT m.is_new
  AND ((d.name <> '' AND d.name <> o.name) OR (d.state <> '' AND d.state <> o.state)
       OR (d.id_bidx IS NOT NULL AND NOT o.identified))
ORDER BY m.party_id, d.debtor_no
"""
# ANY (ARRAY (…)) leads to the rows by their key, even of a tenant that the planner has never seen.
UPDATE = """
UPDATE parties_party p
SET kind = c.kind, name = c.name, name_key = c.name_key, state = c.state, identified = c.identified
FROM take_in_renamed c
WHERE p.id = c.party_id AND p.id = ANY (ARRAY (SELECT party_id FROM take_in_renamed))
"""
# What belongs to a party made just now cannot be there yet; looking whether it is would cost a probe a row.
_TAX_IDS = """
INSERT INTO parties_identity (tenant_id, party_id, kind, value_enc, value_bidx, masked)
SELECT %(tenant)s, m.party_id, d.id_kind, d.id_enc, d.id_bidx, d.id_masked
FROM take_in_debtor d JOIN take_in_party m USING (debtor_no)
WHERE d.id_bidx IS NOT NULL
"""
TAX_IDS = (_TAX_IDS + "AND m.is_new", _TAX_IDS + "AND NOT m.is_new ON CONFLICT DO NOTHING")
REFERENCES = """
INSERT INTO parties_identity (tenant_id, party_id, kind, creditor_id, value_enc, value_bidx, masked)
SELECT %(tenant)s, m.party_id, 'creditor_ref', %(creditor)s, d.ref_enc, d.ref_bidx, d.ref_masked
FROM take_in_debtor d JOIN take_in_party m USING (debtor_no)
WHERE d.ref_bidx IS NOT NULL
ON CONFLICT DO NOTHING
"""
_POINTS = """
INSERT INTO parties_contactpoint (tenant_id, party_id, kind, value_enc, value_bidx, masked, ddd,
                                  state_uf, source, creditor_id, basis, state, created_at)
SELECT %(tenant)s, m.party_id, d.kind, d.value_enc, d.value_bidx, d.masked, d.ddd, d.state_uf,
       'creditor', %(creditor)s, %(basis)s, 'active', %(now)s
FROM take_in_point d JOIN take_in_party m USING (debtor_no)
"""
POINTS = (_POINTS + "WHERE m.is_new", _POINTS + "WHERE NOT m.is_new ON CONFLICT DO NOTHING")
