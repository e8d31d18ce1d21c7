"""The `acerto` command as people meet it: real processes, a real server, real mistakes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from acerto.config.home import Home
from acerto.config.postgres.launcher import running_server
from acerto.config.postgres.processes import inhabitants, send
from acerto.config.postgres.urls import addresses

ENTRY = [sys.executable, "-m", "acerto.config.entry"]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """An installation with a prepared, empty database."""
    folder = Path(tempfile.mkdtemp(prefix="acerto-"))
    folder.chmod(0o711)
    found = Home(folder)
    done = acerto("db", "init", "--json", home=found)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["migrations"] > 50
    yield found
    send(inhabitants(found.data), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def environment(home: Home, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "DJANGO_"))}
    return {**kept, "ACERTO_HOME": str(home.root), **more}


def acerto(*arguments: str, home: Home, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ENTRY, *arguments], env=environment(home, **more), capture_output=True, text=True
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Non-zero, nothing on stdout without --json, no traceback, and the words on stderr."""
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestHelp:
    def test_speaks_portuguese_and_loads_no_django(self, tmp_path: Path) -> None:
        code = (
            "import sys; from acerto.config.entry import run; "
            "code = run(['--help']); sys.exit(code or 'django' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True,
            env=environment(Home(tmp_path)),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Comandos:" in done.stdout
        assert "Usage" not in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_command_is_named(self, tmp_path: Path) -> None:
        assert_one_sentence(acerto("cobrar", home=Home(tmp_path)), "Comando desconhecido", "cobrar")


class TestForPrograms:
    def test_what_is_misunderstood_is_json_too(self, tmp_path: Path) -> None:
        done = acerto("cycle", "--cor", "--json", home=Home(tmp_path))
        assert done.returncode == 2
        assert json.loads(done.stdout)["error"]["code"] == "usage"

    def test_a_failure_has_a_code_and_the_sentence(self, home: Home) -> None:
        done = acerto("cycle", "--tenant", "nenhuma", "--json", home=home)
        assert done.returncode == 1
        error = json.loads(done.stdout)["error"]
        assert error["code"] == "tenant"
        assert error["message"] == done.stderr.strip()


class TestDebt:
    """The calculation of a contract by its own rate asks nothing of a database."""

    def debt(self, folder: Path, terms: str) -> subprocess.CompletedProcess[str]:
        file = folder / "divida.yaml"
        file.write_text(f"principal: 850,00\ndue: 2026-01-05\nterms: {{{terms}}}\n")
        url = f"postgresql://acerto_app:x@127.0.0.1:{free_port()}/acerto"
        return acerto(
            "debt", str(file), "--on", "2026-02-20", home=Home(folder), DATABASE_URL=url
        )  # fmt: skip

    def test_needs_no_database_without_an_index(self, tmp_path: Path) -> None:
        done = self.debt(tmp_path, "party: consumer, fine: 2%, interest_month: 1%")
        assert done.returncode == 0, done.stderr
        assert "880,03" in done.stdout

    def test_asks_the_database_for_an_index(self, tmp_path: Path) -> None:
        assert_one_sentence(
            self.debt(tmp_path, "interest: legal"), "Não consegui falar com o banco"
        )


class TestInit:
    def test_again_has_nothing_to_do(self, home: Home) -> None:
        assert json.loads(acerto("db", "init", "--json", home=home).stdout)["migrations"] == 0

    def test_an_unreachable_server_is_one_sentence(self, home: Home) -> None:
        url = f"postgresql://{{}}:x@127.0.0.1:{free_port()}/acerto"
        done = acerto(
            "db", "init", home=home, DATABASE_URL=url.format("acerto_app"),
            DATABASE_OWNER_URL=url.format("acerto_owner"),
            DATABASE_MAINTENANCE_URL=url.format("acerto_maintenance"),
        )  # fmt: skip
        assert_one_sentence(done, "Não consegui falar com o banco de dados", "DATABASE_URL")

    def test_a_nonsense_address_is_one_sentence(self, home: Home) -> None:
        done = acerto("db", "init", home=home, DATABASE_URL="acerto")
        assert_one_sentence(done, "DATABASE_URL não é um endereço válido")


class TestBackup:
    def test_what_was_saved_comes_back_and_what_came_later_is_gone(
        self, home: Home, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copia.dump"
        add_tenant(home, "antes")
        assert acerto("backup", str(copy), home=home).returncode == 0
        assert copy.stat().st_mode & 0o777 == 0o600
        add_tenant(home, "depois")

        refused = acerto("restore", str(copy), home=home)
        assert_one_sentence(refused, "já tem dados", "--replace")
        assert slugs(home) == {"antes", "depois"}

        done = acerto("restore", str(copy), "--replace", "--json", home=home)
        assert done.returncode == 0, done.stderr
        assert slugs(home) == {"antes"}
        assert policies(home) > 10

    def test_a_damaged_copy_changes_nothing(self, home: Home, tmp_path: Path) -> None:
        copy = tmp_path / "copia.dump"
        assert acerto("backup", str(copy), home=home).returncode == 0
        copy.write_bytes(copy.read_bytes()[:-20_000])
        before = slugs(home)
        done = acerto("restore", str(copy), "--replace", home=home)
        assert_one_sentence(done, "danificada", "nada foi alterado")
        assert "pg_restore" not in done.stderr
        assert slugs(home) == before

    def test_while_others_use_the_database_is_refused_and_names_them(
        self, home: Home, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copia.dump"
        assert acerto("backup", str(copy), home=home).returncode == 0
        serving = subprocess.Popen(
            [*ENTRY, "serve", "--port", str(free_port()), "--json"],
            env=environment(home), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert serving.stdout is not None
        serving.stdout.readline()
        refused = acerto("restore", str(copy), "--replace", home=home)
        assert_one_sentence(refused, "acerto serve --port", str(serving.pid), "nada foi alterado")
        serving.terminate()
        assert serving.wait(30) == 143
        assert acerto("restore", str(copy), "--replace", home=home).returncode == 0

    def test_another_file_is_no_copy(self, home: Home, tmp_path: Path) -> None:
        other = tmp_path / "outro.txt"
        other.write_text("nada")
        assert_one_sentence(acerto("restore", str(other), home=home), "não é uma cópia")

    def test_overwrites_nothing_unasked(self, home: Home, tmp_path: Path) -> None:
        there = tmp_path / "copia.dump"
        there.write_text("precioso")
        assert_one_sentence(acerto("backup", str(there), home=home), "já existe", "--replace")
        assert there.read_text() == "precioso"

    def test_replaces_no_pipe_and_names_a_missing_folder_as_it_was_typed(
        self, home: Home, tmp_path: Path
    ) -> None:
        os.mkfifo(tmp_path / "cano")
        refused = acerto("backup", str(tmp_path / "cano"), "--replace", home=home)
        assert_one_sentence(refused, "não é um arquivo comum")
        assert (tmp_path / "cano").is_fifo()
        missing = acerto("backup", str(tmp_path / "nao" / "x"), home=home)
        assert_one_sentence(missing, f"{tmp_path}/nao/x: a pasta não existe")


class TestServe:
    def test_a_port_in_use_is_one_sentence(self, home: Home) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = acerto("serve", "--port", str(port), home=home)
        assert_one_sentence(done, f"A porta {port} já está em uso")

    def test_answers_until_told_to_end_and_leaves_nothing_running(self, home: Home) -> None:
        port = free_port()
        serving = subprocess.Popen(
            [*ENTRY, "serve", "--port", str(port), "--json"],
            env=environment(home), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert serving.stdout is not None
        url = json.loads(serving.stdout.readline())["url"]
        with urllib.request.urlopen(f"{url}/saude", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        serving.terminate()
        assert serving.wait(30) == 143
        assert not inhabitants(home.data)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0

    def test_after_kill_9_the_same_port_serves_again(self, home: Home) -> None:
        port = free_port()
        for _ in range(2):
            serving = subprocess.Popen(
                [*ENTRY, "serve", "--port", str(port), "--json"],
                env=environment(home), stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            assert serving.stdout is not None
            assert json.loads(serving.stdout.readline())["url"].endswith(str(port))
            serving.kill()
            serving.wait()


def ask(home: Home, statement: str, *values: object) -> list[tuple[object, ...]]:
    maintenance = addresses(home=home, environ={}).maintenance
    assert maintenance is not None
    with running_server(home=home), psycopg.connect(**maintenance.conninfo()) as connection:
        cursor = connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def add_tenant(home: Home, slug: str) -> None:
    ask(
        home,
        "INSERT INTO tenancy_tenant (name, slug, created_at) VALUES (%s, %s, '2026-03-02')",
        slug,
        slug,
    )


def slugs(home: Home) -> set[object]:
    return {slug for (slug,) in ask(home, "SELECT slug FROM tenancy_tenant")}


def policies(home: Home) -> int:
    ((count,),) = ask(home, "SELECT count(*) FROM pg_policy WHERE polname = 'tenant_isolation'")
    return int(str(count))
