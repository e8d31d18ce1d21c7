-- The least that deciding a day over files must do: scan the same columns, join titles to factors and
-- cases, bring each case's titles together, and write as many rows of as many columns. No amounts are
-- computed and nothing is decided.
COPY (
    SELECT c.case_id, c.state, c.party_kind, c.debt_type, c.episode_id, c.debtor_id, c.creditor_id,
           c.peak_age_days, c.test_bucket, c.contacts_today, c.contacts_week, t.titles, t.principal_cents,
           t.booked_cents, t.oldest, t.first_title, t.prescription_on, t.days_late, t.interest_parts,
           c.identity_valid AND c.email_ok AND c.sms_ok AND c.whatsapp_ok AND c.phone_ok AND c.letter_ok
           AND NOT c.opted_out AND NOT c.held AND NOT c.waiting AND NOT t.held AS free
    FROM snapshot_case c
    JOIN (
        SELECT t.case_id, count(*) AS titles, sum(t.principal_cents)::bigint AS principal_cents,
               sum(t.interest_cents + t.fine_cents + t.correction_cents)::bigint AS booked_cents,
               min(t.due_on) AS oldest, min(t.title_id) AS first_title,
               min(t.prescription_on) AS prescription_on, max(f.days_late) AS days_late,
               max(f.interest_parts) AS interest_parts, bool_or(t.held OR t.fine_charged) AS held
        FROM snapshot_title t
        JOIN snapshot_factor f ON f.terms_id = t.terms_id AND f.effective_due_on = t.effective_due_on
                              AND f.accrued_since = t.accrued_since
        GROUP BY t.case_id
    ) t ON t.case_id = c.case_id
) TO '{out}' (FORMAT parquet, PER_THREAD_OUTPUT, COMPRESSION zstd)
