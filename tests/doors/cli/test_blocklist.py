"""`acerto blocklist import | show` as people and scripts read them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.factory import NOON, World

from acerto.domain.contact.models import Blocked
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli.blocklist import command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

Run = Callable[..., Result]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return World.new()


@pytest.fixture
def run(world: World) -> Run:
    with scope(world.tenant_id):
        slug = Tenant.objects.get(pk=world.tenant_id).slug

    def call(verb: str, *words: object) -> Result:
        return CliRunner().invoke(command, [verb, "--tenant", slug, *map(str, words)])

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lista.csv"
    path.write_text("telefone;desde\n11988887777;01/01/2026\n11 97777-6666\nninguém\n", "utf-8")
    return path


def imported(run: Run, file: Path, *more: object) -> Result:
    return run("import", file, "--list", "sp_nao_me_ligue", "--source", "Procon-SP", *more)


class TestImport:
    def test_says_what_came_in_and_which_lines_did_not(
        self, run: Run, file: Path, world: World
    ) -> None:
        result = imported(run, file)
        assert result.exit_code == 0, result.output
        assert "2 números, 2 novos, 0 a menos, 1 ilegível." in result.stdout
        assert "Linha 4" in result.stderr
        with scope(world.tenant_id):
            assert Blocked.objects.count() == 2

    def test_of_the_same_file_says_that_nothing_changed(self, run: Run, file: Path) -> None:
        imported(run, file)
        again = json.loads(imported(run, file, "--json").stdout)
        assert (again["already"], again["added"]) == (True, 0)

    def test_of_an_older_list_is_refused(self, run: Run, file: Path) -> None:
        imported(run, file)
        file.write_text("11955554444\n")
        refused = imported(run, file, "--on", "2026-02-01").exception
        assert isinstance(refused, AcertoError)
        assert refused.code == "older_list"

    def test_of_a_day_to_come_is_refused_and_later_lists_come_in(
        self, run: Run, file: Path
    ) -> None:
        refused = imported(run, file, "--on", "01/10/2030").exception
        assert isinstance(refused, AcertoError)
        assert refused.code == "future_list"
        assert imported(run, file, "--on", "01/03/2026").exit_code == 0

    def test_that_frees_most_people_wants_a_word(self, run: Run, file: Path) -> None:
        imported(run, file)
        file.write_text("11955554444\n")
        refused = imported(run, file).exception
        assert isinstance(refused, AcertoError)
        assert "--sure" in refused.message
        assert imported(run, file, "--sure").exit_code == 0

    def test_of_an_unknown_list_names_the_command_that_shows_them(
        self, run: Run, file: Path
    ) -> None:
        refused = run("import", file, "--list", "x", "--source", "y").exception
        assert isinstance(refused, AcertoError)
        assert "acerto blocklist show" in refused.message

    def test_of_no_file_says_so(self, run: Run, tmp_path: Path) -> None:
        refused = imported(run, tmp_path / "nada.csv").exception
        assert isinstance(refused, AcertoError)
        assert refused.code == "no_file"


class TestShow:
    def test_tells_the_law_of_each_and_its_last_reading(self, run: Run, file: Path) -> None:
        imported(run, file)
        text = run("show").stdout
        assert "sp_nao_me_ligue: Não Me Ligue (Procon-SP) (02/03/2026, 2)" in text
        assert "17.334/2021" in text
        assert "não barra a cobrança" in text

    def test_speaks_json(self, run: Run) -> None:
        lists = {one["name"]: one for one in json.loads(run("show", "--json").stdout)["lists"]}
        assert lists["nao_me_perturbe"]["purposes"] == []
        assert lists["own"]["taken_on"] is None
