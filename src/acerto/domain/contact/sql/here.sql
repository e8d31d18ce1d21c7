-- Where a recipient may be, and when all of those places may be contacted.
-- Joined into a statement after a table `wanted` (contact_id, recipient_id, party_state, …), whose
-- columns `here` carries on. States and zones are bits, so that a set of either is one number.
place AS (
    SELECT * FROM unnest(
        %(place_states)s::bigint[], %(place_zones)s::bigint[], %(place_days)s::date[],
        %(place_opens)s::timestamptz[], %(place_codes)s::text[], %(place_rules)s::text[],
        %(place_caps_day)s::int[], %(place_caps_week)s::int[]
    ) AS p (state, zone, local_on, opens_at, code, rule, cap_day, cap_week)
),
-- Clues: the state of the address, and the area code of every number in use, each a place in the
-- lists of states or of area codes. Without any: the default hours, in every zone of the country.
spot AS (
    SELECT w.*, COALESCE(b.states, %(default_state)s) AS states,
           COALESCE(b.zones, %(default_zones)s) AS zones
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT bit_or((%(key_states)s::bigint[])[c.key]) AS states,
               bit_or((%(key_zones)s::bigint[])[c.key]) AS zones
        FROM (
            SELECT array_position(%(keys)s::text[], NULLIF(w.party_state::text, '')) AS key
            UNION ALL
            SELECT CASE q.kind WHEN 'address' THEN array_position(%(keys)s::text[], NULLIF(q.state_uf::text, ''))
                   ELSE %(ddd_from)s + q.ddd::int END
            FROM parties_point q
            WHERE q.party_id = w.recipient_id AND q.state = 'active'
              AND (q.kind = 'address' OR q.ddd <> '')
        ) c
    ) b
),
-- The hours of every state in every zone in question: all of them must be open.
hours AS MATERIALIZED (
    SELECT d.states, d.zones, h.*
    FROM (SELECT DISTINCT states, zones FROM spot) d
    CROSS JOIN LATERAL (
        SELECT MIN(p.local_on) AS local_on, MAX(p.opens_at) AS opens_at,
               (array_agg(p.code ORDER BY p.opens_at DESC, p.rule))[1] AS code,
               (array_agg(p.rule ORDER BY p.opens_at DESC, p.rule))[1] AS rule,
               MIN(p.cap_day) AS cap_day, MIN(p.cap_week) AS cap_week
        FROM place p
        WHERE p.state & d.states <> 0 AND p.zone & d.zones <> 0
    ) h
),
here AS (
    SELECT s.*, h.local_on, h.opens_at, h.code, h.rule, h.cap_day, h.cap_week
    FROM spot s JOIN hours h ON h.states = s.states AND h.zones = s.zones
)
