"""Several commands, one server: the first in starts it, the last out stops it (ADR 1)."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acerto.config.home import Home
from acerto.config.secrets import secret
from acerto.doors.kit.errors import AcertoError

from .account import Account, require_reach, server_account
from .binaries import Binaries, copy_for_account, find_binaries
from .cluster import ensure_cluster
from .processes import command_line, holders
from .server import PORT, Say, Server

LONGEST_SOCKET_BYTES = 107  # sun_path of Linux, less the closing zero
LOCK_SECONDS = 300.0
LOCK_POLL_SECONDS = 0.05
ADMIN_FILE = "postgres_admin"


class SocketPathTooLong(AcertoError):
    """The kernel allows no such socket."""

    code = "socket_path_too_long"


class ServerShared(AcertoError):
    """Other commands use the server, and what is wanted bears no company."""

    code = "server_in_use"


class StartBusy(AcertoError):
    """Another command holds the start lock and does not let go."""

    code = "start_busy"


@dataclass(slots=True)
class _Lock:
    """An advisory lock on a file; the kernel drops it when the process ends, however it ends."""

    file: Path
    handle: int = -1

    def take(self, *, shared: bool = False, wait_seconds: float = 0.0) -> bool:
        """Take it, waiting at most so long; say whether it was got."""
        if self.handle < 0:
            self.handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        until = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(self.handle, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(LOCK_POLL_SECONDS)
            else:
                return True

    def drop(self) -> None:
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def _silent(text: str) -> None:
    """Say nothing."""


@contextmanager
def running_server(
    *, home: Home, binaries: Binaries | None = None, extra: Mapping[str, str] | None = None,
    say: Say = _silent,
) -> Iterator[Server]:  # fmt: skip
    """The embedded server, answering, for as long as the block lasts.

    Each user holds a shared lock on `users`; starting and stopping happen under `start`, exclusive.
    A killed user leaves no lock behind, a server without users is taken over by the next command,
    and whoever finds to be the last stops it. `extra`: settings for the server, if it starts now.
    """
    require_short_socket(home=home)
    home.prepare()
    start, users = _Lock(home.locks / "start"), _Lock(home.locks / "users")
    server = _enter(home, binaries or find_binaries(), extra or {}, say, start, users)
    try:
        yield server
    finally:
        _leave(server, start, users)


def require_alone(*, home: Home) -> None:
    """Raise ServerShared while commands other than this one use the embedded server.

    The lock of `users` is looked at by way of /proc/locks, which names who holds it; elsewhere than
    on Linux nothing is known and nothing refused.
    """
    others = holders(home.locks / "users") - {os.getpid()}
    if others:
        named = ", ".join(f"{command_line(pid)} (processo {pid})" for pid in sorted(others))
        raise ServerShared(
            f"O banco de dados está em uso por {named}. Encerre antes e repita; nada foi alterado."
        )


def require_short_socket(*, home: Home) -> None:
    """Raise SocketPathTooLong where the kernel would refuse the socket."""
    used = len(os.fsencode(home.run / f".s.PGSQL.{PORT}"))
    if used > LONGEST_SOCKET_BYTES:
        raise SocketPathTooLong(
            f"O caminho {home.root} é longo demais para o soquete do banco de dados ({used} bytes; "
            f"o limite é {LONGEST_SOCKET_BYTES}). Escolha com ACERTO_HOME uma pasta de nome menor."
        )


def _enter(
    home: Home, binaries: Binaries, extra: Mapping[str, str], say: Say, start: _Lock, users: _Lock
) -> Server:
    _take_start(start, home)
    try:
        account = server_account()
        server = _prepare(home, binaries, account, extra, say)
        users.take(shared=True, wait_seconds=LOCK_SECONDS)
        server.start(say=say)
    except BaseException:
        users.drop()
        raise
    finally:
        start.drop()
    return server


def _prepare(
    home: Home, binaries: Binaries, account: Account, extra: Mapping[str, str], say: Say
) -> Server:
    account.own(home.postgres, mode=0o700)
    account.own(home.run, mode=0o700)
    account.own(home.postgres / "log", mode=0o700)
    require_reach(account=account, folder=home.postgres)
    if account.identity():
        programs = home.root / "pg"
        programs.mkdir(exist_ok=True, mode=0o755)
        binaries = copy_for_account(binaries=binaries, into=programs)
    if not (home.data / "PG_VERSION").exists():
        say("Preparando o banco de dados pela primeira vez…")
    password = secret(home=home, name=ADMIN_FILE)
    ensure_cluster(home=home, binaries=binaries, account=account, password=password)
    return Server(home=home, binaries=binaries, account=account, extra=extra)


def _leave(server: Server, start: _Lock, users: _Lock) -> None:
    users.drop()
    _take_start(start, server.home)
    try:
        if users.take():
            server.stop()
    finally:
        users.drop()
        start.drop()


def _take_start(start: _Lock, home: Home) -> None:
    if not start.take(wait_seconds=LOCK_SECONDS):
        start.drop()
        raise StartBusy(
            f"Outro comando do Acerto está há minutos iniciando ou parando o banco em {home.root}. "
            "Espere que termine ou encerre-o, e tente de novo."
        )
