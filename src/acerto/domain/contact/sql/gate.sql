-- May these contacts go now? One row a contact, with every objection to it (none: it may go).
-- Reads this room's tables and published views of lower rooms. The instant, the civil day of money,
-- the hours of every place and the caps of the law are parameters. See docs/algorithms/permit.md.
WITH wanted AS (
    SELECT c.id AS contact_id, c.case_id, c.title_id, c.recipient_id, c.channel, c.expires_at,
           c.tries, c.purpose IN ('collection', 'reminder') AS bound, r.identified,
           r.state AS party_state, q.state AS point_state, k.holder_id, k.party_kind,
           c.permit_id, m.local_on AS permit_on
    FROM contact_contact c
    JOIN parties_person r ON r.party_id = c.recipient_id
    JOIN parties_point q ON q.point_id = c.point_id
    JOIN receivables_case_key k ON k.case_id = c.case_id
    LEFT JOIN contact_permit m ON m.id = c.permit_id
    WHERE c.id = ANY(%(contact_ids)s)
),
/* here */,
hold AS NOT MATERIALIZED (
    SELECT title_id, case_id, party_id, channel, reason, rule, ends_at FROM contact_hold
    WHERE starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
),
overdue AS (
    SELECT w.contact_id, w.channel, t.title_id, t.prescription_on <= %(today)s AS prescribed
    FROM wanted w JOIN receivables_open_title t ON t.case_id = w.case_id
    WHERE w.bound AND w.title_id IS NULL AND t.effective_due_on < %(today)s
),
held AS (
    SELECT o.contact_id, o.title_id, h.rule, h.reason, h.ends_at
    FROM overdue o JOIN hold h ON h.title_id = o.title_id AND h.channel IN ('', o.channel)
),
-- A step about the whole case needs one overdue title that may be collected.
standing AS (
    SELECT w.contact_id, COUNT(o.title_id) AS overdue,
           COUNT(o.title_id) FILTER (WHERE o.prescribed) AS prescribed,
           COUNT(o.title_id) FILTER (WHERE NOT o.prescribed AND NOT EXISTS (
               SELECT 1 FROM held d
               WHERE d.contact_id = o.contact_id AND d.title_id = o.title_id)) AS callable
    FROM wanted w LEFT JOIN overdue o ON o.contact_id = w.contact_id
    WHERE w.bound AND w.title_id IS NULL
    GROUP BY w.contact_id
),
-- The law's caps where the recipient may be, or a creditor's where it is lower.
cap AS (
    SELECT w.contact_id, LEAST(h.cap_day, MIN(c.contacts_day)) AS day,
           LEAST(h.cap_week, MIN(c.contacts_week)) AS week
    FROM wanted w
    JOIN here h ON h.contact_id = w.contact_id
    LEFT JOIN contact_cap c
        ON (c.creditor_id IS NULL OR c.creditor_id = w.holder_id)
       AND c.party_kind IN ('', w.party_kind)
    WHERE w.bound GROUP BY w.contact_id, h.cap_day, h.cap_week
),
-- Permits of the person in the seven days that end today, newest first, over the tenant.
used AS (
    SELECT w.contact_id,
           COUNT(m.id) FILTER (WHERE m.local_on = h.local_on) AS today,
           array_agg(m.local_on ORDER BY m.local_on DESC) FILTER (WHERE m.id IS NOT NULL) AS days
    FROM wanted w
    JOIN here h ON h.contact_id = w.contact_id
    LEFT JOIN contact_permit m
        ON m.party_id = w.recipient_id AND m.ordinal IS NOT NULL AND m.contact_id <> w.contact_id
       AND m.local_on > h.local_on - 7
    WHERE w.bound GROUP BY w.contact_id
),
objection (contact_id, rule, reason, until_at, until_on) AS (
    SELECT contact_id, '', 'expired', NULL::timestamptz, NULL::date FROM wanted
    WHERE expires_at <= %(now)s
    UNION ALL
    SELECT contact_id, '', 'no_identity', NULL, NULL FROM wanted WHERE NOT identified
    UNION ALL
    SELECT contact_id, '', CASE point_state WHEN 'wrong_party' THEN 'wrong_party' ELSE 'point' END,
           NULL, NULL
    FROM wanted WHERE point_state <> 'active'
    UNION ALL
    SELECT w.contact_id, h.rule, h.reason, h.ends_at, NULL
    FROM wanted w JOIN hold h ON h.party_id = w.recipient_id
    WHERE h.channel IN ('', w.channel) AND (w.bound OR h.reason = 'wrong_party')
    UNION ALL
    SELECT w.contact_id, h.rule, h.reason, h.ends_at, NULL
    FROM wanted w JOIN hold h ON h.case_id = w.case_id
    WHERE w.bound AND h.channel IN ('', w.channel)
    UNION ALL
    SELECT w.contact_id, h.rule, h.reason, h.ends_at, NULL
    FROM wanted w JOIN hold h ON h.title_id = w.title_id
    WHERE w.bound AND h.channel IN ('', w.channel)
    UNION ALL
    SELECT d.contact_id, d.rule, d.reason, d.ends_at, NULL
    FROM held d JOIN standing s ON s.contact_id = d.contact_id
    WHERE s.callable = 0
    UNION ALL
    SELECT contact_id, '', 'paid', NULL, NULL FROM standing WHERE overdue = 0
    UNION ALL
    SELECT contact_id, '', 'prescribed', NULL, NULL FROM standing
    WHERE overdue > 0 AND overdue = prescribed
    UNION ALL
    SELECT w.contact_id, '', 'paid', NULL, NULL FROM wanted w
    WHERE w.bound AND w.title_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM receivables_open_title t WHERE t.title_id = w.title_id)
    UNION ALL
    SELECT h.contact_id, h.rule, h.code, h.opens_at, NULL
    FROM here h JOIN wanted w ON w.contact_id = h.contact_id
    WHERE w.bound AND h.opens_at > %(now)s
    UNION ALL
    SELECT w.contact_id, '', 'permit_over', NULL, NULL
    FROM wanted w JOIN here h ON h.contact_id = w.contact_id
    WHERE w.bound AND w.permit_on <> h.local_on
    UNION ALL
    SELECT u.contact_id, '', 'cap_day', NULL, h.local_on + 1
    FROM used u
    JOIN cap c ON c.contact_id = u.contact_id
    JOIN here h ON h.contact_id = u.contact_id
    WHERE u.today >= c.day
    UNION ALL
    SELECT u.contact_id, '', 'cap_week', NULL, u.days[c.week] + 7
    FROM used u JOIN cap c ON c.contact_id = u.contact_id
    WHERE COALESCE(cardinality(u.days), 0) >= c.week
    UNION ALL
    SELECT w.contact_id, '', 'service_rate', %(now)s + interval '1 hour', NULL
    FROM wanted w
    WHERE NOT w.bound AND w.permit_id IS NULL AND %(service_hour)s <= (
        SELECT COUNT(*) FROM contact_permit m
        WHERE m.party_id = w.recipient_id AND m.ordinal IS NULL
          AND m.granted_at > %(now)s - interval '1 hour')
),
summed AS (
    SELECT contact_id, array_agg(rule ORDER BY reason, rule, until_at) AS rules,
           array_agg(reason ORDER BY reason, rule, until_at) AS reasons,
           array_agg(until_at ORDER BY reason, rule, until_at) AS until_at,
           array_agg(until_on ORDER BY reason, rule, until_at) AS until_on
    FROM objection GROUP BY contact_id
)
SELECT w.contact_id, w.recipient_id, w.bound, w.permit_id, w.expires_at, h.local_on,
       COALESCE(u.today, 0) AS used_today, COALESCE(h.states, '{}') AS states, h.zones,
       COALESCE(o.rules, '{}') AS rules, COALESCE(o.reasons, '{}') AS reasons,
       COALESCE(o.until_at, '{}') AS until_at, COALESCE(o.until_on, '{}') AS until_on
FROM wanted w
JOIN here h ON h.contact_id = w.contact_id
LEFT JOIN used u ON u.contact_id = w.contact_id
LEFT JOIN summed o ON o.contact_id = w.contact_id
ORDER BY w.contact_id
