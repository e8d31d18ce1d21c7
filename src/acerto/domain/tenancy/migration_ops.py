"""Migration operations that more than one room needs."""

from django.db import migrations

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION acerto_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(*tables: str) -> migrations.RunSQL:
    """Let the database refuse UPDATE, DELETE and TRUNCATE, whoever asks."""
    up = [REFUSE_CHANGE]
    down = []
    for table in tables:
        up.append(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION acerto_refuse_change();"
            f"CREATE TRIGGER append_only_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION acerto_refuse_change();"
        )
        down.append(
            f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_all ON {table};"
        )
    return migrations.RunSQL("\n".join(up), "\n".join(down))


def bypassing(signature: str, create: str) -> migrations.RunSQL:
    """A function that looks across tenants and returns ids only.

    Its comment makes `secure` hand it to the maintenance role; until then it sees what its caller sees.
    """
    mark = f"COMMENT ON FUNCTION {signature} IS 'bypasses row-level security';"
    return migrations.RunSQL(create + mark, f"DROP FUNCTION {signature};")
