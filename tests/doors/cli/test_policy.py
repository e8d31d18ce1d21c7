"""`acerto policy check | publish | show` as people and scripts read them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.domain.dunning.books import TODAY, noon, regua
from tests.factory import World

from acerto.domain.dunning.models import PolicyVersion
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli.policy import command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError
from acerto.engine.policy_file import DEFAULTS, default_policy_text

Run = Callable[..., Result]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: noon(TODAY))
    return World.new(now=noon(TODAY))


@pytest.fixture
def run(world: World) -> Run:
    with scope(world.tenant_id):
        slug = Tenant.objects.get(pk=world.tenant_id).slug

    def call(verb: str, *words: object) -> Result:
        where = [] if verb == "check" else ["--tenant", slug]
        return CliRunner().invoke(command, [verb, *where, *map(str, words)])

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "régua.yaml"
    path.write_text(regua(), "utf-8")
    return path


def refusal(result: Result) -> AcertoError:
    assert isinstance(result.exception, AcertoError), result.exception
    assert (result.stdout, result.exception.exit_code) == ("", 1)
    return result.exception


class TestCheck:
    def test_says_what_the_file_holds(self, run: Run, file: Path) -> None:
        said = run("check", file).stdout
        assert said == "A régua “regua-de-teste” está certa: 1 segmento, 4 etapas.\n"
        answer = json.loads(run("check", file, "--json").stdout)
        assert (answer["name"], answer["segments"], answer["steps"]) == ("regua-de-teste", 1, 4)

    @pytest.mark.parametrize("name", DEFAULTS)
    def test_finds_nothing_wrong_with_ours(self, run: Run, tmp_path: Path, name: str) -> None:
        path = tmp_path / "nossa.yaml"
        path.write_text(default_policy_text(name=name), "utf-8")
        assert run("check", path).exit_code == 0

    def test_names_the_field_at_fault(self, run: Run, file: Path) -> None:
        file.write_text(regua() + "cor: azul\n", "utf-8")
        assert "cor: campo desconhecido" in refusal(run("check", file)).message

    @pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00", b"nome: r\xe9gua", b"{"])
    def test_refuses_what_is_no_policy(self, run: Run, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        assert refusal(run("check", file)).message.strip()

    def test_refuses_a_file_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        problem = refusal(run("check", tmp_path / "nada.yaml"))
        assert problem.code == "no_file"
        assert problem.message.endswith("nada.yaml não existe.")


class TestPublish:
    def test_puts_the_file_in_force_once(self, run: Run, file: Path) -> None:
        assert run("publish", file).stdout == "Em vigor: regua-de-teste, versão 1.\n"
        answer = json.loads(run("publish", file, "--json").stdout)
        assert (answer["number"], answer["party_kind"]) == (1, "consumer")
        file.write_text(regua(week=2), "utf-8")
        assert json.loads(run("publish", file, "--json").stdout)["number"] == 2

    def test_of_a_wrong_file_changes_nothing(self, world: World, run: Run, file: Path) -> None:
        file.write_text(regua().replace("consumer", "gato"), "utf-8")
        assert "party_kind" in refusal(run("publish", file)).message
        with scope(world.tenant_id):
            assert not PolicyVersion.objects.exists()


class TestShow:
    def test_tells_the_steps_in_order(self, run: Run, file: Path) -> None:
        run("publish", file)
        lines = run("show").stdout.splitlines()
        assert lines[0] == "regua-de-teste (versão 1): Teste"
        days = [line.split()[0] for line in lines[2:]]
        assert days == ["-5", "+3", "+10", "+25"]

    def test_answers_programs_with_the_whole_policy(self, run: Run, file: Path) -> None:
        run("publish", file)
        (policy,) = json.loads(run("show", "--json").stdout)["policies"]
        assert policy["caps"] == {"contacts_day": 1, "contacts_week": 3}
        assert len(policy["segments"][0]["steps"]) == 4

    def test_says_when_there_is_none(self, run: Run) -> None:
        assert run("show").stdout == "Nenhuma régua em vigor.\n"
