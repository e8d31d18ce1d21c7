"""Makes roles and database, or says in SQL what an administrator has to run."""

from dataclasses import dataclass
from importlib.resources import files

import psycopg
from psycopg import sql

from acerto.doors.kit.errors import AcertoError

from .urls import APP, MAINTENANCE, OWNER, Address, Addresses

OLDEST = 150000
LOCK = 0x4143_4553  # one maker of roles at a time
DATABASE_SQL = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC;\n"
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO acerto_app, acerto_maintenance;\n"
)
CREATE_SQL = "CREATE DATABASE {database} OWNER acerto_owner ENCODING 'UTF8' TEMPLATE template0;\n"


class AdminNeeded(AcertoError):
    """Roles or database are missing and nobody here may make them; the message carries the SQL."""

    code = "database_admin_needed"


class RoleMissing(AcertoError):
    """A role's address is not given."""

    code = "database_role_missing"


class ServerTooOld(AcertoError):
    """PostgreSQL older than 15."""

    code = "postgres_too_old"


@dataclass(frozen=True, slots=True)
class Trio:
    """The three log-ins, all known and named as they must be."""

    app: Address
    owner: Address
    maintenance: Address


def trio(*, addresses: Addresses) -> Trio:
    """The three log-ins. Raises RoleMissing for one that is not given or not called as it must."""
    return Trio(
        app=require(addresses.app, user=APP, variable="DATABASE_URL"),
        owner=require(addresses.owner, user=OWNER, variable="DATABASE_OWNER_URL"),
        maintenance=require(
            addresses.maintenance, user=MAINTENANCE, variable="DATABASE_MAINTENANCE_URL"
        ),
    )


def require(address: Address | None, *, user: str, variable: str) -> Address:
    """The address if it is given and its user is right. Raises RoleMissing."""
    if address is None:
        raise RoleMissing(f"Falta {variable}, o endereço do banco para o papel {user}.")
    # Poolers and cloud databases append the server: acerto_app@server, acerto_app.project.
    if address.user.replace("@", ".").split(".")[0] != user:
        raise RoleMissing(f"{variable} entra como {address.user}; o usuário precisa ser {user}.")
    return address


def ensure_roles(*, addresses: Addresses) -> None:
    """Make roles and database where they are missing.

    Needs addresses.admin, unless the three log-ins work already. Raises AdminNeeded with the SQL to
    run, ServerTooOld, or psycopg.OperationalError when the server does not answer.
    """
    three = trio(addresses=addresses)
    if addresses.admin is None:
        if not _all_log_in(three):
            raise AdminNeeded(_advice(three))
        return
    admin = addresses.admin.to("postgres" if addresses.embedded else addresses.admin.name)
    with psycopg.connect(**admin.conninfo(), autocommit=True) as connection:
        _check_version(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # let go by disconnecting
        try:
            connection.execute(_roles_sql(three, connection=connection))
            _ensure_database(connection, name=three.app.name)
        except psycopg.errors.InsufficientPrivilege as error:
            raise AdminNeeded(_advice(three)) from error


def database_exists(*, addresses: Addresses) -> bool:
    """Whether the product's database is there, asked of the embedded server by its superuser."""
    assert addresses.admin is not None
    with psycopg.connect(**addresses.admin.to("postgres").conninfo()) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [addresses.app.name]
        )
        return found.fetchone() is not None


def _ensure_database(connection: psycopg.Connection, *, name: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    database = sql.Identifier(name)
    if found.fetchone() is None:
        if connection.info.parameter_status("is_superuser") != "on":
            connection.execute("GRANT acerto_owner TO CURRENT_USER")  # else it may not give it away
        connection.execute(sql.SQL(CREATE_SQL).format(database=database))
    connection.execute(sql.SQL(DATABASE_SQL).format(database=database))


def _roles_sql(three: Trio, *, connection: psycopg.Connection) -> sql.Composed:
    """Passwords go as SCRAM verifiers: the clear text reaches neither the wire nor a log."""

    def verifier(address: Address, role: str) -> sql.Literal:
        made = connection.pgconn.encrypt_password(
            address.password.encode(), role.encode(), b"scram-sha-256"
        )
        return sql.Literal(made.decode())

    return sql.SQL(_roles_template()).format(
        owner=verifier(three.owner, OWNER),
        app=verifier(three.app, APP),
        maintenance=verifier(three.maintenance, MAINTENANCE),
    )


def _roles_template() -> str:
    return files(__package__).joinpath("roles.sql").read_text()


def _advice(three: Trio) -> str:
    script = _roles_template().format(
        owner="'<a senha de DATABASE_OWNER_URL>'",
        app="'<a senha de DATABASE_URL>'",
        maintenance="'<a senha de DATABASE_MAINTENANCE_URL>'",
    )
    database = f'"{three.app.name}"'
    return (
        "Faltam papéis ou o banco, e este acesso não pode criá-los. Peça a quem administra o "
        "servidor que rode o SQL abaixo, ou dê o acesso em DATABASE_ADMIN_URL, e repita "
        f"`acerto db init`.\n\n{script}{(CREATE_SQL + DATABASE_SQL).format(database=database)}"
    )


def _all_log_in(three: Trio) -> bool:
    """Whether all three get in. An unreachable server raises; a refusal by it is False."""
    for address in (three.app, three.owner, three.maintenance):
        try:
            with psycopg.connect(**address.conninfo()) as connection:
                _check_version(connection)
        except psycopg.OperationalError as error:
            if error.sqlstate or "authentication failed" in str(error) or "FATAL" in str(error):
                return False
            raise
    return True


def _check_version(connection: psycopg.Connection) -> None:
    if connection.info.server_version < OLDEST:
        raise ServerTooOld(
            f"O servidor é o PostgreSQL {connection.info.server_version // 10000}; "
            "o Acerto precisa do 15 ou mais novo."
        )
