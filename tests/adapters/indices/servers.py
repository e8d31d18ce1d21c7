"""A local server that speaks the JSON of the central bank's series, with the answers a test wants."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NO_VALUES = {"erro": {"statusCode": 404, "detail": "Value(s) not found"}}
TOO_LONG = {"error": "O sistema aceita uma janela de consulta de, no máximo, 10 anos"}
MOST_DAYS = 3653


@dataclass
class Sgs:
    """The values by code and day, and what to answer instead; `asked` is every path asked for."""

    values: dict[int, dict[str, str]] = field(default_factory=dict)
    instead: list[tuple[int, bytes]] = field(default_factory=list)
    drip_seconds: float = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.instead:
            return self.instead.pop(0)
        parts = urlsplit(path)
        code = int(parts.path.split("bcdata.sgs.")[1].split("/")[0])
        query = {name: found[0] for name, found in parse_qs(parts.query).items()}
        assert query["formato"] == "json"
        first, last = _day(query["dataInicial"]), _day(query["dataFinal"])
        if (last - first).days > MOST_DAYS:
            return 406, json.dumps(TOO_LONG).encode()
        rows = [
            {"data": day, "valor": value}
            for day, value in self.values.get(code, {}).items()
            if first <= _day(day) <= last
        ]
        return (200, json.dumps(rows).encode()) if rows else (404, json.dumps(NO_VALUES).encode())


@contextmanager
def serving(sgs: Sgs) -> Iterator[str]:
    """Listen while the block runs; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            status, body = sgs.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in [body[i : i + 1] for i in range(len(body))] if sgs.drip_seconds else [body]:
                try:
                    self.wfile.write(byte)
                    self.wfile.flush()
                except OSError:
                    return
                if sgs.drip_seconds:
                    time.sleep(sgs.drip_seconds)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _day(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))
