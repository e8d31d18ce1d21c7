"""Brings a database to what this version of Acerto needs. Wants Django set up."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from acerto.domain.indices.shipped import shipped_digest
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

from .roles import Trio, ensure_roles, trio
from .server import Say
from .urls import Address, Addresses

LOCK = 0x4143_4552  # "ACER": one preparation at a time
CACHE_TABLE = "django_cache"
STAMP = "SELECT obj_description('public'::regnamespace, 'pg_namespace')"


class SchemaBehind(AcertoError):
    """The tables are older than the program."""

    code = "database_schema_behind"


def prepare_database(*, addresses: Addresses, say: Say) -> int:
    """Roles, database, migrations, cache table, row-level security; how many migrations were new.

    Idempotent, and safe against two at once: the second waits and finds nothing to do.
    """
    ensure_roles(addresses=addresses)
    three = trio(addresses=addresses)
    with only_one(address=three.owner):
        return prepare_schema(three=three, say=say)


def prepare_schema(*, three: Trio, say: Say) -> int:
    """Migrations as owner, shipped series, then secure.sql; how many migrations were new."""
    pending = pending_migrations(alias="owner")
    if pending:
        say(f"Atualizando o banco de dados ({pending} migrações)…")
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("createcachetable", CACHE_TABLE, database="owner", verbosity=0)
    _load_series()
    secure(owner=three.owner)
    connections.close_all()
    return pending


def _load_series() -> None:
    """Put in the official series that come with this version and are not there yet."""
    from acerto.domain.indices.services import load_shipped

    load_shipped(now=clock.now(), using="owner")


def secure(*, owner: Address) -> None:
    """Run secure.sql: row-level security on every tenant's table, and the grants. Idempotent."""
    text = _secure_sql()
    with psycopg.connect(**owner.conninfo()) as connection:
        connection.execute(text.encode())
        connection.execute(f"COMMENT ON SCHEMA public IS '{_stamp(text)}'".encode())


def is_current() -> bool:
    """Whether no migration is pending and this version's secure.sql was the last to run."""
    with connections["default"].cursor() as cursor:
        cursor.execute(STAMP)
        (stamp,) = cursor.fetchone()
    return stamp == _stamp(_secure_sql()) and pending_migrations(alias="default") == 0


def require_current() -> None:
    """Raise SchemaBehind when `acerto db init` has something to do."""
    if not is_current():
        raise SchemaBehind(
            "O banco de dados não está preparado para esta versão do Acerto. Faça uma cópia com "
            "`acerto backup` se já houver dados, e rode `acerto db init`."
        )


def pending_migrations(*, alias: str) -> int:
    """How many migrations this program has that the database, as seen by this role, has not."""
    executor = MigrationExecutor(connections[alias])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def only_one(*, address: Address) -> Iterator[None]:
    """Hold an advisory lock of this database; another holder is waited for."""
    with psycopg.connect(**address.conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


def _secure_sql() -> str:
    return files(__package__).joinpath("secure.sql").read_text()


def _stamp(text: str) -> str:
    """Changes with secure.sql and with the shipped series."""
    return f"acerto {hashlib.sha256(text.encode()).hexdigest()[:16]} {shipped_digest()}"
