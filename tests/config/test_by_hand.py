"""The README's "By hand" typed as it stands on an empty home, and what its copy is good for after."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acerto.config.home import Home
from acerto.config.postgres.processes import inhabitants, send
from acerto.config.postgres.seal import MARK_BYTES

ROOT = Path(__file__).parents[2]
ENTRY = [sys.executable, "-m", "acerto.config.entry"]
HEADINGS = {"README.md": "By hand", "README.pt-BR.md": "Passo a passo"}


def block(name: str) -> str:
    """What stands between the fences of the section."""
    text = (ROOT / name).read_text()
    found = re.search(rf"## {HEADINGS[name]}\n.*?```\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def environment(home: Home, **more: str) -> dict[str, str]:
    """No database of the caller's, and `acerto` on the path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "DJANGO_"))}
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**kept, "ACERTO_HOME": str(home.root), "PATH": programs, **more}


def acerto(*words: str, home: Home, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ENTRY, *words], env=environment(home, **more), capture_output=True, text=True
    )


def new_home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="acerto-"))
    folder.chmod(0o711)
    yield Home(folder)
    send(inhabitants(folder / "postgres" / "data"), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """An empty home, then one in which all but `acerto serve` was typed."""
    for home in new_home():
        commands = block("README.md").replace("acerto serve\n", "")
        done = subprocess.run(
            ["bash", "-euc", commands], cwd=home.root, env=environment(home),
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (home.root / "said").write_text(done.stdout)
        yield home


@pytest.fixture(scope="module")
def copy(home: Home) -> Path:
    return home.root / "copia.acerto"


@pytest.fixture(scope="module")
def other() -> Iterator[Home]:
    """Another installation, with a master key of its own."""
    yield from new_home()


class TestByHand:
    def test_both_readmes_have_the_same_commands(self) -> None:
        english, portuguese = (re.sub(r" *#.*", "", block(name)) for name in HEADINGS)
        assert english == portuguese

    def test_each_command_does_its_part(self, home: Home, copy: Path) -> None:
        said = (home.root / "said").read_text()
        assert "Empresa Loja do Sul cadastrada" in said
        assert "como Gestor, com a senha" in said
        assert "1.000 novas" in said
        assert "casos decididos" in said
        assert copy.stat().st_size > 100_000

    def test_the_last_command_serves(self, home: Home) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        assert block("README.md").splitlines()[-1] == "acerto serve"
        serving = subprocess.Popen(
            [*ENTRY, "serve", "--port", str(port)],
            env=environment(home), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert serving.stdout is not None
        assert f"http://127.0.0.1:{port}" in serving.stdout.readline()
        serving.terminate()
        assert serving.wait(30) == 143

    def test_again_makes_nothing_twice(self, home: Home) -> None:
        words = ("new", "lojasul", "--name", "Loja do Sul", "--json")
        assert json.loads(acerto("company", *words, home=home).stdout)["created"] is False
        person = ("new", "ana@lojasul.example.com", "--role", "operator", "--json")
        again = json.loads(acerto("user", *person, home=home).stdout)
        assert (again["created"], again["password"]) == (False, None)

    def test_an_unknown_creditor_is_answered_with_those_there_are(self, home: Home) -> None:
        file = str(home.root / "carteira.csv")
        done = acerto("import", file, "--creditor", "lojinha", "--yes", home=home)
        assert "Não há credor “lojinha”; há: loja." in done.stderr


class TestOtherKey:
    def test_is_refused_with_what_to_do(self, copy: Path, other: Home) -> None:
        done = acerto("restore", str(copy), "--json", home=other)
        assert done.returncode == 1
        assert "outra chave-mestra" in done.stderr
        assert "ACERTO_MASTER_KEY" in done.stderr
        assert str(other.secrets / "master_key") in done.stderr

    def test_is_known_by_a_sealed_value_in_a_copy_without_fingerprint(
        self, copy: Path, other: Home, home: Home, tmp_path: Path
    ) -> None:
        older = tmp_path / "antiga.acerto"
        older.write_bytes(copy.read_bytes()[:-MARK_BYTES])
        done = acerto("restore", str(older), home=other)
        assert done.returncode == 1
        assert "outra chave-mestra" in done.stderr
        assert acerto("restore", str(older), "--replace", home=home).returncode == 0

    def test_the_key_brought_along_opens_the_copy(
        self, copy: Path, other: Home, home: Home
    ) -> None:
        key = (home.secrets / "master_key").read_text().strip()
        done = acerto("restore", str(copy), home=other, ACERTO_MASTER_KEY=key)
        assert done.returncode == 0, done.stderr
        assert key not in copy.read_bytes().decode("latin-1")
