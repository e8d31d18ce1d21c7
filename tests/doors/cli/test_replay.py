"""`acerto replay`, `acerto why` and `acerto retention` as people and scripts read them."""

import json
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result
from tests.domain.dunning.books import TODAY, debtor, noon, regua
from tests.factory import World

from acerto.domain.dunning.models import Decision
from acerto.domain.dunning.policies import publish
from acerto.domain.dunning.services import run_day
from acerto.domain.tenancy.models import Tenant
from acerto.domain.tenancy.scope import scope
from acerto.doors.cli import replay, retention, why
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError
from acerto.engine.verdicts import Verdict

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
        run_day(on=TODAY, now=noon(TODAY))
    return world


@pytest.fixture
def run(world: World) -> Run:
    with scope(world.tenant_id):
        slug = Tenant.objects.get(pk=world.tenant_id).slug

    def call(command: click.Command, *words: object) -> Result:
        return CliRunner().invoke(command, ["--tenant", slug, *map(str, words)])

    return call


def case_with(world: World, verdict: Verdict) -> int:
    with scope(world.tenant_id):
        return int(Decision.objects.filter(verdict=verdict).values_list("case_id", flat=True)[0])


def refusal(result: Result) -> AcertoError:
    assert isinstance(result.exception, AcertoError), result.exception
    return result.exception


class TestReplay:
    def test_says_that_all_rows_are_the_same(self, run: Run) -> None:
        result = run(replay.command)
        assert "2 decisões, todas iguais às guardadas" in result.stdout
        told = json.loads(run(replay.command, "--json").stdout)
        assert (told["rows"], told["different"]) == (2, 0)
        assert told["versions"]["law"]["then"] == told["versions"]["law"]["now"]

    def test_a_difference_is_an_error(self, world: World, run: Run) -> None:
        with scope(world.tenant_id):
            Decision.objects.update(total_cents=1)
        assert "2 de 2 decisões diferem" in str(refusal(run(replay.command)))

    def test_a_day_without_a_run_is_told(self, run: Run) -> None:
        assert "Nenhuma rodada em 01/01/2026" in str(
            refusal(run(replay.command, "--on", "2026-01-01"))
        )


class TestWhy:
    def test_tells_a_contact_from_facts_to_message(self, world: World, run: Run) -> None:
        case_id = case_with(world, Verdict.CONTACT)
        text = run(why.command, case_id).stdout
        assert f"Caso {case_id} em {TODAY:%d/%m/%Y}: Contatar." in text
        assert "Nada pesou contra." in text
        assert "versão 1" in text
        assert "vence em" in text
        assert "na fila" in text.lower()

    def test_tells_what_stood_against_it_with_its_rule(self, world: World, run: Run) -> None:
        told = json.loads(run(why.command, case_with(world, Verdict.WAIT), "--json").stdout)
        (against,) = told["against"]
        assert (against["objection"], against["rule"], against["decided"]) == (
            "nothing_due",
            "policy.step",
            True,
        )
        assert told["contacts"] == []
        assert told["facts"]["titles"]

    def test_an_unknown_case_is_told(self, run: Run) -> None:
        assert "Não há caso 99" in str(refusal(run(why.command, 99)))

    def test_a_day_without_a_run_is_told(self, world: World, run: Run) -> None:
        case_id = case_with(world, Verdict.CONTACT)
        assert "não foi rodado" in str(refusal(run(why.command, case_id, "--on", "2026-01-01")))


class TestRetention:
    def test_shows_and_changes_how_long(self, run: Run) -> None:
        assert json.loads(run(retention.command, "--json").stdout)["snapshots"] == 180
        result = run(retention.command, "--snapshots", 30)
        assert "Retratos das rodadas: 30 dias" in result.stdout
        told = json.loads(run(retention.command, "--json").stdout)
        assert (told["snapshots"], told["decisions"]) == (30, 13)
        assert told["bytes"] > 0

    def test_nothing_is_kept_for_no_time(self, run: Run) -> None:
        assert run(retention.command, "--snapshots", 0).exit_code == 2
