"""The day on which each title prescribes, worked out anew when words for debts are understood otherwise."""

from django.db import DEFAULT_DB_ALIAS, connections

from acerto.law.rules.prescription import CHEQUE, kind_of, prescription_on

TABLES = """
DROP TABLE IF EXISTS pg_temp.renewal_kind, pg_temp.renewal_day;
CREATE TEMP TABLE renewal_kind (debt_type text PRIMARY KEY, kind text) ON COMMIT DROP;
CREATE TEMP TABLE renewal_day (kind text, due_on date, issued_on date, prescription_on date)
    ON COMMIT DROP;
"""
TYPES = "SELECT DISTINCT debt_type FROM receivables_case"
DUE = """
SELECT DISTINCT k.kind, t.due_on, CASE WHEN k.kind = %s THEN t.issued_on END
FROM receivables_title t
JOIN receivables_case c ON c.id = t.case_id
JOIN renewal_kind k ON k.debt_type = c.debt_type
"""
RENEW = """
UPDATE receivables_title t SET prescription_on = d.prescription_on
FROM receivables_case c
JOIN renewal_kind k ON k.debt_type = c.debt_type
JOIN renewal_day d ON d.kind = k.kind
WHERE c.id = t.case_id AND d.due_on = t.due_on
  AND d.issued_on IS NOT DISTINCT FROM CASE WHEN k.kind = %s THEN t.issued_on END
  AND t.prescription_on <> d.prescription_on
"""


def renew_prescriptions(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Give each title of the tenant in scope the day that its debt type means now; returns how many changed.

    `using` is the connection that has the scope. The ceilings of charges stay: they come with the title's
    row, when its file is brought in again.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(TYPES)
        kinds = [(text, kind_of(debt_type=text)) for (text,) in cursor.fetchall()]
        cursor.executemany("INSERT INTO renewal_kind VALUES (%s, %s)", kinds)
        cursor.execute(DUE, [CHEQUE])
        days = [
            (kind, due, issued, prescription_on(due_on=due, kind=kind, issued_on=issued))
            for kind, due, issued in cursor.fetchall()
        ]
        cursor.executemany("INSERT INTO renewal_day VALUES (%s, %s, %s, %s)", days)
        cursor.execute("ANALYZE renewal_day")
        cursor.execute(RENEW, [CHEQUE])
        return int(cursor.rowcount)
