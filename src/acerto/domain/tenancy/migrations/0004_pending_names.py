"""After a mass load, names waiting for their GIN index go into it at once, not at the next search's cost."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("acerto.domain.tenancy.migrations.0003_statistics").CREATE
NOW = """
CREATE OR REPLACE FUNCTION acerto_fresh_statistics(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        PERFORM gin_clean_pending_list(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
        WHERE i.indrelid = name::regclass AND a.amname = 'gin';
        EXECUTE format('ANALYZE %I', name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_statistics")]
    operations = [
        migrations.RunSQL(NOW, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
