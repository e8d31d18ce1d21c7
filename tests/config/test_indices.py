"""The source of official series that the installation asks."""

from datetime import date
from decimal import Decimal

from tests.adapters.indices.servers import Sgs, serving

from acerto.config.indices import open_source


def test_it_asks_the_address_of_the_settings(settings):
    with serving(Sgs(values={433: {"01/07/2026": "0.07"}})) as url:
        settings.ACERTO_SGS_URL = url
        found = open_source().fetch(series="ipca", since=date(2026, 7, 1), until=date(2026, 7, 31))
    assert [row.percent for row in found] == [Decimal("0.07")]
