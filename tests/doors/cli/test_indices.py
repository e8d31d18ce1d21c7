"""`acerto indices` and `acerto indices update`, against a local server that speaks the bank's JSON."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from tests.adapters.indices.servers import Sgs, serving

from acerto.adapters.indices.sgs import SgsSource
from acerto.doors.cli.indices import SourceGaveNothing, command
from acerto.doors.kit import clock
from acerto.doors.kit.errors import AcertoError

pytestmark = pytest.mark.django_db


class Installation:
    """An installation that asks this address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def series_source(self) -> SgsSource:
        return SgsSource(url=self.url, timeout_seconds=2, pause_seconds=0)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 10, 15, tzinfo=UTC))


def run(*words: str, url: str = "http://127.0.0.1:9") -> Result:
    return CliRunner().invoke(command, list(words), obj=Installation(url))


class TestCoverage:
    def test_tells_people_what_there_is(self) -> None:
        lines = run().stdout.splitlines()
        assert lines[0].startswith("IPCA: de 01/1980 a 07/2026, 559 meses. Fonte: BCB SGS 433")
        assert "IGP-M: sem nenhum mês; rode `acerto indices update`." in lines

    def test_tells_programs(self) -> None:
        series = {one["series"]: one for one in json.loads(run("--json").stdout)["series"]}
        assert series["taxa_legal"]["first"] == "2024-08-01"
        assert series["ipca"]["missing"] == []


class TestUpdate:
    def test_takes_what_is_new_and_what_was_corrected(self) -> None:
        sgs = Sgs(
            values={
                433: {"01/07/2026": "0.08", "01/08/2026": "0.12"},
                189: {"01/08/2026": "0.30"},
            }
        )
        with serving(sgs) as url:
            first = run("update", url=url)
            again = run("update", "--json", url=url)
        assert "IPCA: novos 1, corrigidos 1, até 08/2026." in first.stderr
        assert first.stdout.strip() == "Valores novos: 2; corrigidos: 1."
        answer = json.loads(again.stdout)
        assert {(one["added"], one["corrected"]) for one in answer["series"]} == {(0, 0)}

    def test_one_series_only(self) -> None:
        sgs = Sgs(values={189: {"01/08/2026": "0.30"}})
        with serving(sgs) as url:
            assert run("update", "--series", "igpm", url=url).exit_code == 0
        assert all("sgs.189/" in path for path in sgs.asked)

    def test_offline_it_says_so_and_keeps_what_it_has(self) -> None:
        result = run("update", "--series", "ipca")
        assert isinstance(result.exception, SourceGaveNothing)
        assert result.exception.message == (
            "O Banco Central não deu a série IPCA: não houve resposta a tempo ou não há conexão. Fica "
            "o que já havia (IPCA até 07/2026); tente de novo mais tarde."
        )

    def test_refuses_a_series_that_is_not_offered(self) -> None:
        result = run("update", "--series", "dolar")
        assert isinstance(result.exception, AcertoError)
        assert result.exception.code == "unknown_series"
        assert "dolar" in result.exception.message
