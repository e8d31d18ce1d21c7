"""Tryton at arm's length: its own environment, its own database, its own processes."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

PACKAGES = (
    "trytond[postgresql]==8.2.*",
    "trytond-account-dunning==8.2.*",
    "proteus==8.2.*",
    "psycopg[binary]",
)
DRIVER = Path(__file__).with_name("tryton_driver.py")
DATABASE = "acerto_bench_tryton"
MODULES = ("-u", "account_dunning", "--activate-dependencies")
LOG_IN = ("--email", "admin@example.com", "-p")


def environment() -> Path:
    """The Python of Tryton's own environment in the user's cache; made and filled at the first time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "acerto-bench" / "tryton-8.2"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists():
        print(f"Installing Tryton into {folder} …", flush=True)
        make = [sys.executable, "-m", "venv", "--clear", "--without-pip", folder]
        pip = ["pip3", "--python", python, "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(make, check=True)
        subprocess.run([*pip, *PACKAGES], check=True)
        ready.touch()
    return python


def theirs_of(*, python: Path, portfolio: Path, days: Sequence[int], on: date) -> dict[str, Any]:
    """What the driver found, in a database on Acerto's own server that is gone afterwards."""
    from django.conf import settings

    admin = settings.POSTGRES.admin.to("postgres")
    answer = portfolio.with_name("answer.json")
    _told_server(admin, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    _told_server(admin, f"CREATE DATABASE {DATABASE} TEMPLATE template0")
    try:
        surroundings = _surroundings(admin, portfolio.with_name("password"))
        setup = [python.with_name("trytond-admin"), "-d", DATABASE, *MODULES, *LOG_IN]
        _run(python, setup, surroundings)
        levels = ",".join(map(str, days))
        _run(python, [DRIVER, DATABASE, portfolio, levels, on, answer], surroundings)
    finally:
        _told_server(admin, f"DROP DATABASE {DATABASE} WITH (FORCE)")
    return json.loads(answer.read_text("utf-8"))


def _told_server(admin: Any, statement: str) -> None:
    """One statement outside of a transaction."""
    with psycopg.connect(**admin.conninfo(), autocommit=True) as connection:
        connection.execute(statement)


def _surroundings(admin: Any, password: Path) -> dict[str, str]:
    """The environment that tells Tryton and its PostgreSQL client how to log in."""
    password.write_text("gone with the database\n")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "DJANGO", "ACERTO"))
    }
    return kept | {
        "PGHOST": admin.host,
        "PGPORT": str(admin.port),
        "PGUSER": admin.user,
        "PGPASSWORD": admin.password,
        "TRYTOND_DATABASE_URI": "postgresql://",
        "TRYTONPASSFILE": str(password),
    }


def _run(python: Path, arguments: Sequence[Any], surroundings: Mapping[str, str]) -> None:
    """A program of that environment, without asserts, as its makers run it."""
    done = subprocess.run([python, "-O", *map(str, arguments)], env=surroundings, check=False)
    if done.returncode:
        sys.exit(f"{Path(arguments[0]).name} ended with {done.returncode}")
