-- May these contacts go now? One row a contact, with every objection to it (none: it may go).
-- Reads this room's tables and published views of lower rooms. The instant, the civil day of money,
-- the hours of every place, the caps of the law, what each rule stops and what each list binds are
-- parameters. Each contact is asked for by itself (LATERAL): a few looks at an index each, whatever
-- the planner believes of the sizes. See docs/algorithms/permit.md.
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
    SELECT purpose, array_agg(reason) AS reasons
    FROM unnest(%(stop_reasons)s::text[], %(stop_purposes)s::text[]) AS s (reason, purpose)
    GROUP BY purpose
),
-- People who closed a channel on a public list, and what the law says that the list binds.
list AS (
    SELECT * FROM unnest(
        %(list_names)s::text[], %(list_channels)s::text[], %(list_purposes)s::text[],
        %(list_days)s::int[]
    ) AS l (name, channel, purpose, wait_days)
),
zone AS (
    SELECT bit, (%(now)s AT TIME ZONE name)::date AS local_on,
           (%(now)s AT TIME ZONE name)::time AS clock,
           EXTRACT(isodow FROM %(now)s AT TIME ZONE name)::int - 1 AS weekday
    FROM unnest(%(zone_bits)s::bigint[], %(zone_names)s::text[]) AS z (bit, name)
),
-- Hours of companies that do not hold now, zone by zone.
closed AS (
    SELECT c.creditor_id, c.party_kind, z.bit
    FROM contact_hours c CROSS JOIN zone z
    WHERE c.party_id IS NULL
    GROUP BY c.creditor_id, c.party_kind, z.bit
    HAVING NOT bool_or(c.weekday = z.weekday AND z.clock >= c.starts AND z.clock < c.ends)
),
town_holiday AS (
    SELECT * FROM unnest(%(town_names)s::text[], %(town_days)s::date[]) AS t (town, held_on)
),
facts AS (
    SELECT h.*, t.overdue, t.prescribed, t.callable, u.today, u.days, cap.day, cap.week,
           COALESCE(s.reasons, '{}') AS stopping
    FROM here h
    LEFT JOIN stops s ON s.purpose = h.purpose
    -- A step about the whole case needs one overdue title that may be collected.
    CROSS JOIN LATERAL (
        SELECT COUNT(*) AS overdue,
               COUNT(*) FILTER (WHERE o.prescription_on <= %(today)s) AS prescribed,
               COUNT(*) FILTER (WHERE o.prescription_on > %(today)s AND NOT EXISTS (
                   SELECT 1 FROM contact_hold d
                   WHERE d.title_id = o.title_id AND d.channel IN ('', h.channel)
                     AND d.reason = ANY(s.reasons) AND d.starts_at <= %(now)s
                     AND (d.ends_at IS NULL OR d.ends_at > %(now)s))) AS callable
        FROM receivables_due_title o
        WHERE o.case_id = h.case_id AND o.effective_due_on < %(today)s
          AND h.bound AND h.title_id IS NULL
    ) t
    -- Permits of the person in the seven days that end today, newest first, over the tenant.
    CROSS JOIN LATERAL (
        SELECT COUNT(*) FILTER (WHERE m.local_on = h.local_on) AS today,
               array_agg(m.local_on ORDER BY m.local_on DESC) AS days
        FROM contact_permit m
        WHERE m.party_id = h.recipient_id AND m.ordinal IS NOT NULL
          AND m.contact_id <> h.contact_id AND m.local_on > h.local_on - 7 AND h.bound
    ) u
    -- The law's caps where the recipient may be, or a creditor's where it is lower.
    CROSS JOIN LATERAL (
        SELECT LEAST(h.cap_day, MIN(c.contacts_day)) AS day,
               LEAST(h.cap_week, MIN(c.contacts_week)) AS week
        FROM contact_cap c
        WHERE (c.creditor_id IS NULL OR c.creditor_id = h.holder_id)
          AND c.party_kind IN ('', h.party_kind)
    ) cap
)
SELECT f.contact_id, f.recipient_id, f.bound, f.permit_id, f.permit_on, f.expires_at, f.holder_id, f.party_kind,
       f.states, f.zones, f.local_on, f.opens_at, f.today AS used_today,
       f.days[f.week] + 7 AS week_on, f.code, f.rule, f.day < f.cap_day AS policy_day,
       f.week < f.cap_week AS policy_week,
       -- What the facts say by themselves.
       array_remove(ARRAY[
           CASE WHEN f.expires_at <= %(now)s THEN 'expired' END,
           CASE WHEN NOT f.identified THEN 'no_identity' END,
           CASE WHEN f.bound AND f.permit_on <> f.local_on THEN 'permit_over' END,
           CASE f.point_state WHEN 'active' THEN NULL WHEN 'wrong_party' THEN 'wrong_party'
               ELSE 'point' END,
           CASE WHEN NOT f.bound OR f.title_id IS NOT NULL OR f.overdue > f.prescribed THEN NULL
               WHEN f.overdue = 0 THEN 'paid' ELSE 'prescribed' END,
           CASE WHEN f.bound AND f.opens_at > %(now)s THEN f.code END,
           CASE WHEN f.bound AND f.today >= f.day THEN 'cap_day' END,
           CASE WHEN f.bound AND cardinality(f.days) >= f.week THEN 'cap_week' END
       ], NULL) AS plain,
       a.reasons, a.rules, a.until_at, a.until_on
FROM facts f
CROSS JOIN LATERAL (
    SELECT array_agg(o.reason) AS reasons, array_agg(o.rule) AS rules,
           array_agg(o.until_at) AS until_at, array_agg(o.until_on) AS until_on
    FROM (
        SELECT h.reason, h.rule, h.ends_at AS until_at, NULL::date AS until_on
        FROM contact_hold h
        WHERE (h.party_id = f.recipient_id OR h.case_id = f.case_id OR h.title_id = f.title_id)
          AND h.channel IN ('', f.channel) AND h.reason = ANY(f.stopping)
          AND h.starts_at <= %(now)s AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
        UNION ALL
        SELECT h.reason, h.rule, h.ends_at, NULL
        FROM receivables_due_title t
        JOIN contact_hold h ON h.title_id = t.title_id
        WHERE f.bound AND f.title_id IS NULL AND f.overdue > 0 AND f.callable = 0
          AND t.case_id = f.case_id AND t.effective_due_on < %(today)s
          AND h.channel IN ('', f.channel) AND h.reason = ANY(f.stopping)
          AND h.starts_at <= %(now)s AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
        UNION ALL
        SELECT 'blocked', b.name, NULL, NULL
        FROM contact_blocked b
        JOIN list l ON l.name = b.name AND l.channel = f.channel AND l.purpose = f.purpose
        WHERE b.value_bidx = f.value_bidx
          AND (b.registered_on IS NULL OR b.registered_on + l.wait_days <= %(today)s)
        UNION ALL
        -- A step about one title: it is still open, may be collected and has not fallen due.
        SELECT CASE WHEN t.title_id IS NULL THEN 'paid'
                    WHEN t.prescription_on <= %(today)s THEN 'prescribed' ELSE 'lapsed' END,
               '', NULL, NULL
        FROM (SELECT f.title_id AS id) w
        LEFT JOIN receivables_due_title t ON t.title_id = w.id
        WHERE f.bound AND f.title_id IS NOT NULL
          AND (t.title_id IS NULL OR t.effective_due_on < %(today)s
               OR t.prescription_on <= %(today)s)
        UNION ALL
        SELECT 'town_holiday', '', NULL, t.held_on + 1
        FROM town_holiday t
        WHERE f.bound AND cardinality(%(town_names)s::text[]) > 0
          AND EXISTS (SELECT 1 FROM zone z WHERE z.bit & f.zones <> 0 AND z.local_on = t.held_on)
          AND EXISTS (SELECT 1 FROM parties_point q
                      WHERE q.party_id = f.recipient_id AND q.kind = 'address'
                        AND q.state = 'active' AND q.town = t.town)
        UNION ALL
        SELECT 'policy_hours', '', %(now)s, NULL
        WHERE f.bound AND EXISTS (SELECT 1 FROM closed) AND EXISTS (
            SELECT 1 FROM closed c
            WHERE c.bit & f.zones <> 0 AND (c.creditor_id IS NULL OR c.creditor_id = f.holder_id)
              AND c.party_kind IN ('', f.party_kind))
        UNION ALL
        SELECT 'preferred_hours', '', %(now)s, NULL
        WHERE f.bound
          AND EXISTS (SELECT 1 FROM contact_hours p WHERE p.party_id = f.recipient_id)
          AND EXISTS (
              SELECT 1 FROM zone z
              WHERE z.bit & f.zones <> 0 AND NOT EXISTS (
                  SELECT 1 FROM contact_hours p
                  WHERE p.party_id = f.recipient_id AND p.weekday = z.weekday
                    AND z.clock >= p.starts AND z.clock < p.ends))
        UNION ALL
        SELECT 'service_rate', '', %(now)s + interval '1 hour', NULL
        WHERE NOT f.bound AND f.permit_id IS NULL AND %(service_hour)s <= (
            SELECT COUNT(*) FROM contact_permit m
            WHERE m.party_id = f.recipient_id AND m.ordinal IS NULL
              AND m.granted_at > %(now)s - interval '1 hour')
    ) o
) a
ORDER BY f.contact_id
