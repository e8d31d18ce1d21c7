"""Fresh planner statistics after a mass load: the application may not ANALYZE what it does not own."""

from django.db import migrations

CREATE = """
CREATE FUNCTION acerto_fresh_statistics(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('ANALYZE %I', name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_functions")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION acerto_fresh_statistics(text[]);"),
    ]
