"""What upper rooms may read in SQL: open titles with what is booked on them, today or as of a day."""

from django.db import migrations

from acerto.domain.tenancy.migration_ops import append_only

OPEN = """
CREATE VIEW receivables_open_title WITH (security_invoker = true) AS
SELECT t.id AS title_id, t.tenant_id, t.case_id, t.terms_id, t.due_on, t.effective_due_on,
       t.prescription_on, b.principal_cents, b.interest_cents, b.fine_cents, b.correction_cents,
       COALESCE(b.accrued_since, t.effective_due_on) AS accrued_since, b.fine_charged
FROM receivables_title t
JOIN ledger_titlebalance b ON b.title_id = t.id
WHERE t.state = 'open';
"""
# The day is the setting acerto.on. A title is known from its opening transfer on; what was paid later
# than the day does not count.
AS_OF = """
CREATE VIEW receivables_title_as_of WITH (security_invoker = true) AS
SELECT t.id AS title_id, t.tenant_id, t.case_id, t.terms_id, t.due_on, t.effective_due_on,
       t.prescription_on, s.principal_cents, s.interest_cents, s.fine_cents, s.correction_cents,
       GREATEST(COALESCE(s.accrued_since, t.effective_due_on), t.effective_due_on) AS accrued_since,
       s.fine_charged
FROM receivables_title t
JOIN (
    SELECT l.title_id,
           SUM(l.cents * ((l.debit = 'principal')::int - (l.credit = 'principal')::int))::bigint
               AS principal_cents,
           SUM(l.cents * ((l.debit = 'interest')::int - (l.credit = 'interest')::int))::bigint
               AS interest_cents,
           SUM(l.cents * ((l.debit = 'fine')::int - (l.credit = 'fine')::int))::bigint
               AS fine_cents,
           SUM(l.cents * ((l.debit = 'correction')::int - (l.credit = 'correction')::int))::bigint
               AS correction_cents,
           MAX(l.accrued_to) AS accrued_since,
           COALESCE(BOOL_OR(l.kind = 'accrual' AND l.debit = 'fine'), false) AS fine_charged
    FROM ledger_transfer l
    WHERE l.title_id IS NOT NULL
      AND l.effective_on <= current_setting('acerto.on')::date
      AND NOT EXISTS (
          SELECT 1 FROM ledger_transfer r
          WHERE r.reverses_id = l.id AND r.effective_on <= current_setting('acerto.on')::date)
      AND l.kind <> 'reversal'
    GROUP BY l.title_id
) s ON s.title_id = t.id
WHERE s.principal_cents + s.interest_cents + s.fine_cents + s.correction_cents > 0;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0002_initial"),
        ("ledger", "0003_append_only"),
    ]
    operations = [
        append_only("receivables_titleversion"),
        migrations.RunSQL(OPEN, "DROP VIEW receivables_open_title;"),
        migrations.RunSQL(AS_OF, "DROP VIEW receivables_title_as_of;"),
    ]
