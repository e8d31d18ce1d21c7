-- Of every debtor: a contact that went this week, one before,, and one that waits.
INSERT INTO contact_contact (
    id, tenant_id, case_id, recipient_id, point_id, channel, purpose, template, decided_on, run_id,
    step_id, state, not_before, expires_at, tries, message_id, provider_id, failure, created_at
)
SELECT n * 4 + k.ago, %(tenant)s, c.id, c.debtor_id, p.id, 'email', 'collection', 'overdue_soft',
       %(on)s::date - k.ago * 3, 1, k.ago + 1, CASE k.ago WHEN 0 THEN 'queued' ELSE 'sent' END,
       %(now)s, %(now)s + interval '4 days', 0, '', '', '', %(now)s
FROM receivables_case c
JOIN parties_contactpoint p ON p.party_id = c.debtor_id AND p.kind = 'email'
CROSS JOIN LATERAL (SELECT c.id AS n) x
CROSS JOIN (VALUES (0), (1), (3)) AS k (ago);
INSERT INTO contact_permit (
    id, tenant_id, contact_id, party_id, purpose, local_on, ordinal, law_version, granted_at
)
SELECT c.id, c.tenant_id, c.id, c.recipient_id, c.purpose, c.decided_on, 1, 'bench', %(now)s
FROM contact_contact c WHERE c.state = 'sent';
UPDATE contact_contact SET permit_id = id, sent_at = %(now)s WHERE state = 'sent';
INSERT INTO contact_hold (tenant_id, title_id, reason, rule, channel, starts_at)
SELECT %(tenant)s, id, 'dispute', 'dispute-pause-general', '', %(now)s
FROM receivables_title WHERE id %% 50 = 0;
INSERT INTO contact_hold (tenant_id, party_id, reason, rule, channel, starts_at)
SELECT %(tenant)s, id, 'opt_out', 'opt-out', CASE WHEN id %% 2 = 0 THEN 'email' ELSE 'sms' END, %(now)s
FROM parties_party WHERE id %% 20 = 0;
INSERT INTO contact_hold (tenant_id, case_id, reason, rule, channel, starts_at)
SELECT %(tenant)s, id, 'lawsuit', 'lawsuit-pause', '', %(now)s FROM receivables_case WHERE id %% 40 = 0;
INSERT INTO contact_hours (tenant_id, party_kind, weekday, starts, ends)
SELECT %(tenant)s, '', n, '09:00', '17:00' FROM generate_series(0, 4) n;
INSERT INTO contact_hours (tenant_id, party_id, party_kind, weekday, starts, ends)
SELECT %(tenant)s, p.id, '', n, '10:00', '16:00'
FROM parties_party p, generate_series(0, 4) n WHERE p.id %% 20 = 3;
INSERT INTO contact_blocked (tenant_id, name, value_bidx, registered_on)
SELECT %(tenant)s, 'own', decode(lpad(to_hex(n * 7), 16, '0'), 'hex'), %(on)s::date - 90
FROM generate_series(1, %(listed)s) n;
INSERT INTO contact_cap (tenant_id, party_kind, contacts_week) VALUES (%(tenant)s, '', 3);
