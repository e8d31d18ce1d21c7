"""A snapshot at an https address, brought to this machine file by file and held against its manifest."""

import re
import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from acerto.engine.runners.workplace import LOCAL, workplace
from acerto.engine.snapshot_files import MANIFEST, PARTS, FileFacts, Manifest, manifest_of

from .console import Output, size
from .errors import AcertoError
from .speech import gettext as _

TIMEOUT_SECONDS = 30
PATIENCE_SECONDS = 60
LEAST_BYTES_A_SECOND = 50_000
PAUSES_SECONDS = (1.0, 4.0)
"""Before the second and the third try; there is no fourth."""
MOST_MANIFEST_BYTES = 64_000_000
SERVER_TROUBLE = 500
# A part's folder and a plain name: nothing that leaves the folder, on any system.
FILE = re.compile(rf"({'|'.join(PARTS)})/[A-Za-z0-9_=-][A-Za-z0-9._=-]*\.parquet")
Took = Callable[[int], None]


class _TryAgain(Exception):
    """What another try may mend; the text says what it was."""


@contextmanager
def fetched(
    *, url: str, out: Path, output: Output, pauses: tuple[float, ...] = PAUSES_SECONDS
) -> Iterator[Path]:
    """The snapshot at `url` as a folder beside `out`, gone afterwards; every file's SHA-256 is checked.

    Raises AcertoError (snapshot_url, snapshot_offline, snapshot) and InvalidSnapshot.
    """
    url = _lawful(url)
    with (
        workplace(files=LOCAL, out=f"{out}.snapshot") as work,
        httpx.Client(timeout=TIMEOUT_SECONDS, headers={"Accept-Encoding": "identity"}) as client,
    ):
        folder = Path(work)
        bringing = _Bringing(client, url, pauses)
        manifest = bringing.manifest(into=folder)
        whole = sum(each.bytes for each in manifest.files)
        _check_room(folder, whole)
        title = _("Baixando o retrato, %s") % size(whole)
        with output.progress(title, total=whole) as took:
            for each in manifest.files:
                bringing.file(each, into=folder, took=took)
        yield folder


class _Bringing:
    """The files of one address, each asked for at most so many times."""

    def __init__(self, client: httpx.Client, url: str, pauses: tuple[float, ...]) -> None:
        self._client = client
        self._url = url
        self._pauses = pauses

    def manifest(self, *, into: Path) -> Manifest:
        """The manifest, its files' paths checked, and its own copy in the folder."""
        path = into / MANIFEST
        self._bring(MANIFEST, path, most=MOST_MANIFEST_BYTES, took=lambda _: None)
        manifest = manifest_of(path.read_bytes(), where=self._url)
        for each in manifest.files:
            if not _is_plain(each):
                text = _("O manifesto de %(url)s pede “%(path)s”, que não é arquivo de um retrato.")
                values = {"url": self._url, "path": each.path}
                raise AcertoError(text % values, code="snapshot")
        return manifest

    def file(self, facts: FileFacts, *, into: Path, took: Took) -> None:
        """One file, as many bytes and of the digest that the manifest says."""
        path = into / facts.path
        path.parent.mkdir(exist_ok=True)
        digest = self._bring(facts.path, path, most=facts.bytes, took=took)
        if path.stat().st_size != facts.bytes or digest != facts.sha256:
            text = _("%(url)s/%(path)s não é o arquivo do manifesto: a soma SHA-256 não confere.")
            values = {"url": self._url, "path": facts.path}
            raise AcertoError(text % values, code="snapshot")

    def _bring(self, name: str, path: Path, *, most: int, took: Took) -> str:
        """The SHA-256 of what was brought; tries again where another try may help."""
        for pause in (*self._pauses, None):
            try:
                return self._once(name, path, most=most, took=took)
            except (_TryAgain, httpx.TransportError) as problem:
                trouble = problem
            if pause is not None:
                time.sleep(pause)
        text = _("%(url)s/%(name)s não pôde ser baixado: %(why)s. Tente de novo mais tarde.")
        values = {"url": self._url, "name": name, "why": _why(trouble)}
        raise AcertoError(text % values, code="snapshot_offline")

    def _once(self, name: str, path: Path, *, most: int, took: Took) -> str:
        ends = time.monotonic() + PATIENCE_SECONDS + most / LEAST_BYTES_A_SECOND
        digest, left = sha256(), most
        with (
            self._client.stream("GET", f"{self._url}/{name}") as answer,
            path.open("wb") as file,
        ):
            self._check_status(answer.status_code, name)
            for block in answer.iter_bytes():
                if time.monotonic() > ends:
                    raise _TryAgain(_("a conexão é lenta demais"))
                left -= len(block)
                if left < 0:
                    text = _("%(url)s/%(name)s é maior do que devia ser.")
                    values = {"url": self._url, "name": name}
                    raise AcertoError(text % values, code="snapshot")
                digest.update(block)
                file.write(block)
                took(len(block))
        return digest.hexdigest()

    def _check_status(self, status: int, name: str) -> None:
        if status == httpx.codes.OK:
            return
        if status >= SERVER_TROUBLE or status == httpx.codes.TOO_MANY_REQUESTS:
            raise _TryAgain(_("o servidor respondeu com o erro %d") % status)
        text = _("%(url)s/%(name)s não está lá, ou não é para todos (resposta %(status)d).")
        values = {"url": self._url, "name": name, "status": status}
        raise AcertoError(text % values, code="snapshot")


def _why(trouble: Exception) -> str:
    """What stood between us and the answer, in words."""
    if isinstance(trouble, _TryAgain):
        return str(trouble)
    if isinstance(trouble, httpx.TimeoutException):
        return _("não houve resposta a tempo")
    causes = list(_causes(trouble))
    for kind, text in (
        (ssl.SSLCertVerificationError, _("o certificado do servidor não é de confiança")),
        (ssl.SSLError, _("a conexão segura (TLS) não foi aceita")),
        (socket.gaierror, _("o nome do servidor não foi encontrado")),
        (ConnectionRefusedError, _("o servidor recusou a conexão nesta porta")),
        (ConnectionResetError, _("o servidor cortou a conexão")),
    ):
        if any(isinstance(cause, kind) for cause in causes):
            return text
    if isinstance(trouble, httpx.RemoteProtocolError | httpx.ReadError):
        return _("o servidor cortou a conexão")
    return _("não houve conexão com o servidor")


def _causes(trouble: BaseException | None) -> Iterator[BaseException]:
    while trouble is not None:
        yield trouble
        trouble = trouble.__cause__ or trouble.__context__


def _is_plain(facts: FileFacts) -> bool:
    """Is it a file of a part, by a name that stays in its folder, of a size that can be?"""
    in_a_part = isinstance(facts.path, str) and FILE.fullmatch(facts.path) is not None
    sized = type(facts.bytes) is int and facts.bytes >= 0
    return in_a_part and sized and isinstance(facts.sha256, str)


def _lawful(url: str) -> str:
    """The address without its last slash. Raises AcertoError for what is not https, this machine apart."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.query or parts.fragment or parts.username:
        text = _("“%s” não serve: escreva https://servidor/pasta, sem senha, “?” nem “#”.") % url
        raise AcertoError(text, code="snapshot_url")
    if parts.scheme != "https" and not _is_this_machine(host):
        text = _("“%s” não é https: por http um retrato pode ser lido e trocado no caminho.") % url
        raise AcertoError(text, code="snapshot_url")
    return url.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_room(folder: Path, whole: int) -> None:
    free = shutil.disk_usage(folder).free
    if whole > free:
        text = _("O retrato tem %(whole)s e o disco só tem %(free)s livres.")
        values = {"whole": size(whole), "free": size(free)}
        raise AcertoError(text % values, code="disk_full")
