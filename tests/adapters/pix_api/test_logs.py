"""What is logged, and shown of a record, says nothing of anybody."""

import logging

import pytest
from tests.adapters.pix_api.conftest import Connect
from tests.adapters.pix_api.server import CLIENT_ID, SECRET, Instead, World
from tests.adapters.pix_api.test_operations import (
    CNPJ,
    CPF,
    E2E,
    FROM,
    IMMEDIATE,
    KEY,
    TO,
    TXID,
    due_charge,
)

from acerto.adapters.payments.pix_api import Credentials, PixApi
from acerto.adapters.payments.pix_api.errors import Refused

SECRETS = (CPF, CNPJ, KEY, "Pessoa de Exemplo", "pessoa@example.com", SECRET, CLIENT_ID, "token-1")


def busy(api: PixApi, world: World) -> list[object]:
    """Requests of all kinds, good and bad; what came back."""
    found: list[object] = [IMMEDIATE, due_charge()]
    found.append(api.cob.put(txid=TXID, charge=IMMEDIATE))
    found.append(api.cobv.put(txid=TXID, charge=due_charge()))
    found += api.cob.list(from_at=FROM, to_at=TO, tax_id=CPF)
    api.webhooks.put(key=KEY, url="https://recebe.example.com")
    found.append(api.webhooks.get(key=KEY))
    world.bank.receive(end_to_end_id=E2E, amount="1.00", chave=KEY, infoPagador="Pessoa de Exemplo")
    found.append(api.pix.get(end_to_end_id=E2E))
    world.instead = [
        Instead(
            400, b'{"violacoes": [{"razao": "CPF 10020030754", "propriedade": "devedor.cpf"}]}'
        ),
        Instead(200, b'{"txid": "10020030754"}'),
        Instead(trick="reset"),
    ]
    for _ in range(3):
        try:
            found.append(api.cob.get(txid=TXID))
        except Refused as refused:
            found.append(refused.problem)
    return found


class TestNobodyIsNamed:
    def test_in_any_log_line(
        self, api: PixApi, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        busy(api, world)
        text = "\n".join(record.getMessage() for record in caplog.records)
        assert "other GET /cob/{txid}: 200 (try 1)" in text
        assert "other token: 200 (try 1)" in text
        assert "other GET /cob/{txid}: unreadable" in text
        assert [secret for secret in SECRETS if secret in text] == []

    def test_in_a_record_or_refusal_shown(self, api: PixApi, world: World) -> None:
        shown = "\n".join(map(repr, busy(api, world)))
        assert [secret for secret in SECRETS if secret in shown] == []

    def test_in_credentials_shown(
        self, credentials: Credentials, connect: Connect, world: World
    ) -> None:
        assert repr(credentials) == "Credentials()"
