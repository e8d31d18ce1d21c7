"""Names are found by the beginnings of their words, in any order: a few words a name are a far smaller
index than all its trigrams, of which a mass load paid a tenth of its time. And the index of merged
people holds merged people only."""

from importlib import import_module

from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import bypassing

BEFORE = import_module("acerto.domain.parties.migrations.0005_find")
# As a person reads them: "silva-souza" and "d'avila" are two words each.
WORDS = """
CREATE FUNCTION acerto_words(name_key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(string_to_array(translate(name_key, '-''./,&()', '         '), ' '), '')
$$;
"""
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


class Migration(migrations.Migration):
    dependencies = [("parties", "0013_mass_loads")]
    operations = [
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
