"""The central bank's series over HTTP: read as published, or refused in one sentence."""

from datetime import date
from decimal import Decimal
from socket import create_server

import pytest
from tests.adapters.indices.servers import Sgs, serving

from acerto.adapters.indices.sgs import SgsSource
from acerto.ports.series import Published, SourceUnavailable

SINCE, UNTIL = date(2026, 1, 1), date(2026, 4, 20)
XML = b'<?xml version="1.0" encoding="pt-br"?><html><title>Requisi\xe7\xe3o inv\xe1lida!</title></html>'


def source(url: str, *, timeout_seconds: float = 5) -> SgsSource:
    return SgsSource(url=url, timeout_seconds=timeout_seconds, pause_seconds=0)


def fetch(sgs: Sgs, **options: float) -> list[Published]:
    with serving(sgs) as url:
        return source(url, **options).fetch(series="ipca", since=SINCE, until=UNTIL)


class TestFetch:
    def test_reads_days_and_values_as_published(self) -> None:
        sgs = Sgs(values={433: {"01/01/2026": "0.33", "01/02/2026": "-0.05", "01/03/2026": "1,31"}})
        assert fetch(sgs) == [
            Published(date(2026, 1, 1), Decimal("0.33")),
            Published(date(2026, 2, 1), Decimal("-0.05")),
            Published(date(2026, 3, 1), Decimal("1.31")),
        ]
        assert sgs.asked == [
            "/dados/serie/bcdata.sgs.433/dados?formato=json"
            "&dataInicial=01/01/2026&dataFinal=20/04/2026"
        ]

    def test_asks_for_no_more_than_ten_years_at_once(self) -> None:
        months = {f"01/{month:02d}/{year}": "0.5" for year in range(1995, 2027) for month in (1, 6)}
        sgs = Sgs(values={188: months})
        with serving(sgs) as url:
            found = source(url).fetch(series="inpc", since=date(1995, 1, 1), until=UNTIL)
        assert [row.month for row in found] == sorted(row.month for row in found)
        assert len(found) == 32 * 2 - 1
        assert len(sgs.asked) == 4

    @pytest.mark.parametrize(
        "empty", [(404, b'{"erro":{"detail":"Value(s) not found"}}'), (200, b"[]")]
    )
    def test_a_span_without_values_is_empty_not_an_error(self, empty: tuple[int, bytes]) -> None:
        assert fetch(Sgs(instead=[empty])) == []

    def test_tries_again_when_the_server_stumbles(self) -> None:
        good = (200, b'[{"data":"01/01/2026","valor":"0.33"}]')
        sgs = Sgs(instead=[(504, b"Gateway Timeout"), (502, b""), good])
        assert [row.percent for row in fetch(sgs)] == [Decimal("0.33")]
        assert len(sgs.asked) == 3


class TestRefuses:
    @pytest.mark.parametrize(
        ("answer", "trouble", "detail"),
        [
            ((200, XML), "unreadable", "página"),
            ((200, b'{"error": "manutencao"}'), "unreadable", "lista"),
            ((200, b'[{"data":"01/01/2026","valor":"zero"}]'), "unreadable", "não se lê"),
            ((200, b'[{"data":"01/01/2026","valor":"NaN"}]'), "unreadable", "não se lê"),
            ((200, b'[{"data":"01/01/2026","valor":0.3}]'), "unreadable", "não se lê"),
            ((200, b'[{"data":"2026-01-01","valor":"0.3"}]'), "unreadable", "não se lê"),
            ((200, b'[{"data":"15/01/2026","valor":"0.3"}]'), "unreadable", "não se lê"),
            ((200, b'[{"data":"01/13/2026","valor":"0.3"}]'), "unreadable", "não se lê"),
            ((200, b"[1]"), "unreadable", "não se lê"),
            ((404, XML), "refused", "404"),
            ((406, b'{"error": "10 anos"}'), "refused", "406"),
            ((302, b""), "refused", "302"),
        ],
    )
    def test_says_what_came_instead(
        self, answer: tuple[int, bytes], trouble: str, detail: str
    ) -> None:
        sgs = Sgs(instead=[answer])
        with pytest.raises(SourceUnavailable, match=detail) as refused:
            fetch(sgs)
        assert refused.value.trouble == trouble
        assert len(sgs.asked) == 1

    def test_gives_up_after_three_server_errors(self) -> None:
        sgs = Sgs(instead=[(503, XML)] * 4)
        with pytest.raises(SourceUnavailable, match="503"):
            fetch(sgs)
        assert len(sgs.asked) == 3

    def test_an_answer_that_drips_is_not_waited_for(self) -> None:
        sgs = Sgs(values={433: {"01/01/2026": "0.33"}}, drip_seconds=0.05)
        with pytest.raises(SourceUnavailable) as refused:
            fetch(sgs, timeout_seconds=0.2)
        assert refused.value.trouble == "offline"

    def test_nobody_there_is_offline(self) -> None:
        with create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with pytest.raises(SourceUnavailable) as refused:
            source(f"http://127.0.0.1:{port}").fetch(series="ipca", since=SINCE, until=UNTIL)
        assert refused.value.trouble == "offline"
