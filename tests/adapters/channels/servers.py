"""Real SMTP servers for tests, with the answers that a test wants."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import create_server, socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

OK = "250 OK"


@dataclass
class Answers:
    """What the server says; `taken` is what it accepted."""

    mail: str = OK
    rcpt: str = OK
    data: str = OK
    taken: list[Any] = field(default_factory=list)
    before_data: Callable[[Any], None] | None = None

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.mail == OK:
            envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.rcpt == OK:
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data == OK:
            self.taken.append(envelope)
        return self.data


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(answers: Answers, **options: Any) -> Iterator[int]:
    """Listen while the block runs; yields the port."""
    controller = _AnyPort(answers, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


def only(user: str, password: str) -> Mapping[str, Any]:
    """Options of a server that asks for a log-in."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = data == LoginPassword(user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return {"authenticator": check, "auth_require_tls": False, "auth_required": True}


@contextmanager
def hanging_up(script: list[tuple[bytes, bytes]]) -> Iterator[int]:
    """A server that answers line by line as written, and hangs up at the end of the script.

    Each pair is what the line must begin with and the answer; an answer of b"" is no answer.
    """
    listener = create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_play, args=(listener, script), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=5)


def _play(listener: socket, script: list[tuple[bytes, bytes]]) -> None:
    try:
        connection, _address = listener.accept()
    except OSError:
        return
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 ready\r\n")
        for start, answer in script:
            line = lines.readline()
            while line and not line.startswith(start):
                line = lines.readline()
            if answer:
                connection.sendall(answer + b"\r\n")
