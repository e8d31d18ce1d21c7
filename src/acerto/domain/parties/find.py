"""Which party a number of a file means, many at a time, through TEMP tables."""

from dataclasses import dataclass

from django.db import connection

from acerto.domain.tenancy import staging
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.scope import current
from acerto.domain.tenancy.staging import NULL, octets

TABLES = {
    "take_in_payer": "row_no int, id_kind text, id_bidx bytea, ref_bidx bytea",
    "take_in_payer_party": "row_no int, party_id bigint",
}
FIND = """
INSERT INTO take_in_payer_party
SELECT p.row_no, COALESCE(
    (SELECT i.party_id FROM parties_identity i
     WHERE i.tenant_id = %(tenant)s AND i.value_bidx = p.id_bidx AND i.kind = p.id_kind
       AND i.creditor_id IS NULL LIMIT 1),
    (SELECT i.party_id FROM parties_identity i
     WHERE i.tenant_id = %(tenant)s AND i.value_bidx = p.ref_bidx
       AND i.creditor_id = %(creditor)s LIMIT 1))
FROM take_in_payer p
"""


@dataclass(frozen=True, slots=True)
class Payer:
    """The numbers that a row gives: a normalised tax id and its kind, the creditor's own number."""

    row_no: int
    kind: str = ""
    tax_id: str = ""
    reference: str = ""


def create_stage() -> None:
    """Make the TEMP tables, once a transaction."""
    staging.create(tables=TABLES)


def find_parties(*, payers: list[Payer], creditor_id: int) -> None:
    """Fill take_in_payer_party (row_no, party_id or null)."""
    box = vault(tenant_id=current(), column="identity")

    def line(payer: Payer) -> str:
        tax_id = octets(box.index(payer.tax_id)) if payer.tax_id else NULL
        reference = octets(box.index(payer.reference)) if payer.reference else NULL
        return f"{payer.row_no}\t{payer.kind}\t{tax_id}\t{reference}"

    staging.empty(tables=TABLES)
    staging.fill(table="take_in_payer", lines=[line(payer) for payer in payers])
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"tenant": current(), "creditor": creditor_id})
