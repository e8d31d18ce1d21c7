"""Decisions: one row a case and day, partitioned by month, with a function that adds the months."""

from django.db import migrations

TABLE = """
CREATE TABLE dunning_decision (
    case_id bigint NOT NULL,
    decided_on date NOT NULL,
    tenant_id bigint NOT NULL,
    run_id bigint NOT NULL,
    policy_version_id bigint NOT NULL,
    verdict smallint NOT NULL,
    reason smallint NOT NULL,
    objections bigint NOT NULL,
    segment_id smallint NOT NULL,
    step_id integer,
    channel smallint NOT NULL,
    episode_id bigint,
    title_id bigint,
    age_days integer NOT NULL,
    titles_open integer NOT NULL,
    titles_overdue integer NOT NULL,
    principal_cents bigint NOT NULL,
    interest_cents bigint NOT NULL,
    fine_cents bigint NOT NULL,
    correction_cents bigint NOT NULL,
    discount_cents bigint NOT NULL,
    overdue_cents bigint NOT NULL,
    total_cents bigint NOT NULL,
    overtaken smallint NOT NULL,
    PRIMARY KEY (case_id, decided_on)
) PARTITION BY RANGE (decided_on);
"""
# The application does not own tables: it asks for the month that it needs.
PARTITION = """
CREATE FUNCTION acerto_decision_month(a_day date) RETURNS void
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
                   '(tenant_id = (SELECT NULLIF(current_setting(''app.tenant'', true), '''')::bigint))', child);
    EXECUTE format('REVOKE ALL ON %I FROM acerto_app', child);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dunning", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE dunning_decision;"),
        migrations.RunSQL(PARTITION, "DROP FUNCTION acerto_decision_month(date);"),
    ]
