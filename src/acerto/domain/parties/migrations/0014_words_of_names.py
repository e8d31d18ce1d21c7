"""Names are found by the beginnings of their words, in any order: a few words a name are a far smaller
index than all its trigrams, of which a mass load paid a tenth of its time. And the index of merged
people holds merged people only."""

from importlib import import_module

from django.db import connections, migrations, models

from acerto.core.text import name_key
from acerto.domain.tenancy.migration_ops import bypassing, each_tenant

BEFORE = import_module("acerto.domain.parties.migrations.0005_find")
# Of a name key, which acerto.core.text.name_key makes: words and spaces, nothing else.
WORDS = """
CREATE FUNCTION acerto_words(name_key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(string_to_array(name_key, ' '), '')
$$;
"""
SIGNS = "SELECT id, name FROM parties_party WHERE name_key ~ '[^[:alnum:] ]'"
KEYS = "UPDATE parties_party SET name_key = %s WHERE id = %s"
LONGEST = 200
INDEX = """
DROP INDEX party_by_words;
CREATE INDEX party_by_words ON parties_party
USING gin (array_to_tsvector(acerto_words(name_key))) WITH (gin_pending_list_limit = 262144);
ALTER INDEX party_by_words ALTER COLUMN 1 SET STATISTICS 0;
"""
INDEX_BACK = """
DROP INDEX party_by_words;
CREATE INDEX party_by_words ON parties_party USING gin (name_key gin_trgm_ops);
ALTER INDEX party_by_words SET (gin_pending_list_limit = 262144);
"""
# `wanted` is a name key. Under row-level security the index is not used: the tenant is filtered inside.
FIND = r"""
CREATE FUNCTION acerto_find_parties(wanted text, at_most int) RETURNS TABLE (party_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id FROM parties_party p
    WHERE p.tenant_id = NULLIF(current_setting('app.tenant', true), '')::bigint
      AND array_to_tsvector(acerto_words(p.name_key)) @@ (
          SELECT string_agg(
              '''' || replace(replace(word, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
          FROM unnest(acerto_words(wanted)) word)
    ORDER BY p.name_key, p.id LIMIT at_most
$$;
"""


def words_only(alias: str) -> None:
    """Names kept with their signs get the key that they would get today."""
    with connections[alias].cursor() as cursor:
        cursor.execute(SIGNS)
        cursor.executemany(
            KEYS, [(name_key(name)[:LONGEST], number) for number, name in cursor.fetchall()]
        )


class Migration(migrations.Migration):
    dependencies = [("parties", "0013_mass_loads")]
    operations = [
        each_tenant(words_only),
        migrations.RunSQL("DROP FUNCTION acerto_find_parties(text, int);", BEFORE.FIND),
        migrations.RunSQL(WORDS, "DROP FUNCTION acerto_words(text);"),
        migrations.RunSQL(INDEX, INDEX_BACK),
        bypassing("acerto_find_parties(text, int)", FIND),
        migrations.AlterField(
            model_name="party",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="parties.party",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="party_by_survivor",
            ),
        ),
    ]
