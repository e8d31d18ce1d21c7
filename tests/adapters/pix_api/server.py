"""The institution behind mutual TLS on loopback: it holds every request, and its own answers, against
the specification, and does what a test wants instead where a test says so."""

import base64
import json
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.adapters.pix_api import specification
from tests.adapters.pix_api.automatic import Automatic
from tests.adapters.pix_api.certificates import Pair
from tests.adapters.pix_api.institution import Ask, Denied, Institution

CLIENT_ID, SECRET = "cliente-de-exemplo", "segredo-de-exemplo"
PROBLEM = "application/problem+json"
Trick = Literal["stall", "reset", "half", "drip", "done then reset", "done then stall"]


@dataclass
class Instead:
    """An answer out of turn; `only` binds it to a method, `before` says whether the work is not done."""

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    trick: Trick | None = None
    on: str = ""


@dataclass
class World:
    """What the institution knows, what it was asked, and what broke the specification."""

    bank: Institution = field(default_factory=Institution)
    automatic: Automatic = field(default_factory=Automatic)
    instead: list[Instead] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    tokens: dict[str, set[str]] = field(default_factory=dict)
    sold: int = 0
    life_seconds: Any = 3600
    granted: set[str] | None = None
    token_instead: list[Instead] = field(default_factory=list)
    extra_query: tuple[str, ...] = ()
    peers: list[Any] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def sell(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        """A token by client credentials, from the header or the form."""
        form = dict(parse_qsl(body.decode(), strict_parsing=True))
        given = form.get("client_id"), form.get("client_secret")
        if headers.get("authorization", "").startswith("Basic "):
            pair = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
            given = tuple(pair.split(":"))
        if headers["content-type"] != "application/x-www-form-urlencoded":
            self.broken.append("token: not a form")
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        if given not in ((CLIENT_ID, SECRET), (CLIENT_ID, None)):
            return 401, {"error": "invalid_client"}
        self.sold += 1
        token = f"token-{self.sold}"
        scopes = set(form["scope"].split())
        self.tokens[token] = scopes if self.granted is None else scopes & self.granted
        told = {"access_token": token, "token_type": "Bearer", "scope": form["scope"]}
        return 200, told if self.life_seconds is None else told | {"expires_in": self.life_seconds}

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        """What the specification asks for, or a Problema."""
        parts = urlsplit(target)
        query = {name: rows[-1] for name, rows in parse_qs(parts.query).items()}
        self.queries.append(dict(query))
        for name in self.extra_query:
            query.pop(name, None)
        found = specification.match(method, parts.path.removeprefix("/api"))
        if found is None:
            self.broken.append(f"{method} {parts.path}: no such operation")
            return 404, Denied(404, "NaoEncontrado").body
        operation, path = found
        scopes = self.tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
        if scopes is None:
            return 401, Denied(401, "AcessoNegado").body
        if operation.scope not in scopes:
            return 403, Denied(403, "AcessoNegado").body
        told = json.loads(body) if body else None
        if body and headers.get("content-type") != "application/json":
            self.broken.append(f"{operation.name}: the body is not application/json")
        wrong = specification.request_violations(operation, path, query, told)
        self.broken += [f"{operation.name} asked {line}" for line in wrong]
        self.covered.add(operation.name)
        return self.act(operation, Ask(path, query, told))

    def act(self, operation: specification.Operation, ask: Ask) -> tuple[int, Any]:
        doers = self.bank.operations() | self.automatic.operations()
        try:
            status, told = doers[operation.name](ask)
        except Denied as denied:
            status, told = denied.status, denied.body
        schema = specification.PROBLEM if status >= 400 else operation.answers[status]
        wrong = [] if schema is None else specification.violations(schema, told)
        self.broken += [f"{operation.name} answered {line}" for line in wrong]
        return status, told


@contextmanager
def serving(
    world: World, *, server: Pair, authority: str, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> Iterator[str]:
    """Listen on loopback while the block runs; yields the address, "https://127.0.0.1:…"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.certificate, server.key)
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = newest
    listener = _Listener(("127.0.0.1", 0), _handler(world))
    listener.context = context
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.server_address[1]}"
    finally:
        world.released.set()
        listener.shutdown()
        thread.join(5)
        listener.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake, in the connection's own thread; a refused peer gets the alert, not a reset."""
        request.settimeout(10)
        try:
            secured = self.context.wrap_socket(request, server_side=True)
        except OSError:
            with suppress(OSError):
                request.shutdown(socket.SHUT_WR)
                while request.recv(4096):
                    pass
            return
        with suppress(OSError):
            super().finish_request(secured, client_address)
            secured.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


def _handler(world: World) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            world.peers.append(self.connection.getpeercert())
            if self.path == "/oauth/token":
                queue, ask = world.token_instead, lambda: world.sell(headers, body)
            else:
                world.asked.append(f"{self.command} {urlsplit(self.path).path}")
                world.headers.append(headers)
                queue = world.instead
                ask = lambda: world.answer(self.command, self.path, headers, body)  # noqa: E731
            turn = queue.pop(0) if queue and queue[0].on in ("", self.command) else None
            if turn is None:
                self._answer(*ask())
            elif turn.trick is None:
                self._write(turn.status, turn.body, turn.headers)
            else:
                self._play(turn.trick, ask)

        def _play(self, trick: str, ask: Any) -> None:
            if trick.startswith("done"):
                ask()
            if trick.endswith("stall"):
                world.released.wait(10)
            if trick == "drip":
                self._head(200, 100_000, {})
                while not world.released.wait(0.05):
                    self.wfile.write(b" ")
            if trick == "half":
                self._head(200, 1000, {})
                self.wfile.write(b'{"endToEndId": "E')
            reset = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            self.close_connection = True
            self.connection.close()

        def _answer(self, status: int, told: Any) -> None:
            body = b"" if told is None else json.dumps(told).encode()
            kind = PROBLEM if status >= 400 else "application/json"
            self._write(status, body, {"Content-Type": kind})

        def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self._head(status, len(body), headers)
            self.wfile.write(body)

        def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Tests speak for themselves."""

    return Handler
