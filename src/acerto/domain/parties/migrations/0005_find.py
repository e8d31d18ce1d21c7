"""Finding people by words of their name (DESIGN decision 10): under row-level security a trigram index
is not used, so a function looks, with the tenant filtered inside."""

from django.db import migrations

from acerto.domain.tenancy.migration_ops import bypassing

INDEX = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX party_by_words ON parties_party USING gin (name_key gin_trgm_ops);
"""
# `wanted` is a name key: its words in this order, anything between them.
FIND = r"""
CREATE FUNCTION acerto_find_parties(wanted text, at_most int) RETURNS TABLE (party_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id FROM parties_party p
    WHERE p.tenant_id = NULLIF(current_setting('app.tenant', true), '')::bigint
      AND p.name_key LIKE
          '%' || replace(regexp_replace(wanted, '([\\%_])', '\\\1', 'g'), ' ', '%') || '%'
    ORDER BY p.name_key, p.id LIMIT at_most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_person_and_point")]
    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX party_by_words;"),
        bypassing("acerto_find_parties(text, int)", FIND),
    ]
