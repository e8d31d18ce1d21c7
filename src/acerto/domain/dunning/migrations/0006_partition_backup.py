"""A month made by the function is the maintenance role's to read too: backups copy every partition."""

from django.db import migrations

PARTITION = """
CREATE OR REPLACE FUNCTION acerto_decision_month(a_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    first date := date_trunc('month', a_day)::date;
    child text := 'dunning_decision_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(child) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('dunning_decision'));
    IF to_regclass(child) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF dunning_decision FOR VALUES FROM (%L) TO (%L)',
                   child, first, (first + interval '1 month')::date);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I USING '
                   '(tenant_id = (SELECT NULLIF(current_setting(''app.tenant'', true), '''')::bigint))',
                   child);
    EXECUTE format('REVOKE ALL ON %I FROM acerto_app', child);
    EXECUTE format('GRANT ALL ON %I TO acerto_maintenance', child);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dunning", "0005_reach_of_a_creditor")]
    operations = [migrations.RunSQL(PARTITION, migrations.RunSQL.noop)]
