"""A real SMTP server in a process of its own: writes down the Message-ID of all it accepts."""

import sys
from email import message_from_bytes
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self._file.write(message_from_bytes(envelope.content)["Message-ID"].strip() + "\n")
        return "250 OK"


class AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


if __name__ == "__main__":
    controller = AnyPort(Sink(Path(sys.argv[1])), hostname="127.0.0.1", port=0)
    controller.start()
    sys.stdout.write(f"{controller.port}\n")
    sys.stdout.flush()
    Event().wait()
