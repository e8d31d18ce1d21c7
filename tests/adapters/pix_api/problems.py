"""Refusals that a test has the institution answer with."""

import json
from typing import Any

from tests.adapters.pix_api.server import Instead

PROBLEM = {
    "type": "https://pix.bcb.gov.br/api/v2/error/CobOperacaoInvalida",
    "title": "Cobrança inválida.",
    "status": 400,
    "detail": "A cobrança não respeita o schema.",
    "correlationId": "abc",
    "violacoes": [
        {"razao": "O valor é zero.", "propriedade": "cob.valor.original", "valor": "0.00"},
        {"razao": "A chave é de outro.", "propriedade": "cob.chave"},
    ],
}


def problem(status: int, **told: Any) -> Instead:
    body = json.dumps(PROBLEM | {"status": status} | told).encode()
    return Instead(status, body, {"Content-Type": "application/problem+json"})
