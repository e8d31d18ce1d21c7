"""Which case a row of a payments file means, many at a time, through TEMP tables."""

from django.db import connection

from acerto.domain.tenancy import staging

TABLES = {
    "take_in_contract": "row_no int, contract text",
    "take_in_row_case": "row_no int, case_id bigint, problem text",
}
# The contract decides; with several cases under it, or without it, the debtor does. Each step is
# MATERIALIZED, or PostgreSQL would look a row's cases up once for every mention.
FIND = """
INSERT INTO take_in_row_case
WITH named AS MATERIALIZED (
    SELECT k.row_no, k.contract,
           CASE WHEN k.contract <> '' THEN (
               SELECT array_agg(DISTINCT t.case_id) FROM receivables_title t
               WHERE t.creditor_id = %(creditor)s AND t.contract = k.contract) END AS cases
    FROM take_in_contract k
), owed AS MATERIALIZED (
    SELECT n.row_no, n.contract, n.cases,
           CASE WHEN n.contract = '' OR n.cases[2] IS NOT NULL THEN (
               SELECT array_agg(c.id) FROM receivables_case c
               WHERE c.debtor_id = p.party_id AND c.holder_id = %(creditor)s
                 AND (n.contract = '' OR c.id = ANY (n.cases))) END AS of_debtor
    FROM named n JOIN take_in_payer_party p USING (row_no)
), one AS MATERIALIZED (
    SELECT row_no, contract, cases,
           CASE WHEN contract <> '' AND cases[2] IS NULL THEN cases ELSE of_debtor END AS found
    FROM owed
)
SELECT row_no, CASE WHEN found[2] IS NULL THEN found[1] END,
       CASE WHEN contract <> '' AND cases IS NULL THEN 'contract_unknown'
            WHEN contract = '' AND found IS NULL THEN 'debtor_unknown'
            WHEN found IS NULL OR found[2] IS NOT NULL THEN 'case_ambiguous' END
FROM one
"""


def create_stage() -> None:
    """Make the TEMP tables, once a transaction."""
    staging.create(tables=TABLES)


def find_cases(*, contracts: list[tuple[int, str]], creditor_id: int) -> dict[int, str]:
    """Fill take_in_row_case for rows (row_no, contract or "") whose parties stand in
    take_in_payer_party. Returns, by row, why no one case is meant: contract_unknown,
    debtor_unknown, case_ambiguous.
    """
    staging.empty(tables=TABLES)
    lines = [f"{row_no}\t{staging.field(contract)}" for row_no, contract in contracts]
    staging.fill(table="take_in_contract", lines=lines)
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"creditor": creditor_id})
        cursor.execute("SELECT row_no, problem FROM take_in_row_case WHERE problem IS NOT NULL")
        return dict(cursor.fetchall())
