-- Where a recipient may be, and when all of those places may be contacted.
-- Joined into a statement after a table `wanted` (contact_id, recipient_id, party_state).
place AS (
    SELECT * FROM unnest(
        %(place_states)s::text[], %(place_zones)s::text[], %(place_days)s::date[],
        %(place_opens)s::timestamptz[], %(place_codes)s::text[], %(place_rules)s::text[],
        %(place_caps_day)s::int[], %(place_caps_week)s::int[]
    ) AS p (state, zone, local_on, opens_at, code, rule, cap_day, cap_week)
),
lives AS (
    SELECT * FROM unnest(
        %(lives_kinds)s::text[], %(lives_keys)s::text[], %(lives_states)s::text[],
        %(lives_zones)s::text[]
    ) AS l (kind, key, state, zone)
),
-- The state of the address, and the area code of every number in use.
clue AS (
    SELECT contact_id, 'state' AS kind, party_state AS key FROM wanted
    UNION
    SELECT w.contact_id, 'state', q.state_uf
    FROM wanted w JOIN parties_point q ON q.party_id = w.recipient_id
    WHERE q.kind = 'address' AND q.state = 'active'
    UNION
    SELECT w.contact_id, 'ddd', q.ddd
    FROM wanted w JOIN parties_point q ON q.party_id = w.recipient_id
    WHERE q.ddd <> '' AND q.state = 'active'
),
found AS (
    SELECT c.contact_id, l.state, l.zone
    FROM clue c JOIN lives l ON l.kind = c.kind AND l.key = c.key
),
-- Nothing known: the default hours, in every zone of the country.
spot AS (
    SELECT contact_id, state, zone FROM found
    UNION
    SELECT w.contact_id, p.state, p.zone
    FROM wanted w JOIN place p ON p.state = 'DEFAULT'
    WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.contact_id = w.contact_id)
),
-- The hours of every state in every zone in question: all of them must be open.
here AS (
    SELECT s.contact_id, MIN(p.local_on) AS local_on, MAX(p.opens_at) AS opens_at,
           (array_agg(p.code ORDER BY p.opens_at DESC, p.rule))[1] AS code,
           (array_agg(p.rule ORDER BY p.opens_at DESC, p.rule))[1] AS rule,
           MIN(p.cap_day) AS cap_day, MIN(p.cap_week) AS cap_week,
           array_agg(DISTINCT p.state) FILTER (WHERE p.state <> 'DEFAULT') AS states,
           array_agg(DISTINCT p.zone) AS zones
    FROM (SELECT DISTINCT contact_id, state FROM spot) s
    JOIN (SELECT DISTINCT contact_id, zone FROM spot) z ON z.contact_id = s.contact_id
    JOIN place p ON p.state = s.state AND p.zone = z.zone
    GROUP BY s.contact_id
)
