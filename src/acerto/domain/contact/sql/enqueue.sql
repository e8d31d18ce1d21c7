-- Queue what a run decided: the best point of each person, from the first instant that may be used.
-- {relation}: case_id, party_id, channel, purpose, template, step_id, episode_id, title_id, run_id.
WITH wanted AS (
    SELECT r.party_id AS contact_id, r.party_id AS recipient_id, p.state AS party_state
    FROM (SELECT DISTINCT party_id FROM {relation}) r
    JOIN parties_person p ON p.party_id = r.party_id
),
/* here */,
kind (channel, kind) AS (
    VALUES ('email', 'email'), ('sms', 'phone'), ('whatsapp', 'phone'), ('phone', 'phone'),
           ('letter', 'address')
)
INSERT INTO contact_contact (
    tenant_id, case_id, recipient_id, point_id, channel, purpose, template, decided_on, run_id,
    step_id, episode_id, title_id, state, not_before, expires_at, tries, message_id, provider_id,
    failure, created_at
)
SELECT %(tenant)s, r.case_id, r.party_id, b.point_id, r.channel, r.purpose, r.template, %(on)s,
       r.run_id, r.step_id, r.episode_id, r.title_id, 'queued', GREATEST(h.opens_at, %(now)s),
       %(expires_at)s, 0, '', '', '', %(now)s
FROM {relation} r
JOIN kind k ON k.channel = r.channel
JOIN here h ON h.contact_id = r.party_id
JOIN receivables_case_key c ON c.case_id = r.case_id
JOIN LATERAL (
    SELECT q.point_id FROM parties_point q
    WHERE q.party_id = r.party_id AND q.kind = k.kind AND q.state = 'active'
      -- What one creditor gave serves another only where the debtor gave it or the basis says so.
      AND (q.creditor_id IS NULL OR q.creditor_id = c.holder_id OR q.source = 'debtor'
           OR q.basis = %(shared_basis)s)
    ORDER BY q.confirmed_at IS NULL, q.created_at DESC, q.point_id
    LIMIT 1
) b ON true
ORDER BY r.case_id
ON CONFLICT DO NOTHING
