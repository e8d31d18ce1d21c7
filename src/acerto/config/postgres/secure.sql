-- Row-level security and grants, after every migration, as acerto_owner. Idempotent; touches a table only
-- where something is missing, so that it can run beside a working product.
--
-- Marks in comments:  table    'append-only'                  the product may SELECT and INSERT
--                     function 'bypasses row-level security'  runs as acerto_maintenance
GRANT USAGE ON SCHEMA public TO acerto_app;
GRANT USAGE, CREATE ON SCHEMA public TO acerto_maintenance;

-- 1. Every table and partition with a tenant: one policy, forced on the owner too (views run as owner).
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.oid::regclass AS name, c.relrowsecurity, c.relforcerowsecurity,
               CASE WHEN c.relname = 'tenancy_tenant' THEN 'id' ELSE 'tenant_id' END AS key,
               p.oid IS NULL AS open
        FROM pg_class c
        LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant_isolation'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND (c.relname = 'tenancy_tenant'
               OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                          AND a.attname = 'tenant_id' AND NOT a.attisdropped))
    LOOP
        IF NOT found.relrowsecurity THEN
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', found.name);
        END IF;
        IF NOT found.relforcerowsecurity THEN
            EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', found.name);
        END IF;
        IF found.open THEN
            EXECUTE format(
                'CREATE POLICY tenant_isolation ON %1$s'
                ' USING (%2$I = (SELECT NULLIF(current_setting(''app.tenant'', true), '''')::bigint))'
                ' WITH CHECK (%2$I = (SELECT NULLIF(current_setting(''app.tenant'', true), '''')::bigint))',
                found.name, found.key);
        END IF;
    END LOOP;
END $$;

-- 2. Views see what their reader sees.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
          AND NOT COALESCE('security_invoker=true' = ANY (c.reloptions), false)
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', found.name);
    END LOOP;
END $$;

-- 3. Grants. Partitions are reached through their parent only.
DO $$
DECLARE
    found record;
    rights text;
BEGIN
    FOR found IN
        SELECT c.oid::regclass AS name, c.relkind, c.relispartition, c.relname,
               COALESCE(obj_description(c.oid, 'pg_class'), '') LIKE '%append-only%' AS frozen
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        rights := CASE
            WHEN found.relispartition THEN NULL
            WHEN found.relkind = 'S' THEN 'USAGE, SELECT'
            WHEN found.relkind = 'v' OR found.relname = 'django_migrations' THEN 'SELECT'
            WHEN found.frozen THEN 'SELECT, INSERT'
            ELSE 'SELECT, INSERT, UPDATE, DELETE'
        END;
        IF found.relkind = 'S' THEN
            EXECUTE format('GRANT ALL ON SEQUENCE %s TO acerto_maintenance', found.name);
            EXECUTE format('GRANT %s ON SEQUENCE %s TO acerto_app', rights, found.name);
        ELSE
            EXECUTE format('GRANT ALL ON TABLE %s TO acerto_maintenance', found.name);
            EXECUTE format('REVOKE ALL ON TABLE %s FROM acerto_app', found.name);
            IF rights IS NOT NULL THEN
                EXECUTE format('GRANT %s ON TABLE %s TO acerto_app', rights, found.name);
            END IF;
        END IF;
    END LOOP;
END $$;

-- 4. Functions. One that runs as its owner needs a fixed search path; those marked go to maintenance.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure AS name, p.proconfig, p.proowner::regrole::text AS owner,
               COALESCE(obj_description(p.oid, 'pg_proc'), '') LIKE '%bypasses row-level security%'
                   AS bypasses
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        IF NOT EXISTS (SELECT FROM unnest(found.proconfig) AS s WHERE s LIKE 'search_path=%') THEN
            RAISE EXCEPTION 'function % is SECURITY DEFINER without a search_path', found.name;
        END IF;
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', found.name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO acerto_app, acerto_owner', found.name);
        IF found.bypasses AND found.owner <> 'acerto_maintenance' THEN
            EXECUTE format('ALTER FUNCTION %s OWNER TO acerto_maintenance', found.name);
        END IF;
    END LOOP;
END $$;

-- 5. The whole point: refuse to go on if the product's role could look past its tenant.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_roles r WHERE r.rolname = 'acerto_app'
        AND (r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, 'acerto_owner', 'MEMBER')
             OR pg_has_role(r.oid, 'acerto_maintenance', 'MEMBER'))
    ) THEN
        RAISE EXCEPTION 'acerto_app must be no superuser, no BYPASSRLS, and no member of the other roles';
    END IF;
END $$;
