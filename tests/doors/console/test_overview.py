"""The manager's first screen."""

import pytest

pytestmark = pytest.mark.django_db


class TestOverview:
    def test_teaches_what_to_do_with_an_empty_company(self, stranger):
        page = stranger.get("/").content.decode()
        assert "Comece trazendo a sua carteira" in page

    def test_shows_the_decided_day(self, decided, manager):
        page = manager.get("/").content.decode()
        assert "O que o dia decidiu" in page
