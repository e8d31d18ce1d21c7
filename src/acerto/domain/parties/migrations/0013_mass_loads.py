"""What a mass load of people pays for and nobody gets: merges of the name index in small bites, a logged
write for every 32 ids, statistics on sealed values."""

from django.db import migrations

INDEX = "ALTER INDEX party_by_words SET (gin_pending_list_limit = 262144);"  # kB
INDEX_BACK = "ALTER INDEX party_by_words RESET (gin_pending_list_limit);"
TABLES = ("parties_party", "parties_identity", "parties_contactpoint")
SEALED = ("parties_identity", "parties_contactpoint")


def ids_ahead(tables: tuple[str, ...], count: int) -> str:
    """Let a session take so many ids at a time; those that it leaves over are never used."""
    return "".join(f"ALTER SEQUENCE {table}_id_seq CACHE {count};" for table in tables)


def looked_at(tables: tuple[str, ...], target: int) -> str:
    """How finely ANALYZE looks at sealed values: no query compares them."""
    return "".join(
        f"ALTER TABLE {table} ALTER value_enc SET STATISTICS {target},"
        f" ALTER masked SET STATISTICS {target};"
        for table in tables
    )


class Migration(migrations.Migration):
    dependencies = [("parties", "0012_email_use")]
    operations = [
        migrations.RunSQL(INDEX, INDEX_BACK),
        migrations.RunSQL(ids_ahead(TABLES, 100), ids_ahead(TABLES, 1)),
        migrations.RunSQL(looked_at(SEALED, 0), looked_at(SEALED, -1)),
    ]
