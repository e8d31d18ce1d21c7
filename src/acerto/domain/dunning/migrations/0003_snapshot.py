"""The snapshot of DESIGN decision 3 over live tables: the engine's fixed schema as views.

The day is the setting acerto.on, the instant acerto.now, of the transaction; acerto.previous_on is the
day of the last run before, whose age an episode never falls below. Only published views of
lower rooms and this room's own tables are read.
"""

from django.db import migrations

CASE = """
CREATE VIEW snapshot_case WITH (security_invoker = true) AS
SELECT c.id AS case_id, c.debtor_id, c.holder_id AS creditor_id, c.party_kind, c.debt_type,
       r.state, r.identified AS identity_valid,
       r.email AND NOT COALESCE(p.no_email, false) AS email_ok,
       false AS sms_ok, false AS whatsapp_ok, false AS phone_ok, false AS letter_ok,
       COALESCE(p.no_contact, false) AS opted_out,
       (COALESCE(p.held, false) OR k.case_id IS NOT NULL) AS held,
       COALESCE(n.today, 0)::smallint AS contacts_today,
       COALESCE(n.week, 0)::smallint AS contacts_week,
       e.id AS episode_id, GREATEST(COALESCE(d.age_days, 0), 0) AS peak_age_days,
       c.test_bucket
FROM receivables_case c
JOIN parties_reach r ON r.party_id = c.debtor_id
LEFT JOIN receivables_episode e ON e.case_id = c.id
       AND e.opened_on <= current_setting('acerto.on')::date
       AND (e.closed_on IS NULL OR e.closed_on > current_setting('acerto.on')::date)
LEFT JOIN dunning_decision d ON d.case_id = c.id AND d.episode_id = e.id
       AND d.decided_on = NULLIF(current_setting('acerto.previous_on', true), '')::date
LEFT JOIN contact_person_count n ON n.party_id = c.debtor_id
LEFT JOIN (SELECT DISTINCT case_id FROM contact_hold_in_force WHERE case_id IS NOT NULL) k
       ON k.case_id = c.id
LEFT JOIN (
    SELECT party_id,
           BOOL_OR(reason = 'opt_out' AND channel IN ('email', '')) AS no_email,
           BOOL_OR(reason = 'opt_out' AND channel = '') AS no_contact,
           BOOL_OR(reason <> 'opt_out') AS held
    FROM contact_hold_in_force WHERE party_id IS NOT NULL GROUP BY party_id
) p ON p.party_id = c.debtor_id;
"""
TITLE = """
CREATE VIEW {name} WITH (security_invoker = true) AS
SELECT t.title_id, t.case_id, t.due_on, t.effective_due_on,
       t.principal_cents,
       t.interest_cents,
       t.fine_cents,
       t.correction_cents,
       t.terms_id, t.accrued_since, t.fine_charged,
       t.title_id IN (SELECT title_id FROM contact_hold_in_force WHERE title_id IS NOT NULL) AS held,
       t.prescription_on AS prescription_on
FROM {source} t;
"""
DONE = """
CREATE VIEW snapshot_done WITH (security_invoker = true) AS
SELECT m.case_id, COALESCE(m.episode_id, 0) AS episode_id, COALESCE(m.title_id, 0) AS title_id, m.step_id::int AS step_id
FROM dunning_stepmark m
LEFT JOIN receivables_episode e ON e.id = m.episode_id
WHERE m.episode_id IS NULL OR e.closed_on IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dunning", "0002_decision"),
        ("receivables", "0003_views"),
        ("parties", "0003_views"),
        ("contact", "0005_views"),
    ]
    operations = [
        migrations.RunSQL(CASE, "DROP VIEW snapshot_case;"),
        migrations.RunSQL(
            TITLE.format(name="snapshot_title", source="receivables_open_title"),
            "DROP VIEW snapshot_title;",
        ),
        migrations.RunSQL(
            TITLE.format(name="snapshot_title_as_of", source="receivables_title_as_of"),
            "DROP VIEW snapshot_title_as_of;",
        ),
        migrations.RunSQL(DONE, "DROP VIEW snapshot_done;"),
    ]
