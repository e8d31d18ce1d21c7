"""Migration operations that more than one room needs."""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION acerto_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

REFERENCES = """
CREATE OR REPLACE FUNCTION acerto_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lost bigint;
    lowest bigint;
    highest bigint;
    written bigint;
BEGIN
    EXECUTE format('SELECT min(%1$I), max(%1$I), count(*) FROM fresh', TG_ARGV[0])
    INTO lowest, highest, written;
    IF lowest IS NULL THEN
        RETURN NULL;
    ELSIF highest - lowest < 4 * written THEN
        -- Made one after the other, as by a mass load: one walk over their part of the index.
        EXECUTE format(
            'SELECT n.%1$I FROM fresh n WHERE n.%1$I IS NOT NULL'
            ' AND n.%1$I NOT IN (SELECT p.id FROM %2$I p WHERE p.id BETWEEN $1 AND $2) LIMIT 1',
            TG_ARGV[0], TG_ARGV[1]) INTO lost USING lowest, highest;
    ELSE
        EXECUTE format(
            'SELECT n.key FROM (SELECT DISTINCT %1$I AS key FROM fresh WHERE %1$I IS NOT NULL) n'
            ' WHERE (SELECT p.id FROM %2$I p WHERE p.id = n.key LIMIT 1) IS NULL LIMIT 1',
            TG_ARGV[0], TG_ARGV[1]) INTO lost;
    END IF;
    IF lost IS NOT NULL THEN
        RAISE EXCEPTION '%.% points to no row of % (id %)', TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], lost
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION acerto_referred() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held bigint;
BEGIN
    EXECUTE format(
        'SELECT g.id FROM gone g WHERE (SELECT 1 FROM %1$I c WHERE c.%2$I = g.id LIMIT 1) = 1 LIMIT 1',
        TG_ARGV[0], TG_ARGV[1]) INTO held;
    IF held IS NOT NULL THEN
        RAISE EXCEPTION 'row % of % still stands behind %.%', held, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1]
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def references(*, table: str, column: str, parent: str) -> migrations.RunSQL:
    """A foreign key to parent.id that is checked once a statement, not once a row (ADR 0010).

    Under row-level security it also refuses a parent of another tenant. For parents that are hardly
    ever deleted: nothing locks them while a child is written.
    """
    name = f"refers_{column}"
    back = f"referred_{table}_{column}"
    up = (
        f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION acerto_refers('{column}', '{parent}');"
        f"CREATE TRIGGER {name}_changed AFTER UPDATE ON {table} REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION acerto_refers('{column}', '{parent}');"
        f"CREATE TRIGGER {back} AFTER DELETE ON {parent} REFERENCING OLD TABLE AS gone"
        f" FOR EACH STATEMENT EXECUTE FUNCTION acerto_referred('{table}', '{column}');"
    )
    down = (
        f"DROP TRIGGER {name}_new ON {table}; DROP TRIGGER {name}_changed ON {table};"
        f"DROP TRIGGER {back} ON {parent};"
    )
    return migrations.RunSQL(REFERENCES + up, down)


def each_tenant(act: Callable[[str], None]) -> migrations.RunPython:
    """Change rows tenant by tenant: the owner, too, sees only the one in scope.

    `act` is given the alias of the connection that has the scope.
    """

    def forwards(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT tenant_id FROM acerto_tenant_ids()")
            for (tenant_id,) in cursor.fetchall():
                cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id)])
                act(connection.alias)
            cursor.execute("SELECT set_config('app.tenant', '', true)")

    return migrations.RunPython(forwards, migrations.RunPython.noop)


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
