"""The addresses under which Acerto's roles reach the database, embedded or not."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from acerto.config.home import Home
from acerto.config.secrets import secret
from acerto.doors.kit.errors import AcertoError

from .cluster import ADMIN
from .launcher import ADMIN_FILE
from .server import PORT

DATABASE = "acerto"
APP, OWNER, MAINTENANCE = "acerto_app", "acerto_owner", "acerto_maintenance"
SCHEMES = {"postgres", "postgresql"}


class BadAddress(AcertoError):
    """A DATABASE_*URL that cannot be understood."""

    code = "database_url_invalid"


@dataclass(frozen=True, slots=True)
class Address:
    """Where one role logs in. `host` may be a folder: then it is a Unix socket."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Server and database, without user and password: fit for messages."""
        return f"{self.host}:{self.port}/{self.name}"

    def to(self, name: str) -> "Address":
        """The same log-in at another database of the server."""
        return replace(self, name=name)

    def conninfo(self) -> dict[str, Any]:
        """Keywords for psycopg.connect."""
        return {
            "host": self.host, "port": str(self.port), "dbname": self.name, "user": self.user,
            "password": self.password, **self.options,
        }  # fmt: skip

    def django(self) -> dict[str, object]:
        """An entry of settings.DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host, "PORT": str(self.port), "NAME": self.name,
            "USER": self.user, "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
            "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
        }  # fmt: skip

    def program(self) -> tuple[str, dict[str, str]]:
        """A URL without password for pg_dump and psql, and the environment that carries it."""
        query = urlencode({"host": self.host, "port": self.port, **self.options})
        url = f"postgresql://{quote(self.user, safe='')}@/{quote(self.name, safe='')}?{query}"
        return url, {"PGPASSWORD": self.password}


@dataclass(frozen=True, slots=True)
class Addresses:
    """One database under its roles. In production only `app` need be known to a web server."""

    app: Address
    owner: Address | None
    maintenance: Address | None
    admin: Address | None
    embedded: bool

    def django(self) -> dict[str, dict[str, object]]:
        """settings.DATABASES. Unknown roles fall back to `app`, which may not do their work."""
        return {
            "default": self.app.django(),
            "owner": (self.owner or self.app).django(),
            "maintenance": (self.maintenance or self.app).django(),
        }


def addresses(*, home: Home, environ: Mapping[str, str] = os.environ) -> Addresses:
    """From DATABASE_URL and its sisters; without DATABASE_URL those of the embedded server.

    Raises BadAddress.
    """
    if environ.get("DATABASE_URL"):
        return Addresses(
            app=parse(environ["DATABASE_URL"], variable="DATABASE_URL"),
            owner=_optional(environ, "DATABASE_OWNER_URL"),
            maintenance=_optional(environ, "DATABASE_MAINTENANCE_URL"),
            admin=_optional(environ, "DATABASE_ADMIN_URL"),
            embedded=False,
        )
    return Addresses(
        app=_embedded(home, APP, file="postgres_app"),
        owner=_embedded(home, OWNER, file="postgres_owner"),
        maintenance=_embedded(home, MAINTENANCE, file="postgres_maintenance"),
        admin=_embedded(home, ADMIN, file=ADMIN_FILE),
        embedded=True,
    )


def parse(url: str, *, variable: str) -> Address:
    """postgresql://user:password@host:port/name?sslmode=…; `variable` is named in the error."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        host = options.pop("host", None) or unquote(parts.hostname or "localhost")
        port = int(options.pop("port", None) or parts.port or PORT)
    except ValueError as error:
        raise _bad(variable) from error
    options.setdefault("connect_timeout", "10")
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in SCHEMES or not parts.username or not name:
        raise _bad(variable)
    return Address(
        host=host, port=port, name=name, user=unquote(parts.username),
        password=unquote(parts.password or ""), options=options,
    )  # fmt: skip


def _bad(variable: str) -> BadAddress:
    return BadAddress(
        f"{variable} não é um endereço válido. O formato é "
        "postgresql://usuario:senha@servidor:5432/banco."
    )


def _optional(environ: Mapping[str, str], variable: str) -> Address | None:
    url = environ.get(variable)
    return parse(url, variable=variable) if url else None


def _embedded(home: Home, user: str, *, file: str) -> Address:
    password = secret(home=home, name=file)
    return Address(host=str(home.run), port=PORT, name=DATABASE, user=user, password=password)
