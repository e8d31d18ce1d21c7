"""A slip with every field, for the tests to change."""

from typing import Any

Request = dict[str, Any]


def request(**slip: Any) -> Request:
    """A request as it stands in JSON; keywords replace fields of `slip`."""
    said: Request = {
        "beneficiary": {
            "name": "Loja Exemplo Comércio de Móveis Ltda",
            "tax_id": "12.ABC.345/01DE-35",
            "address": "Rua das Flores, 100 – Recife/PE – 50010-000",
        },
        "payer": {
            "name": "Fulana de Tal",
            "tax_id": "390.533.447-05",
            "address": "Av. Brasil, 2000 – São Paulo/SP – 01310-100",
        },
        "guarantor": {"name": "Beltrano de Tal", "tax_id": "123.456.789-09"},
        "document_number": "NF 1234/2",
        "document_on": "2026-11-20",
        "processed_on": "2026-11-22",
        "fine_rate": "0.02",
        "interest_month_rate": "0.01",
        "discount_cents": 1000,
        "discount_until": "2026-12-05",
        "notes": ["Dúvidas: fale com a loja."],
    }
    return {
        "bank": "341",
        "input": {
            "agency": "0810", "account": "53678", "wallet": "109", "our_number": "12345678",
            "due_on": "2026-12-10", "amount_cents": 123456,
        },
        "slip": said | slip,
    }  # fmt: skip
