"""The statements of take_in. LATERAL … LIMIT 1 and ANY (ARRAY (…)) keep every look-up on its index,
whatever the planner knows of tables that grow within the transaction, or of a new tenant.
"""

# A row is unchanged when its digest is the title's, unless the title had been withdrawn.
LOOK_UP = """
WITH found AS MATERIALIZED (
    SELECT k.row_no, t.id, t.case_id,
           t.terms_id, t.issued_on,
           t.row_digest = k.digest AND t.state <> 'withdrawn' AS same,
           t.first_import_id IS NOT DISTINCT FROM %(import)s AS mine
    FROM take_in_key k
    CROSS JOIN LATERAL (
        SELECT t.id, t.case_id, t.terms_id, t.issued_on, t.row_digest, t.state, t.first_import_id
        FROM receivables_title t
        WHERE t.creditor_id = %(creditor)s AND t.contract = k.contract
          AND t.instalment = k.instalment LIMIT 1
    ) t
), fresh AS (
    INSERT INTO take_in_seen SELECT id FROM found WHERE NOT mine
    ON CONFLICT DO NOTHING RETURNING title_id
), known AS (
    SELECT f.*, s.title_id IS NULL AS again FROM found f LEFT JOIN fresh s ON s.title_id = f.id
), changed AS (
    SELECT f.row_no, f.id, c.debtor_id, p.kind, c.debt_type, f.terms_id, f.issued_on
    FROM known f
    CROSS JOIN LATERAL (
        SELECT debtor_id, debt_type FROM receivables_case c WHERE c.id = f.case_id LIMIT 1
    ) c
    CROSS JOIN LATERAL (SELECT kind FROM parties_party p WHERE p.id = c.debtor_id LIMIT 1) p
    WHERE NOT f.again AND NOT f.same
)
SELECT (SELECT array_agg(row_no) FROM known WHERE same AND NOT again),
       (SELECT array_agg(row_no) FROM known WHERE again),
       (SELECT array_agg(row_no ORDER BY row_no) FROM changed),
       (SELECT array_agg(id ORDER BY row_no) FROM changed),
       (SELECT array_agg(debtor_id ORDER BY row_no) FROM changed),
       (SELECT array_agg(kind ORDER BY row_no) FROM changed),
       (SELECT array_agg(debt_type ORDER BY row_no) FROM changed),
       (SELECT array_agg(terms_id ORDER BY row_no) FROM changed),
       (SELECT array_agg(issued_on ORDER BY row_no) FROM changed)
"""
STANDING_TERMS = """
SELECT id, party_kind, fine_rate, interest_month_rate, discount_rate, discount_days, payoff_month_rate,
       interest_mode, correction_index, debt_type
FROM receivables_terms WHERE id = ANY (%s::bigint[])
"""
NEW_TERMS = """
INSERT INTO receivables_terms (tenant_id, party_kind, fine_rate, interest_month_rate, discount_rate,
                               discount_days, payoff_month_rate, interest_mode, correction_index,
                               debt_type)
SELECT %(tenant)s, s.party_kind, s.fine_rate, s.interest_month_rate, s.discount_rate,
       s.discount_days, s.payoff_month_rate, s.interest_mode, s.correction_index, s.debt_type
FROM take_in_terms s
WHERE NOT EXISTS (
    SELECT 1 FROM receivables_terms t
    WHERE t.party_kind = s.party_kind AND t.discount_days = s.discount_days
      AND (t.interest_mode, t.correction_index, t.debt_type)
          = (s.interest_mode, s.correction_index, s.debt_type)
      AND COALESCE(t.fine_rate, -1) = COALESCE(s.fine_rate, -1)
      AND COALESCE(t.interest_month_rate, -1) = COALESCE(s.interest_month_rate, -1)
      AND COALESCE(t.discount_rate, -1) = COALESCE(s.discount_rate, -1)
      AND COALESCE(t.payoff_month_rate, -1) = COALESCE(s.payoff_month_rate, -1))
"""
TERMS_IDS = """
INSERT INTO take_in_terms_id
SELECT s.terms_no, t.id
FROM take_in_terms s
JOIN receivables_terms t
  ON t.party_kind = s.party_kind AND t.discount_days = s.discount_days
 AND (t.interest_mode, t.correction_index, t.debt_type)
     = (s.interest_mode, s.correction_index, s.debt_type)
 AND COALESCE(t.fine_rate, -1) = COALESCE(s.fine_rate, -1)
 AND COALESCE(t.interest_month_rate, -1) = COALESCE(s.interest_month_rate, -1)
 AND COALESCE(t.discount_rate, -1) = COALESCE(s.discount_rate, -1)
 AND COALESCE(t.payoff_month_rate, -1) = COALESCE(s.payoff_month_rate, -1)
"""
CASES = """
INSERT INTO take_in_case
SELECT d.party_id, d.debt_type, d.party_kind, d.test_bucket,
       COALESCE(c.id, nextval((SELECT pg_get_serial_sequence('receivables_case', 'id')::regclass))),
       c.id IS NULL
FROM (
    SELECT DISTINCT ON (m.party_id, s.debt_type)
           m.party_id, s.debt_type, s.party_kind, s.test_bucket, m.is_new
    FROM take_in_title s JOIN take_in_party m USING (debtor_no)
    ORDER BY m.party_id, s.debt_type, s.row_no
) d
LEFT JOIN LATERAL (
    SELECT c.id FROM receivables_case c
    WHERE NOT d.is_new
      AND c.debtor_id = d.party_id AND c.holder_id = %(creditor)s AND c.debt_type = d.debt_type
    LIMIT 1
) c ON true
"""
NEW_CASES = """
INSERT INTO receivables_case (id, tenant_id, debtor_id, holder_id, debt_type, party_kind, test_bucket,
                              created_at)
SELECT case_id, %(tenant)s, party_id, %(creditor)s, debt_type, party_kind, test_bucket, %(now)s
FROM take_in_case WHERE is_new
"""
PLACE = (NEW_TERMS, TERMS_IDS, CASES, NEW_CASES)
# The opening takes effect when the title was issued, else when it fell due, never after the import.
# CASE: the planner takes it for half of the rows; of a bare IS NULL it expects next to none.
NEW_TITLES = """
INSERT INTO receivables_title (
    tenant_id, creditor_id, contract, instalment, case_id, terms_id, principal_cents, issued_on,
    due_on, effective_due_on, prescription_on, terms_from, state, row_digest, first_import_id,
    created_at)
SELECT %(tenant)s, %(creditor)s, s.contract, s.instalment, c.case_id, t.terms_id,
       s.principal_cents, s.issued_on, s.due_on, s.effective_due_on, s.prescription_on,
       LEAST(COALESCE(s.issued_on, s.due_on), %(on)s), 'open', s.digest, %(import)s, %(now)s
FROM take_in_title s
JOIN take_in_party m USING (debtor_no)
JOIN take_in_case c USING (party_id, debt_type)
JOIN take_in_terms_id t USING (terms_no)
WHERE CASE WHEN s.title_id IS NULL THEN true ELSE false END
RETURNING id AS title_id, case_id, principal_cents AS cents, terms_from AS effective_on
"""
CHANGE = """
INSERT INTO take_in_change
SELECT s.row_no, s.title_id, c.case_id, n.terms_id, s.principal_cents,
       COALESCE(s.issued_on, t.issued_on), s.due_on, s.effective_due_on, s.prescription_on, s.digest,
       t.state, t.case_id, t.terms_id, t.due_on, t.effective_due_on, t.principal_cents, t.terms_from
FROM take_in_title s
JOIN take_in_party m USING (debtor_no)
JOIN take_in_case c USING (party_id, debt_type)
JOIN take_in_terms_id n USING (terms_no)
CROSS JOIN LATERAL (SELECT * FROM receivables_title t WHERE t.id = s.title_id LIMIT 1) t
WHERE s.title_id IS NOT NULL
"""
VERSIONS = """
INSERT INTO receivables_titleversion (tenant_id, title_id, terms_id, due_on, effective_due_on,
                                      principal_cents, valid_from, valid_to, recorded_at)
SELECT %(tenant)s, title_id, old_terms_id, old_due_on, old_effective_due_on, old_principal_cents,
       old_terms_from, %(on)s, %(now)s
FROM take_in_change
WHERE (terms_id, due_on) IS DISTINCT FROM (old_terms_id, old_due_on) AND old_terms_from < %(on)s
"""
UPDATE = """
UPDATE receivables_title t
SET case_id = n.case_id, terms_id = n.terms_id, principal_cents = n.principal_cents,
    issued_on = n.issued_on, due_on = n.due_on, effective_due_on = n.effective_due_on,
    prescription_on = n.prescription_on, row_digest = n.digest,
    terms_from = CASE WHEN (n.terms_id, n.due_on) IS DISTINCT FROM (n.old_terms_id, n.old_due_on)
                      THEN GREATEST(%(on)s, n.old_terms_from) ELSE n.old_terms_from END,
    state = CASE WHEN n.old_state = 'withdrawn' THEN 'open' ELSE t.state END
FROM take_in_change n
WHERE t.id = n.title_id AND t.id = ANY (ARRAY (SELECT title_id FROM take_in_change))
"""
RETURNS = """
INSERT INTO take_in_return
SELECT title_id, case_id FROM take_in_change WHERE old_state = 'withdrawn'
"""
ADJUSTMENTS = """
INSERT INTO take_in_adjustment
SELECT title_id, case_id, principal_cents - old_principal_cents
FROM take_in_change WHERE principal_cents <> old_principal_cents
"""
COUNT_OPEN = "SELECT COUNT(*) FROM receivables_title WHERE creditor_id = %s AND state = 'open'"
ABSENT = """
INSERT INTO take_in_withdrawal
SELECT t.id, t.case_id FROM receivables_title t
WHERE t.creditor_id = %(creditor)s AND t.state = 'open'
  AND t.first_import_id IS DISTINCT FROM %(import)s
  AND NOT EXISTS (SELECT 1 FROM take_in_seen s WHERE s.title_id = t.id)
"""
WITHDRAW = """
UPDATE receivables_title t SET state = 'withdrawn'
FROM take_in_withdrawal w
WHERE t.id = w.title_id AND t.id = ANY (ARRAY (SELECT title_id FROM take_in_withdrawal))
"""
# A co-debtor that the changed row no longer names stands behind the title no longer.
LEFT_BEHIND = """
UPDATE receivables_titleparty p SET valid_to = %(on)s
FROM take_in_change n
WHERE p.title_id = n.title_id AND p.role = 'co_debtor' AND p.valid_to IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM take_in_co_debtor s JOIN take_in_party m USING (debtor_no)
      WHERE s.row_no = n.row_no AND m.party_id = p.party_id)
"""
CO_DEBTORS = """
INSERT INTO receivables_titleparty (tenant_id, title_id, party_id, role, valid_from)
SELECT %(tenant)s, t.id, m.party_id, 'co_debtor', t.terms_from
FROM take_in_co_debtor s
JOIN take_in_party m USING (debtor_no)
CROSS JOIN LATERAL (
    SELECT t.id, t.terms_from FROM receivables_title t
    WHERE t.creditor_id = %(creditor)s AND t.contract = s.contract AND t.instalment = s.instalment
    LIMIT 1
) t
WHERE NOT EXISTS (
    SELECT 1 FROM receivables_titleparty p
    WHERE p.title_id = t.id AND p.party_id = m.party_id AND p.role = 'co_debtor'
      AND p.valid_to IS NULL)
ON CONFLICT DO NOTHING
"""
