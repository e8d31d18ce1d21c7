"""A fresh database for one run of the tests, copied from a template that is migrated once.

Embedded by default, in a home shared by all runs of this user; with DATABASE_URL and its sisters
(DATABASE_ADMIN_URL too) on any other server.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from acerto.config.postgres.launcher import running_server
from acerto.config.postgres.roles import ensure_roles, trio
from acerto.config.postgres.schema import only_one, prepare_schema
from acerto.config.postgres.urls import Address, Addresses

SOURCE = Path(settings.PACKAGE)
LIBRARIES = ("django", "django-allauth", "django-pghistory")
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@contextmanager
def fresh_database(*, durable: bool = False) -> Iterator[Addresses]:
    """Point the three aliases at a new database, whole and secured; drop it afterwards.

    `durable` leaves the embedded server as the product runs it; tests have no need of that.
    """
    addresses: Addresses = settings.POSTGRES
    extra = None if durable else QUICK
    server = running_server(home=settings.HOME, extra=extra) if addresses.embedded else None
    with server or nullcontext():
        admin = _admin(addresses)
        mine = _named(addresses, f"acerto_test_{os.getpid()}")
        with only_one(address=admin):
            _copy(admin, template=_template(addresses, admin), name=mine.app.name)
        _point_django_at(mine)
        try:
            yield mine
        finally:
            connections.close_all()
            _drop(admin, mine.app.name)


def join(name: str) -> None:
    """Point this process at the database of the run that started it."""
    _point_django_at(_named(settings.POSTGRES, name))


def _admin(addresses: Addresses) -> Address:
    if addresses.admin is None:
        raise RuntimeError("tests on a server of your own need DATABASE_ADMIN_URL as well")
    return addresses.admin.to("postgres")


def _template(addresses: Addresses, admin: Address) -> str:
    """The name of a migrated, secured, empty database for the code as it is now."""
    name = f"acerto_template_{_digest()}"
    known = _databases(admin)
    if name in known:
        return name
    for old in known:
        if old.startswith("acerto_template_") or _abandoned(old):
            _drop(admin, old)
    making = _named(addresses, f"{name}_new")
    _drop(admin, making.app.name)
    ensure_roles(addresses=making)
    _point_django_at(making)
    prepare_schema(three=trio(addresses=making), say=lambda text: None)
    connections.close_all()
    _run(admin, "ALTER DATABASE {} RENAME TO {}", making.app.name, name)
    return name


def _digest() -> str:
    found = hashlib.sha256()
    for library in LIBRARIES:
        found.update(version(library).encode())
    scripts = [
        *SOURCE.glob("domain/*/migrations/*.py"),
        *SOURCE.glob("domain/indices/data/*.csv"),
        *SOURCE.glob("config/postgres/*.sql"),
    ]
    for file in sorted(scripts):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _abandoned(name: str) -> bool:
    """Whether this is the database of a run that was killed."""
    pid = name.removeprefix("acerto_test_")
    return pid.isdigit() and not Path(f"/proc/{pid}").exists()


def _copy(admin: Address, *, template: str, name: str) -> None:
    _drop(admin, name)
    _run(admin, "CREATE DATABASE {} TEMPLATE {} OWNER acerto_owner", name, template)
    _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    _run(admin, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO acerto_app, acerto_maintenance", name)


def _drop(admin: Address, name: str) -> None:
    _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _databases(admin: Address) -> list[str]:
    with psycopg.connect(**admin.conninfo()) as connection:
        return [str(name) for (name,) in connection.execute("SELECT datname FROM pg_database")]


def _run(admin: Address, statement: str, *names: str) -> None:
    with psycopg.connect(**admin.conninfo(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _named(addresses: Addresses, name: str) -> Addresses:
    assert addresses.owner is not None
    assert addresses.maintenance is not None
    return replace(
        addresses,
        app=addresses.app.to(name),
        owner=addresses.owner.to(name),
        maintenance=addresses.maintenance.to(name),
    )


def _point_django_at(addresses: Addresses) -> None:
    connections.close_all()
    settings.POSTGRES = addresses
    for alias, values in addresses.django().items():
        settings.DATABASES[alias].update(values)
        connections[alias].settings_dict.update(values)
