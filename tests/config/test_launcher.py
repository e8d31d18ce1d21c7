"""The embedded server under the accidents of real life, with real processes and a real server."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from acerto.config.home import Home
from acerto.config.postgres import cluster
from acerto.config.postgres.binaries import find_binaries
from acerto.config.postgres.cluster import ADMIN, WrongMajor
from acerto.config.postgres.launcher import ADMIN_FILE, SocketPathTooLong, running_server
from acerto.config.postgres.processes import inhabitants, postmaster, send
from acerto.config.secrets import secret

HOLDER = Path(__file__).with_name("holder.py")
FAST = {"fsync": "off"}


@pytest.fixture
def home() -> Iterator[Home]:
    """A short path that the server's account can pass through; pytest's own is neither."""
    folder = Path(tempfile.mkdtemp(prefix="acerto-"))
    folder.chmod(0o711)
    yield Home(folder)
    send(inhabitants(folder / "postgres" / "data"), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def hold(home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HOLDER), str(home.root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def first_line(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def let_go(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def query(home: Home, statement: str) -> list[tuple[object, ...]]:
    password = secret(home=home, name=ADMIN_FILE)
    with psycopg.connect(
        host=str(home.run), user=ADMIN, password=password, dbname="postgres", autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def gone(data: Path) -> bool:
    """Whether the folder is deserted, or is within ten seconds."""
    until = time.monotonic() + 10
    while inhabitants(data):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


class TestLifetime:
    def test_first_in_starts_and_last_out_stops(self, home: Home) -> None:
        with running_server(home=home, extra=FAST):
            pid = postmaster(home.data)
            with running_server(home=home, extra=FAST):
                assert postmaster(home.data) == pid
            assert postmaster(home.data) == pid
            assert query(home, "SELECT 1") == [(1,)]
        assert not inhabitants(home.data)

    def test_two_first_starts_at_once_share_one_server(self, home: Home) -> None:
        one, two = hold(home), hold(home)
        first, second = first_line(one), first_line(two)
        assert first[0] == second[0] == "up"
        assert first == second
        assert let_go(one) == let_go(two) == 0
        assert not inhabitants(home.data)

    def test_listens_on_no_network_and_wants_the_password(self, home: Home) -> None:
        with running_server(home=home, extra=FAST):
            assert query(home, "SHOW listen_addresses") == [("",)]
            assert home.run.stat().st_mode & 0o777 == 0o700
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(host=str(home.run), user=ADMIN, password="x", dbname="postgres")

    def test_secrets_are_readable_by_their_owner_only(self, home: Home) -> None:
        secret(home=home, name="some")
        assert (home.secrets / "some").stat().st_mode & 0o777 == 0o600
        assert home.secrets.stat().st_mode & 0o777 == 0o700


class TestAccidents:
    def test_recovers_after_the_server_is_killed(self, home: Home) -> None:
        with running_server(home=home):
            query(home, "CREATE TABLE kept AS SELECT 42 AS answer")
            pid = postmaster(home.data)
            assert pid
            os.kill(pid, signal.SIGKILL)
            with running_server(home=home):
                assert query(home, "SELECT answer FROM kept") == [(42,)]

    def test_recovers_after_everything_is_killed(self, home: Home) -> None:
        holder = hold(home)
        first_line(holder)
        query(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        holder.kill()
        holder.wait()
        send(inhabitants(home.data), signal.SIGKILL)
        with running_server(home=home, extra=FAST):
            assert query(home, "SELECT answer FROM kept") == [(42,)]

    def test_a_killed_owner_leaves_a_server_that_the_next_takes_over(self, home: Home) -> None:
        holder = hold(home)
        _, pid = first_line(holder)
        holder.kill()
        holder.wait()
        with running_server(home=home, extra=FAST):
            assert postmaster(home.data) == int(pid)
        assert gone(home.data)

    def test_a_foreign_pid_in_the_pid_file_does_not_block(self, home: Home) -> None:
        with running_server(home=home, extra=FAST):
            claim = (home.data / "postmaster.pid").read_text().split("\n")
            send(inhabitants(home.data), signal.SIGKILL)
        assert gone(home.data)
        claim[0] = str(os.getpid())
        (home.data / "postmaster.pid").write_text("\n".join(claim))
        (home.run / ".s.PGSQL.5432.lock").write_text("\n".join(claim))
        with running_server(home=home, extra=FAST):
            assert query(home, "SELECT 1") == [(1,)]

    def test_a_kill_in_the_middle_of_initdb_leaves_nothing_that_matters(self, home: Home) -> None:
        holder = hold(home)
        until = time.monotonic() + 30
        while not list(home.postgres.glob("data.new.*/global")) and time.monotonic() < until:
            time.sleep(0.001)
        holder.kill()
        holder.wait()
        assert not home.data.exists()
        with running_server(home=home, extra=FAST):
            assert query(home, "SELECT 1") == [(1,)]


class TestRefusals:
    def test_data_of_another_major_version_are_left_alone(self, home: Home) -> None:
        with running_server(home=home, extra=FAST):
            pass
        (home.data / "PG_VERSION").write_text("14\n")
        expected = pytest.raises(WrongMajor, match="são do PostgreSQL 14.*acerto backup")
        with expected, running_server(home=home, extra=FAST):
            pytest.fail("it started")
        assert find_binaries().major != 14

    def test_a_path_too_long_for_a_socket_is_said_before_anything_is_made(
        self, tmp_path: Path
    ) -> None:
        deep = Home(tmp_path / ("x" * 90))
        with pytest.raises(SocketPathTooLong, match="ACERTO_HOME"), running_server(home=deep):
            pytest.fail("it started")
        assert not deep.root.exists()

    def test_a_home_that_the_account_cannot_reach_is_said(self, home: Home) -> None:
        home.root.chmod(0o700)
        shut = Home(home.root / "inside")
        done = subprocess.run(
            [sys.executable, str(HOLDER), str(shut.root)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        # Only root has a second account to shut out.
        assert done.stdout.startswith("refused account_unusable" if os.geteuid() == 0 else "up")

    def test_the_password_never_stays_in_a_file_of_initdb(self, home: Home) -> None:
        with running_server(home=home, extra=FAST):
            assert not list(home.postgres.glob("password.*"))
        assert cluster.ADMIN == ADMIN
