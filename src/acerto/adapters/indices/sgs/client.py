"""Asks SGS for a series: GET /dados/serie/bcdata.sgs.{code}/dados?formato=json&dataInicial=…&dataFinal=…

It answers a list of {"data": "01/07/2026", "valor": "0.07"}; for a span without values, 404 with
{"erro": {"detail": "Value(s) not found"}}. A span of more than ten years is refused for daily series, so
none longer is asked for.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import httpx

from acerto.core.calendar import add_months
from acerto.ports.series import Published, SourceUnavailable

from .reading import read_answer

SGS_URL = "https://api.bcb.gov.br"
CODES = {
    "ipca": 433,
    "inpc": 188,
    "ipca15": 7478,
    "igpm": 189,
    "igpdi": 190,
    "selic": 4390,
    "taxa_legal": 29543,
}
WINDOW_MONTHS = 119
MOST_BYTES = 4_000_000
SERVER_TROUBLE = 500


class SgsSource:
    """Implements ports.series.SeriesSource."""

    name = "Banco Central do Brasil, SGS"

    def __init__(
        self,
        *,
        url: str = SGS_URL,
        timeout_seconds: float = 15,
        tries: int = 3,
        pause_seconds: float = 1,
    ) -> None:
        self._url = url.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._tries = tries
        self._pause_seconds = pause_seconds

    def offered(self) -> tuple[str, ...]:
        return tuple(CODES)

    def cite(self, *, series: str) -> str:
        return f"BCB SGS {CODES[series]} (api.bcb.gov.br)"

    def fetch(self, *, series: str, since: date, until: date) -> list[Published]:
        """The months published from `since` to `until`, in order. Raises SourceUnavailable."""
        found: dict[date, Published] = {}
        with httpx.Client(timeout=self._timeout_seconds, headers=HEADERS) as client:
            for first, last in _windows(since, until):
                status, body = self._ask(client, CODES[series], first, last)
                found |= {row.month: row for row in read_answer(status=status, body=body)}
        return [found[month] for month in sorted(found)]

    def _ask(self, client: httpx.Client, code: int, first: date, last: date) -> tuple[int, bytes]:
        """The status and the body of an answer; tries again where another try may help."""
        address = (
            f"{self._url}/dados/serie/bcdata.sgs.{code}/dados?formato=json"
            f"&dataInicial={first:%d/%m/%Y}&dataFinal={last:%d/%m/%Y}"
        )
        for left in range(self._tries - 1, -1, -1):
            with suppress(httpx.TransportError):
                status, body = self._get(client, address)
                if status < SERVER_TROUBLE:
                    return status, body
                if not left:
                    raise SourceUnavailable("refused", f"o servidor respondeu com o erro {status}")
            if left:
                time.sleep(self._pause_seconds)
        raise SourceUnavailable("offline", "não houve resposta a tempo ou não há conexão")

    def _get(self, client: httpx.Client, address: str) -> tuple[int, bytes]:
        """One request, with a limit on its size and on its whole time."""
        ends = time.monotonic() + self._timeout_seconds
        body = bytearray()
        with client.stream("GET", address) as answer:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise SourceUnavailable("unreadable", "a resposta é grande demais")
                if time.monotonic() > ends:
                    raise httpx.ReadTimeout("the whole answer took too long")
            return answer.status_code, bytes(body)


HEADERS = {"Accept": "application/json", "User-Agent": "Acerto"}


def _windows(since: date, until: date) -> Iterator[tuple[date, date]]:
    """[since, until] cut in spans that the service accepts."""
    while since <= until:
        last = min(until, add_months(since, WINDOW_MONTHS) - timedelta(days=1))
        yield since, last
        since = last + timedelta(days=1)
