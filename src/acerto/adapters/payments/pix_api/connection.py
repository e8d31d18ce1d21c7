"""One request and one answer over mutual TLS, bounded in time and size; no retry, no redirect.

The transport is used without httpx's client, whose log lines tell whole addresses: keys and tax ids stand
in them.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from .access import Credentials
from .errors import CertificateRefused, Misconfigured, Refused, ServerNotTrusted, Unreachable

MOST_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: to connect, between two bytes, for a whole answer; and how tries are spaced."""

    connect_seconds: float = 5
    read_seconds: float = 20
    whole_seconds: float = 60
    tries: int = 3
    pause_seconds: float = 0.5
    longest_pause_seconds: float = 30

    def pause(self, number: int) -> float:
        """How long to wait after a try, by its number from 1: twice as long each time, up to the longest."""
        return min(self.pause_seconds * float(1 << (number - 1)), self.longest_pause_seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class LostAnswer(Exception):
    """The request may have arrived; its answer did not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """Connections to one institution, kept open between requests. Safe to share between threads."""

    def __init__(self, *, credentials: Credentials, patience: Patience) -> None:
        self._patience = patience
        self._transport = httpx.HTTPTransport(verify=tls_context(credentials), trust_env=False)
        timeout = httpx.Timeout(patience.read_seconds, connect=patience.connect_seconds)
        self._extensions = {"timeout": timeout.as_dict()}

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None
    ) -> Answer:
        """Ask once. Raises Refused when nothing was sent, LostAnswer when it may have been."""
        request = httpx.Request(
            method,
            url,
            headers=dict(headers),
            content=content,
            extensions=self._extensions,
        )
        with _told():
            response = self._transport.handle_request(request)
            try:
                return self._read(response)
            finally:
                response.close()

    def close(self) -> None:
        self._transport.close()

    def _read(self, response: httpx.Response) -> Answer:
        ends = time.monotonic() + self._patience.whole_seconds
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MOST_BYTES:
                raise LostAnswer("too_large")
            if time.monotonic() > ends:
                raise LostAnswer("timeout")
        return Answer(response.status_code, response.headers, bytes(body))


def tls_context(credentials: Credentials) -> ssl.SSLContext:
    """TLS 1.2 or newer with our certificate, and the server's checked. Raises Misconfigured."""
    try:
        context = ssl.create_default_context(cafile=credentials.ca_path)
    except OSError as error:
        raise Misconfigured(
            "ca", f"O arquivo de autoridades ({credentials.ca_path}) não existe ou não se lê."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(
            credentials.certificate_path, credentials.key_path, password=_password(credentials)
        )
    except (OSError, ValueError) as error:
        raise Misconfigured(
            "certificate",
            "O certificado do cliente ou a sua chave não existe, não se lê, não combina com o outro "
            f"ou tem outra senha: {credentials.certificate_path}, {credentials.key_path}.",
        ) from error
    return context


def _password(credentials: Credentials) -> str:
    # Never None: OpenSSL would ask for it at the terminal.
    return credentials.key_password or ""


@contextmanager
def _told() -> Iterator[None]:
    """The transport's troubles as ours."""
    try:
        yield
    except httpx.TransportError as error:
        refused = _of_tls(error)
        if refused is None and isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            refused = Unreachable(
                "unreachable", "Não há conexão com a instituição: confira a rede e o endereço."
            )
        if refused is not None:
            raise refused from error
        lost = "timeout" if isinstance(error, httpx.TimeoutException) else "connection_lost"
        raise LostAnswer(lost) from error
    except (httpx.DecodingError, httpx.InvalidURL) as error:
        raise LostAnswer("unreadable") from error


def _of_tls(error: BaseException) -> Refused | None:
    """What the TLS layer says, wherever in the chain it says it; None where it says nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ServerNotTrusted(
                "server_not_trusted",
                "O certificado do servidor não é de quem confiamos: confira o endereço e o arquivo "
                "de autoridades.",
            )
        if isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or ""):
            return CertificateRefused(
                "certificate_refused",
                "A instituição não aceitou o nosso certificado: confira se é o cadastrado e a validade.",
            )
        cause = cause.__cause__ or cause.__context__
    return None
