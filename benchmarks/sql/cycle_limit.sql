-- The least that deciding a day must do: scan the open titles, join each to its factor and its case,
-- and look at every column once. No amounts are computed, nothing is grouped, decided or stored.
SELECT COUNT(*), SUM(t.principal_cents), SUM(t.interest_cents + t.fine_cents + t.correction_cents),
       MAX(f.interest_parts), MAX(c.peak_age_days), COUNT(*) FILTER (WHERE c.email_ok AND NOT t.held)
FROM snapshot_title t
JOIN snapshot_factor f ON f.terms_id = t.terms_id AND f.effective_due_on = t.effective_due_on
                      AND f.accrued_since = t.accrued_since
JOIN snapshot_case c ON c.case_id = t.case_id
