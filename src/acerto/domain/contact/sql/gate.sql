-- May these contacts go now? One row a contact, with every objection to it (none: it may go).
-- Reads this room's tables and published views of lower rooms. The instant, the civil day of money,
-- the hours of every place, the caps of the law, what each rule stops and what each list binds are
-- parameters. See docs/algorithms/permit.md.
WITH wanted AS (
    SELECT c.id AS contact_id, c.case_id, c.title_id, c.recipient_id, c.channel, c.purpose,
           c.expires_at, c.purpose = ANY(%(bound)s) AS bound, r.identified,
           r.state AS party_state, q.state AS point_state, q.value_bidx, k.holder_id, k.party_kind,
           c.permit_id, m.local_on AS permit_on
    FROM contact_contact c
    JOIN parties_person r ON r.party_id = c.recipient_id
    JOIN parties_point q ON q.point_id = c.point_id
    JOIN receivables_case_key k ON k.case_id = c.case_id
    LEFT JOIN contact_permit m ON m.id = c.permit_id
    WHERE c.id = ANY(%(contact_ids)s)
),
/* here */,
-- What each reason of the law's files stops: a hold stops these purposes and nothing else.
stops AS (
    SELECT * FROM unnest(%(stop_reasons)s::text[], %(stop_purposes)s::text[]) AS s (reason, purpose)
),
hold AS NOT MATERIALIZED (
    SELECT h.title_id, h.case_id, h.party_id, h.channel, h.reason, h.rule, h.ends_at, s.purpose
    FROM contact_hold h JOIN stops s ON s.reason = h.reason
    WHERE h.starts_at <= %(now)s AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
),
overdue AS (
    SELECT w.contact_id, w.channel, w.purpose, t.title_id,
           t.prescription_on <= %(today)s AS prescribed
    FROM wanted w JOIN receivables_open_title t ON t.case_id = w.case_id
    WHERE w.bound AND w.title_id IS NULL AND t.effective_due_on < %(today)s
),
held AS (
    SELECT o.contact_id, o.title_id, h.rule, h.reason, h.ends_at
    FROM overdue o
    JOIN hold h ON h.title_id = o.title_id AND h.purpose = o.purpose AND h.channel IN ('', o.channel)
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
    SELECT w.contact_id, h.cap_day AS law_day, h.cap_week AS law_week,
           LEAST(h.cap_day, MIN(c.contacts_day)) AS day,
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
-- Hours narrower than the law's. Each owner's rows (scope) are one set, of which one must hold.
narrow AS (
    SELECT w.contact_id, 'preferred_hours' AS reason, '' AS scope, x.weekday, x.starts, x.ends
    FROM wanted w JOIN contact_hours x ON x.party_id = w.recipient_id
    WHERE w.bound
    UNION ALL
    SELECT w.contact_id, 'policy_hours', concat(x.creditor_id, ' ', x.party_kind), x.weekday,
           x.starts, x.ends
    FROM wanted w
    JOIN contact_hours x ON x.party_id IS NULL
        AND (x.creditor_id IS NULL OR x.creditor_id = w.holder_id)
        AND x.party_kind IN ('', w.party_kind)
    WHERE w.bound
),
clock AS (
    SELECT h.contact_id, %(now)s AT TIME ZONE z.zone AS local
    FROM here h CROSS JOIN LATERAL unnest(h.zones) AS z (zone)
),
town_holiday AS (
    SELECT * FROM unnest(%(town_names)s::text[], %(town_days)s::date[]) AS t (town, held_on)
),
-- People who closed a channel on a public list, and what the law says that the list binds.
list AS (
    SELECT * FROM unnest(
        %(list_names)s::text[], %(list_channels)s::text[], %(list_purposes)s::text[],
        %(list_days)s::int[]
    ) AS l (name, channel, purpose, wait_days)
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
    FROM wanted w JOIN hold h ON h.party_id = w.recipient_id AND h.purpose = w.purpose
    WHERE h.channel IN ('', w.channel)
    UNION ALL
    SELECT w.contact_id, h.rule, h.reason, h.ends_at, NULL
    FROM wanted w JOIN hold h ON h.case_id = w.case_id AND h.purpose = w.purpose
    WHERE h.channel IN ('', w.channel)
    UNION ALL
    SELECT w.contact_id, h.rule, h.reason, h.ends_at, NULL
    FROM wanted w JOIN hold h ON h.title_id = w.title_id AND h.purpose = w.purpose
    WHERE h.channel IN ('', w.channel)
    UNION ALL
    SELECT d.contact_id, d.rule, d.reason, d.ends_at, NULL
    FROM held d JOIN standing s ON s.contact_id = d.contact_id
    WHERE s.callable = 0
    UNION ALL
    SELECT w.contact_id, b.name, 'blocked', NULL, NULL
    FROM wanted w
    JOIN contact_blocked b ON b.value_bidx = w.value_bidx
    JOIN list l ON l.name = b.name AND l.channel = w.channel AND l.purpose = w.purpose
    WHERE b.registered_on IS NULL OR b.registered_on + l.wait_days <= %(today)s
    UNION ALL
    SELECT contact_id, '', 'paid', NULL, NULL FROM standing WHERE overdue = 0
    UNION ALL
    SELECT contact_id, '', 'prescribed', NULL, NULL FROM standing
    WHERE overdue > 0 AND overdue = prescribed
    UNION ALL
    -- A step about one title: it is still open, may still be collected and has not fallen due.
    SELECT w.contact_id, '',
           CASE WHEN t.title_id IS NULL THEN 'paid'
                WHEN t.prescription_on <= %(today)s THEN 'prescribed' ELSE 'lapsed' END,
           NULL, NULL
    FROM wanted w LEFT JOIN receivables_open_title t ON t.title_id = w.title_id
    WHERE w.bound AND w.title_id IS NOT NULL
      AND (t.title_id IS NULL OR t.effective_due_on < %(today)s OR t.prescription_on <= %(today)s)
    UNION ALL
    SELECT h.contact_id, h.rule, h.code, h.opens_at, NULL
    FROM here h JOIN wanted w ON w.contact_id = h.contact_id
    WHERE w.bound AND h.opens_at > %(now)s
    UNION ALL
    SELECT DISTINCT w.contact_id, '', 'town_holiday', NULL::timestamptz, t.held_on + 1
    FROM wanted w
    JOIN parties_point q ON q.party_id = w.recipient_id AND q.kind = 'address' AND q.state = 'active'
    JOIN town_holiday t ON t.town = q.town
    JOIN clock k ON k.contact_id = w.contact_id AND k.local::date = t.held_on
    WHERE w.bound
    UNION ALL
    SELECT DISTINCT n.contact_id, '', n.reason, %(now)s, NULL::date
    FROM narrow n JOIN clock k ON k.contact_id = n.contact_id
    WHERE NOT EXISTS (
        SELECT 1 FROM narrow o
        WHERE o.contact_id = n.contact_id AND o.reason = n.reason AND o.scope = n.scope
          AND o.weekday = EXTRACT(isodow FROM k.local) - 1
          AND k.local::time >= o.starts AND k.local::time < o.ends)
    UNION ALL
    SELECT w.contact_id, '', 'permit_over', NULL, NULL
    FROM wanted w JOIN here h ON h.contact_id = w.contact_id
    WHERE w.bound AND w.permit_on <> h.local_on
    UNION ALL
    SELECT u.contact_id, CASE WHEN c.day < c.law_day THEN 'policy' ELSE '' END, 'cap_day', NULL,
           h.local_on + 1
    FROM used u
    JOIN cap c ON c.contact_id = u.contact_id
    JOIN here h ON h.contact_id = u.contact_id
    WHERE u.today >= c.day
    UNION ALL
    SELECT u.contact_id, CASE WHEN c.week < c.law_week THEN 'policy' ELSE '' END, 'cap_week', NULL,
           u.days[c.week] + 7
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
),
narrowed AS (
    SELECT n.contact_id, array_agg(n.reason || n.scope) AS scopes, array_agg(n.weekday) AS weekdays,
           array_agg(n.starts) AS starts, array_agg(n.ends) AS ends
    FROM narrow n GROUP BY n.contact_id
)
SELECT w.contact_id, w.recipient_id, w.bound, w.permit_id, w.expires_at, h.local_on,
       COALESCE(u.today, 0) AS used_today, COALESCE(h.states, '{}') AS states, h.zones,
       COALESCE(o.rules, '{}') AS rules, COALESCE(o.reasons, '{}') AS reasons,
       COALESCE(o.until_at, '{}') AS until_at, COALESCE(o.until_on, '{}') AS until_on,
       COALESCE(n.scopes, '{}') AS scopes, COALESCE(n.weekdays, '{}') AS weekdays,
       COALESCE(n.starts, '{}') AS starts, COALESCE(n.ends, '{}') AS ends
FROM wanted w
JOIN here h ON h.contact_id = w.contact_id
LEFT JOIN used u ON u.contact_id = w.contact_id
LEFT JOIN summed o ON o.contact_id = w.contact_id
LEFT JOIN narrowed n ON n.contact_id = w.contact_id
ORDER BY w.contact_id
