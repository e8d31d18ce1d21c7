-- The three roles (DESIGN decision 10). Needs a superuser, or from PostgreSQL 16 a role with CREATEROLE
-- and BYPASSRLS. Can be run again: it sets the passwords anew.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['acerto_owner', 'acerto_app', 'acerto_maintenance'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END $$;
-- acerto_owner: owns the database and its tables, runs migrations.
ALTER ROLE acerto_owner LOGIN PASSWORD {owner};
-- acerto_app: the running product. Owns nothing, obeys row-level security.
ALTER ROLE acerto_app LOGIN PASSWORD {app};
-- acerto_maintenance: backup, data migrations, and the few functions that look across tenants.
ALTER ROLE acerto_maintenance LOGIN BYPASSRLS PASSWORD {maintenance};
-- The owner hands those functions over, which takes membership.
GRANT acerto_maintenance TO acerto_owner;
