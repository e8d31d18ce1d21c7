"""`acerto serve`: the web server, watched over so that it neither hangs nor outlives us."""

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address

import click
from django.utils.translation import gettext as _

from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.runtime import Runtime

KILL_TIMEOUT_SECONDS = 10  # granian's own limit for its workers
PATIENCE_SECONDS = 15.0  # ours for granian
PORT_PATIENCE_SECONDS = 2.0  # a killed predecessor's server needs a moment to let go
READY_SECONDS = 60.0
POLL_SECONDS = 0.05
THREADS = 4
PR_SET_PDEATHSIG = 1
ANY_HOST = {str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "::1"}


class PortTaken(AcertoError):
    """Somebody listens there already."""

    code = "port_in_use"


class WebServerFailed(AcertoError):
    """The web server ended by itself or never answered."""

    code = "web_server_failed"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Endereço em que atende.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Porta."
)
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processos.")
@json_option
@click.pass_obj
def command(runtime: Runtime, *, host: str, port: int, workers: int | None, as_json: bool) -> None:
    """Abre o Acerto no navegador, até Ctrl+C."""
    output = Output(as_json=as_json)
    require_free_port(host=host, port=port)
    runtime.collect_static()
    url = f"http://{host}:{port}"
    with web_server(runtime=runtime, host=host, port=port, workers=workers) as process:
        output.result({"url": url}, text=_("Acerto em %(url)s (Ctrl+C encerra)") % {"url": url})
        with suppress(KeyboardInterrupt):
            raise WebServerFailed(
                _("O servidor web terminou sozinho (código %(code)d).") % {"code": process.wait()}
            )


@contextmanager
def web_server(
    *, runtime: Runtime, host: str, port: int, workers: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The web server, answering, for as long as the block lasts.

    Raises PortTaken, WebServerFailed.
    """
    with _claimed(host=host, port=port):
        require_free_port(host=host, port=port)
        process = subprocess.Popen(
            _granian(runtime.wsgi, host=host, port=port, workers=workers),
            env={"ACERTO_PUBLIC_URL": f"http://{host}:{port}", **os.environ},
            start_new_session=True, preexec_fn=end_with_parent,
        )  # fmt: skip
        try:
            _wait_until_it_answers(process, host=host, port=port)
            yield process
        finally:
            _end(process)


def require_free_port(*, host: str, port: int) -> None:
    """Raise PortTaken unless one may listen there, now or within two seconds."""
    _within_patience(lambda: _listen_once(host=host, port=port), host=host, port=port)


@contextmanager
def _claimed(*, host: str, port: int) -> Iterator[None]:
    """Hold a name for the port among all Acertos of the machine. Raises PortTaken.

    Granian's workers share a port (SO_REUSEPORT), so that the kernel would let a second server of
    the same user in. Abstract names live and die with their process, in the ports' own name space;
    only Linux has them.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as claim:
        name = f"\0acerto-port-{port}"
        _within_patience(lambda: claim.bind(name), host=host, port=port)
        yield


def _within_patience(attempt: Callable[[], None], *, host: str, port: int) -> None:
    """Try until it works, two seconds at most. Raises PortTaken."""
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        try:
            attempt()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortTaken(_refused(error, host=host, port=port)) from error
            if time.monotonic() > until:
                raise PortTaken(
                    _(
                        "A porta %(port)d já está em uso em %(host)s; escolha outra com --port, ou "
                        "encerre o programa que a ocupa."
                    )
                    % {"port": port, "host": host}
                ) from error
            time.sleep(POLL_SECONDS)
        else:
            return


def _refused(error: OSError, *, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return _("Falta permissão para a porta %(port)d; use uma acima de 1023.") % {"port": port}
    return _("Não é possível atender em %(host)s:%(port)d: o endereço não é desta máquina.") % {
        "host": host,
        "port": port,
    }


def _listen_once(*, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def _granian(application: str, *, host: str, port: int, workers: int | None) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", host, "--port", str(port),
        "--workers", str(workers or min(2, os.cpu_count() or 1)),
        "--blocking-threads", str(THREADS),
        "--workers-kill-timeout", str(KILL_TIMEOUT_SECONDS),
        "--respawn-failed-workers", "--log-level", "error", application,
    ]  # fmt: skip


def end_with_parent() -> None:
    """In the child: be told to end when `acerto serve` is killed, so that the port comes free."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_it_answers(process: subprocess.Popen[bytes], *, host: str, port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection(ANY_HOST.get(host, host), port, timeout=5)
        try:
            connection.request("GET", "/saude")
            connection.getresponse()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            return
        finally:
            connection.close()
    raise WebServerFailed(_("O servidor web não iniciou; as linhas acima dizem por quê."))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, wait, then end the whole group by force: granian has been seen to wait for ever."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
