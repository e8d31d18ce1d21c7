"""An SMTP server on this machine's own address that keeps what it gets in a maildir."""

import asyncio
from mailbox import Maildir
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
ANY_PORT = 0


class MailboxServer:
    """Runs in a thread of the process that starts it, for as long as it is needed."""

    def __init__(self, *, folder: Path, port: int = ANY_PORT) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._controller = _Controller(_Keep(folder), hostname=HOST, port=port)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def start(self) -> "MailboxServer":
        """Listen. Raises OSError when the port is taken."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """Stop listening; what came in stays."""
        self._controller.stop(no_assert=True)


class _Controller(Controller):
    """Knows which port the system chose, so that its own first test connection finds it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Keep:
    def __init__(self, folder: Path) -> None:
        self._box = Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        data = content if isinstance(content, bytes) else str(content).encode()
        await asyncio.get_running_loop().run_in_executor(None, self._box.add, data)
        return "250 OK"
