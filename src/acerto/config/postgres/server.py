"""One server process: ask whether it answers, start it, stop it."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from acerto.config.home import Home
from acerto.doors.kit.errors import AcertoError

from .account import Account, clean_environment
from .binaries import Binaries
from .processes import claimed_postmaster, inhabitants, postmaster, send
from .tuning import (
    logging_settings,
    machine_memory_bytes,
    server_settings,
    shared_memory_bytes,
)

PORT = 5432  # only names the socket file; nothing listens on TCP
POLL_SECONDS = 0.02
SILENT_SECONDS = 60.0  # a living server that neither answers nor says "starting up"
TELL_AFTER_SECONDS = 3.0
STOP_SECONDS = 60.0
MOST_TRIES = 3

Say = Callable[[str], None]


class Answer(IntEnum):
    """Exit codes of pg_isready."""

    READY = 0
    STARTING = 1
    SILENT = 2
    NOT_ASKED = 3


class ServerFailed(AcertoError):
    """The server did not come up, or did not go down."""

    code = "postgres_failed"


@dataclass(slots=True)
class Server:
    """The server of one home. Callers hold the start lock (see launcher.running_server)."""

    home: Home
    binaries: Binaries
    account: Account
    extra: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _tries: int = 0

    def answer(self) -> Answer:
        """What pg_isready says now; the only sign of life that counts."""
        done = subprocess.run(
            [self.binaries.tool("pg_isready"), "-q", "-h", str(self.home.run), "-p", str(PORT)],
            env=clean_environment(),
        )
        return Answer(done.returncode)

    def start(self, *, say: Say) -> None:
        """Return once the server answers. Recovery after a crash may take its time and is told.

        Raises ServerFailed.
        """
        began = time.monotonic()
        last_sign = began
        told = False
        while (answer := self.answer()) is not Answer.READY:
            now = time.monotonic()
            if answer is Answer.STARTING:
                last_sign = now
            if now - last_sign > SILENT_SECONDS:
                raise ServerFailed(f"O banco de dados não respondeu. {self._where()}")
            if not told and now - began > TELL_AFTER_SECONDS:
                say("O banco de dados está se recuperando da última parada; um momento…")
                told = True
            self._step()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop it: politely, then at once, then by force. Nothing is lost in any of the three."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            pid = postmaster(self.home.data)
            if pid is None:
                break
            send({pid}, number)
            if self._gone_within(STOP_SECONDS):
                break
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)

    def _step(self) -> None:
        """Bring a server that does not answer one step nearer to answering."""
        if self._process is not None and self._process.poll() is None:
            return
        data = self.home.data
        alive = inhabitants(data)
        if not alive:
            self._spawn()
        elif claimed_postmaster(data) not in alive:
            send(alive, signal.SIGKILL)  # children that a killed postmaster left behind

    def _spawn(self) -> None:
        if self._tries >= MOST_TRIES:
            raise ServerFailed(f"O banco de dados não iniciou. {self._where()}")
        self._tries += 1
        # Nobody lives in the data folder: what these files claim is stale, whoever has the pid now.
        for stale in [self.home.data / "postmaster.pid", *self.home.run.glob(".s.PGSQL.*")]:
            stale.unlink(missing_ok=True)
        options = [f"--{name}={value}" for name, value in self._settings().items()]
        with self._start_log().open("wb") as log:
            self._process = subprocess.Popen(
                [self.binaries.tool("postgres"), "-D", str(self.home.data), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home.postgres,
                env=clean_environment(), start_new_session=True, **self.account.identity(),
            )  # fmt: skip

    def _settings(self) -> dict[str, str]:
        return {
            **server_settings(
                ram_bytes=machine_memory_bytes(), shared_memory_bytes=shared_memory_bytes()
            ),
            **logging_settings(folder=self.home.postgres / "log"),
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.home.run),
            "unix_socket_permissions": "0700",
            **self.extra,
        }

    def _gone_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while inhabitants(self.home.data):
            if self._process is not None:
                self._process.poll()
            if time.monotonic() > until:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def _start_log(self) -> Path:
        return self.home.postgres / "start.log"

    def _where(self) -> str:
        with contextlib.suppress(OSError):
            lines = self._start_log().read_text(errors="replace").splitlines()
            if lines:
                return f"Última linha do registro ({self._start_log()}): {lines[-1]}"
        return f"Veja o registro em {self.home.postgres / 'log'}."
