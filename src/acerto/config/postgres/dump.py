"""Copies of the database, out and in: the second all at once or not at all."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psycopg

from acerto.doors.kit.errors import AcertoError

from .account import clean_environment
from .binaries import find_binaries
from .roles import ensure_roles, trio
from .seal import mark, require_same_key
from .urls import Address, Addresses

Advance = Callable[[int], None]
MAGIC = b"PGDMP"
CHUNK_BYTES = 1 << 18
POLL_SECONDS = 0.2
GONE_SECONDS = 3.0
TIMEOUT_SETTING_SINCE = 170000
TIMEOUT_SETTING = b"SET transaction_timeout = 0;\n"
# With other sessions at work the DROP would wait for ever.
CLEAR = b"""SET lock_timeout = '15s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
SET lock_timeout = 0;
"""
IN_USE = "SELECT EXISTS (SELECT FROM tenancy_tenant) OR EXISTS (SELECT FROM tenancy_user)"
ANY_TABLE = """SELECT to_regclass('tenancy_tenant') IS NOT NULL,
EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"""

OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND usename IS NOT NULL"""

REASONS = {
    "No space left": "o disco está cheio",
    "lock timeout": "outro programa está usando o banco de dados",
    "could not connect": "o banco de dados não atende",
    "connection to server": "o banco de dados não atende",
    "permission denied": "o banco de dados não deu permissão a este usuário",
}
"""What pg_dump and psql say, and what it means."""


class DumpFailed(AcertoError):
    """pg_dump did not finish."""

    code = "backup_failed"


class LoadFailed(AcertoError):
    """The copy was not taken in; the database is as it was."""

    code = "restore_failed"


class NotACopy(AcertoError):
    """The file is not one of `acerto backup`."""

    code = "restore_not_a_backup"


class DatabaseShared(AcertoError):
    """Others are connected to it."""

    code = "restore_database_shared"


class DatabaseInUse(AcertoError):
    """There are data already."""

    code = "restore_database_in_use"


def dump(*, addresses: Addresses, file: Path, advance: Advance) -> int:
    """Write a compressed copy of the whole database to `file`; returns its bytes.

    Reads as acerto_maintenance, who sees every tenant. The file appears whole or not at all, 0600, with
    the fingerprint of the master key at its end. Raises DumpFailed.
    """
    url, password = trio(addresses=addresses).maintenance.program()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    command = [
        find_binaries().tool("pg_dump"), "--format=custom", "--exclude-table-data=django_cache",
        f"--file={draft}", f"--dbname={url}",
    ]  # fmt: skip
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _watch(command, environment=password, file=draft, advance=advance)
        mark(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def load(*, addresses: Addresses, file: Path, replace: bool, advance: Advance) -> int:
    """Put the copy in the place of what the database holds, in one transaction; bytes of SQL.

    Refuses a copy sealed with another master key, and a database that holds data unless `replace`.
    Raises NotACopy, OtherKey, DatabaseShared, DatabaseInUse, LoadFailed.
    Tables may be older than the program afterwards: prepare the database next.
    """
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise NotACopy(f"{file} não é uma cópia feita por `acerto backup`.")
    require_same_key(file)
    ensure_roles(addresses=addresses)
    three = trio(addresses=addresses)
    _require_unused(three.maintenance)
    if not replace and _holds_data(three.maintenance):
        raise DatabaseInUse(
            "O banco de dados já tem dados, que a cópia apagaria. Se é isso mesmo o que quer, "
            "repita com --replace."
        )
    with psycopg.connect(**three.owner.conninfo()) as connection:
        new_setting = connection.info.server_version >= TIMEOUT_SETTING_SINCE
    poured = _pour(three.owner, file=file, keep_setting=new_setting, advance=advance)
    # A copy holds no planner statistics; without them the first day run would take hours.
    with psycopg.connect(**three.owner.conninfo(), autocommit=True) as connection:
        connection.execute("ANALYZE")
    return poured


def _require_unused(maintenance: Address) -> None:
    """Raise DatabaseShared while others are connected. Who has just left gets a moment to be gone."""
    until = time.monotonic() + GONE_SECONDS
    with psycopg.connect(**maintenance.conninfo(), autocommit=True) as connection:
        while True:
            (others,) = connection.execute(OTHERS, [maintenance.name]).fetchone() or (0,)
            if not others:
                return
            if time.monotonic() > until:
                break
            time.sleep(POLL_SECONDS)
    raise DatabaseShared(
        f"Há mais alguém ligado ao banco {maintenance.name} (conexões: {others}). Encerre antes "
        "`acerto serve`, `acerto worker` e o que mais o usar, e repita; nada foi alterado."
    )


def _holds_data(maintenance: Address) -> bool:
    with psycopg.connect(**maintenance.conninfo()) as connection:
        ours, any_table = connection.execute(ANY_TABLE).fetchone() or (False, False)
        if not ours:
            return bool(any_table)
        (in_use,) = connection.execute(IN_USE).fetchone() or (True,)
        return bool(in_use)


def _watch(
    command: list[str], *, environment: dict[str, str], file: Path, advance: Advance
) -> None:
    seen = 0
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, env={**clean_environment(), **environment}, stderr=errors
        )
        while True:
            try:
                code = process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                code = None
            size = file.stat().st_size
            advance(size - seen)
            seen = size
            if code is not None:
                break
        if code != 0:
            raise DumpFailed(f"A cópia não terminou: {_reason(errors)}. Nada ficou no lugar dela.")


def _pour(owner: Address, *, file: Path, keep_setting: bool, advance: Advance) -> int:
    """pg_restore writes SQL; psql empties the schema and runs it as owner, in one transaction."""
    binaries = find_binaries()
    url, password = owner.program()
    environment = {**clean_environment(), **password, "PGCLIENTENCODING": "UTF8"}
    out = [binaries.tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    into = [
        binaries.tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--file=-",
        "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={url}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as wrong, tempfile.TemporaryFile() as refused:
        reader = subprocess.Popen(out, stdout=subprocess.PIPE, stderr=wrong, env=environment)
        writer = subprocess.Popen(into, stdin=subprocess.PIPE, stderr=refused, env=environment)
        assert reader.stdout is not None
        assert writer.stdin is not None
        done = _copy(reader.stdout, writer.stdin, keep_setting=keep_setting, advance=advance)
        if reader.wait() != 0 and writer.poll() is None:
            writer.kill()  # without its COMMIT nothing has happened
            writer.wait()
            raise LoadFailed(
                f"A cópia {file} está danificada e não pode ser lida até o fim; nada foi alterado. "
                "Use outra cópia."
            )
        writer.stdin.close()
        if writer.wait() != 0:
            raise LoadFailed(f"A cópia não entrou; nada foi alterado: {_reason(refused)}.")
    return done


def _copy(source: IO[bytes], target: IO[bytes], *, keep_setting: bool, advance: Advance) -> int:
    """Move the SQL over. PostgreSQL before 17 does not know a setting that newer pg_dump writes."""
    done = 0
    try:
        target.write(CLEAR)
        while chunk := source.read(CHUNK_BYTES):
            if done == 0 and not keep_setting:
                chunk = chunk.replace(TIMEOUT_SETTING, b"", 1)
            target.write(chunk)
            done += len(chunk)
            advance(len(chunk))
        target.flush()
    except BrokenPipeError:
        source.close()  # psql gave up; its own words say why
    return done


def _reason(errors: IO[bytes]) -> str:
    """Why a program of PostgreSQL stopped: in words for what happens, else what the server said."""
    errors.seek(0)
    said = errors.read().decode(errors="replace")
    for sign, words in REASONS.items():
        if sign in said:
            return words
    server = re.search(r"(?:ERROR|FATAL): +(.+)", said)
    return (
        f"o PostgreSQL respondeu “{server[1].strip()}”"
        if server
        else "sem explicação do PostgreSQL"
    )
