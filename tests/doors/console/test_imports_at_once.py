"""The button pressed three times at once: one import."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connections
from django.test import Client
from tests.doors.console.conftest import Company
from tests.doors.console.test_imports import guessed, hidden, send
from tests.factory import World

from acerto.domain.intake.models import Import

PRESSES = 3


def test_makes_one_import_and_leads_everybody_to_it(committed_db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", type(settings.HOME)(tmp_path))
    company = Company(World.new())
    manager = company.member("manager")
    address = send(manager, company)
    form = {**hidden(manager.post(address, guessed(manager, address))), "run": "1"}
    cookie = manager.cookies[settings.SESSION_COOKIE_NAME].value

    def press(_number: int) -> str:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        try:
            return str(client.post(address, form)["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PRESSES) as pool:
        led_to = set(pool.map(press, range(PRESSES)))
    with company.scope:
        (made,) = Import.objects.values_list("pk", flat=True)
    assert led_to == {f"/importar/{made}/"}
