"""`acerto cycle` as people and scripts read it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from tests.domain.dunning.books import TODAY, debtor, kept, noon, regua
from tests.factory import World

from acerto.domain.dunning.policies import publish
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli.cycle import command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

pytestmark = pytest.mark.django_db
Run = Callable[..., Result]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: noon(TODAY))
    world = World.new(now=noon(TODAY))
    with scope(world.tenant_id):
        publish(text=regua(), now=noon(TODAY))
        debtor(world)
        debtor(world, days=-30)
    return world


@pytest.fixture
def run(world: World) -> Run:
    with scope(world.tenant_id):
        slug = Tenant.objects.get(pk=world.tenant_id).slug
    return lambda *words: CliRunner().invoke(command, ["--tenant", slug, *words])


def refusal(result: Result) -> AcertoError:
    assert isinstance(result.exception, AcertoError), result.exception
    assert result.stdout == ""
    return result.exception


class TestCycle:
    def test_decides_today_and_says_what_and_why(self, run: Run) -> None:
        result = run()
        assert result.exit_code == 0, result.exception
        head, *verdicts, queued, _time = result.stdout.splitlines()
        assert head == "02/03/2026: 2 casos decididos, 2 títulos em aberto."
        wait, contact = (" ".join(line.split()) for line in sorted(verdicts))
        assert wait.startswith("Aguardar 1 R$ 0,00 ")
        assert contact == ("Contatar 1 R$ 102,40 Há uma etapa da régua para hoje e nada a impede.")
        assert queued == "Contatos postos na fila agora: 1."

    def test_answers_programs_in_json(self, run: Run) -> None:
        answer = json.loads(run("--json").stdout)
        assert answer["decided_on"] == "2026-03-02"
        assert (answer["cases"], answer["titles"], answer["queued"]) == (2, 2, 1)
        assert answer["stored"] is True
        assert answer["seconds"] >= answer["run_seconds"] > 0
        assert {figure["kind"] for figure in answer["figures"]} == {
            "verdict", "step", "total", "aging",
        }  # fmt: skip

    def test_names_what_the_codes_of_the_figures_stand_for(self, run: Run) -> None:
        figures = json.loads(run("--json").stdout)["figures"]
        verdicts = {
            (f["key"], f["verdict"], f["reason"]) for f in figures if f["kind"] == "verdict"
        }
        assert ("1:0", "contact", "step_due") in verdicts
        assert all(f["text"].endswith(".") for f in figures if f["kind"] == "verdict")
        (step,) = [f["step"] for f in figures if f["kind"] == "step"]
        assert "." in step

    def test_counts_one_as_one(self, world: World) -> None:
        lone = World.new(now=noon(TODAY))
        with scope(lone.tenant_id):
            publish(text=regua(), now=noon(TODAY))
            debtor(lone)
            slug = Tenant.objects.get(pk=lone.tenant_id).slug
        said = CliRunner().invoke(command, ["--tenant", slug]).stdout
        assert "1 caso decidido, 1 título em aberto." in said

    @pytest.mark.parametrize("written", ["2026-02-20", "20/02/2026"])
    def test_only_shows_a_past_day(self, world: World, run: Run, written: str) -> None:
        with scope(world.tenant_id):
            before = kept()
        answer = json.loads(run("--on", written, "--json").stdout)
        assert (answer["decided_on"], answer["stored"], answer["queued"]) == (
            "2026-02-20",
            False,
            0,
        )
        assert "Só mostrado: nada foi guardado nem posto na fila." in run("--on", written).stdout
        with scope(world.tenant_id):
            assert kept() == before

    def test_refuses_tomorrow(self, run: Run) -> None:
        problem = refusal(run("--on", str(TODAY + timedelta(days=1)), "--json"))
        assert (problem.code, problem.exit_code) == ("future", 1)

    def test_another_policy_needs_replace(self, world: World, run: Run) -> None:
        run()
        with scope(world.tenant_id):
            publish(text=regua(week=2), now=noon(TODAY))
        assert "--replace" in refusal(run()).message
        assert json.loads(run("--replace", "--json").stdout)["queued"] == 1

    def test_refuses_a_company_that_does_not_exist(self, run: Run) -> None:
        assert "“nenhuma”" in refusal(run("--tenant", "nenhuma")).message
