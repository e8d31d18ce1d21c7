"""`acerto decide --snapshot https://…`, from a server on this machine: whole and checked, or not at all."""

import json
import socket
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.engine.in_files import decisions_in, edges, written
from tests.engine.portfolios import ON

from acerto.doors.cli.decide import command
from acerto.doors.kit.console import Output
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.remote import fetched
from acerto.engine.snapshot_files import InvalidSnapshot

AT_ONCE = (0.0, 0.0)


class Server(SimpleHTTPRequestHandler):
    """Serves a folder; `troubles` says what goes wrong, by path, the given number of times."""

    troubles: dict[str, list[str]] = {}

    def do_GET(self) -> None:
        left = self.troubles.get(self.path, [])
        trouble = left.pop(0) if left else ""
        if trouble == "hangs up":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nPAR1")
            self.close_connection = True
        elif trouble == "redirects":
            self.send_response(302)
            self.send_header("Location", "http://example.org/")
            self.end_headers()
        elif trouble:
            self.send_error(int(trouble))
        else:
            super().do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing on the test's stderr."""


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return written(folder=tmp_path / "site" / "retrato", parts=edges(), files=2)


@pytest.fixture
def address(snapshot: Path) -> Iterator[str]:
    Server.troubles = {}
    handler = partial(Server, directory=str(snapshot.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/retrato"
        server.shutdown()


def decided(*, snapshot: str, out: Path) -> Result:
    words = ["--snapshot", snapshot, "--policy", "consumer", "--on", ON.isoformat()]
    return CliRunner().invoke(command, [*words, "--out", str(out)])


def bring(*, url: str, out: Path) -> list[str]:
    """The files of what was brought."""
    with fetched(url=url, out=out, output=Output(as_json=True), pauses=AT_ONCE) as folder:
        return sorted(str(path.relative_to(folder)) for path in folder.glob("*/*"))


def rewritten(snapshot: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the manifest says of its first file."""
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    change(manifest["files"][0])
    (snapshot / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def refused(*, url: str, tmp_path: Path) -> str:
    """The code of the refusal, once nothing of it is left."""
    with pytest.raises((AcertoError, InvalidSnapshot)) as error:
        bring(url=url, out=tmp_path / "out")
    assert not list(tmp_path.glob(".*"))
    assert error.value.message.endswith(".")
    return error.value.code if isinstance(error.value, AcertoError) else "snapshot"


class TestDecide:
    def test_gives_the_rows_of_the_folder(
        self, snapshot: Path, address: str, tmp_path: Path
    ) -> None:
        near, far = tmp_path / "perto", tmp_path / "longe"
        assert decided(snapshot=str(snapshot), out=near).exit_code == 0
        answer = decided(snapshot=address, out=far)
        assert answer.exit_code == 0, answer.output
        assert decisions_in(far) == decisions_in(near)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["longe", "perto", "site"]

    @pytest.mark.parametrize("place", ["s3a://balde/retrato", "hdfs://casa/retrato"])
    def test_leaves_stores_to_spark(self, tmp_path: Path, place: str) -> None:
        answer = decided(snapshot=place, out=tmp_path / "out")
        assert isinstance(answer.exception, AcertoError)
        assert "--engine spark" in answer.exception.message


class TestFetched:
    @pytest.mark.parametrize("trouble", ["500", "503", "429", "hangs up"])
    def test_tries_again_twice(self, address: str, tmp_path: Path, trouble: str) -> None:
        Server.troubles = {"/retrato/title/part-1.parquet": [trouble] * 2}
        assert "title/part-1.parquet" in bring(url=address, out=tmp_path / "out")

    @pytest.mark.parametrize("trouble", ["500", "hangs up"])
    def test_gives_up_after_three(self, address: str, tmp_path: Path, trouble: str) -> None:
        Server.troubles = {"/retrato/title/part-1.parquet": [trouble] * 3}
        assert refused(url=address, tmp_path=tmp_path) == "snapshot_offline"

    def test_tells_what_stood_between(
        self, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No TLS at that port, nobody at a port, a server that hangs up, and no such name."""

        def why(url: str) -> str:
            with pytest.raises(AcertoError) as error:
                bring(url=url, out=tmp_path / "out")
            return error.value.message

        assert "TLS" in why(address.replace("http://", "https://"))
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        assert "recusou a conexão nesta porta" in why(f"http://127.0.0.1:{port}/retrato")
        Server.troubles = {"/retrato/manifest.json": ["hangs up"] * 3}
        assert "cortou a conexão" in why(address)

        def nobody(*_: Any, **__: Any) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", nobody)
        assert "o nome do servidor não foi encontrado" in why("https://nada.example.org/retrato")

    @pytest.mark.parametrize("trouble", ["403", "404", "redirects"])
    def test_asks_once_for_what_is_not_given(
        self, address: str, tmp_path: Path, trouble: str
    ) -> None:
        Server.troubles = {"/retrato/case/part-0.parquet": [trouble]}
        assert refused(url=address, tmp_path=tmp_path) == "snapshot"

    def test_refuses_another_content(self, snapshot: Path, address: str, tmp_path: Path) -> None:
        file = snapshot / "case" / "part-0.parquet"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        assert refused(url=address, tmp_path=tmp_path) == "snapshot"

    @pytest.mark.parametrize("more", [-1, 1])
    def test_refuses_another_size(
        self, snapshot: Path, address: str, tmp_path: Path, more: int
    ) -> None:
        rewritten(snapshot, lambda file: file.update(bytes=file["bytes"] + more))
        assert refused(url=address, tmp_path=tmp_path) == "snapshot"

    def test_refuses_more_than_the_disk_holds(
        self, snapshot: Path, address: str, tmp_path: Path
    ) -> None:
        rewritten(snapshot, lambda file: file.update(bytes=10**18))
        assert refused(url=address, tmp_path=tmp_path) == "disk_full"

    @pytest.mark.parametrize(
        "path",
        [
            "../fora.parquet",
            "case/../../fora.parquet",
            "/etc/fora.parquet",
            "case/a/b.parquet",
            "case\\..\\fora.parquet",
            "C:/fora.parquet",
            "case/.oculto.parquet",
            "case/part-0.parquet?x=1",
            "outra/part-0.parquet",
            "case/part-0.parquet\n",
            "http://example.org/x.parquet",
            7,
        ],
    )
    def test_refuses_a_path_that_leaves_the_folder(
        self, snapshot: Path, address: str, tmp_path: Path, path: Any
    ) -> None:
        rewritten(snapshot, lambda file: file.update(path=path))
        assert refused(url=address, tmp_path=tmp_path) == "snapshot"

    @pytest.mark.parametrize("wrong", [{"bytes": "7"}, {"bytes": -1}, {"sha256": None}])
    def test_refuses_facts_that_are_none(
        self, snapshot: Path, address: str, tmp_path: Path, wrong: dict[str, Any]
    ) -> None:
        rewritten(snapshot, lambda file: file.update(wrong))
        assert refused(url=address, tmp_path=tmp_path) == "snapshot"

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/retrato",
            "http://127.0.0.1.example.org/retrato",
            "https://ana:segredo@example.org/retrato",
            "https://example.org/retrato?chave=1",
            "https://",
            "https://[::1/retrato",
        ],
    )
    def test_refuses_an_address_that_is_not_safe(self, tmp_path: Path, url: str) -> None:
        assert refused(url=url, tmp_path=tmp_path) == "snapshot_url"

    def test_tells_what_is_no_snapshot(self, snapshot: Path, address: str, tmp_path: Path) -> None:
        (snapshot / "manifest.json").write_text("<html>", "utf-8")
        with pytest.raises(InvalidSnapshot, match="JSON"):
            bring(url=address, out=tmp_path / "out")
