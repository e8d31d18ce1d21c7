"""Templates proved before use: each is filled with an example and read as the law reads it."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from .compose import ShownLine, TitleLines
from .render import NEUTRAL, render

WEEKS = timedelta(days=28)


def prove(*, templates: Iterable[str], on: date) -> None:
    """Write each template, and the neutral one, for an example. Raises CannotRender, Unlawful."""
    for template in sorted({*templates, NEUTRAL}):
        _prove(template, on)


@lru_cache(maxsize=64)
def _prove(template: str, on: date) -> None:
    for collector in ("", "Assessoria Exemplo"):
        values = {**example(on=on), "collector_name": collector}
        render(template=template, values=values, on=on)


def example(*, on: date) -> dict[str, Any]:
    """The values of a message to nobody, about a title four weeks late."""
    late = TitleLines(
        contract="C1",
        instalment="1",
        due_on=on - WEEKS,
        face_cents=100_00,
        lines=(ShownLine("Multa de 2% sobre R$ 100,00", 2_00),),
        total_cents=102_00,
    )
    return {
        "person_name": "Ana",
        "creditor_name": "Loja Exemplo Ltda.",
        "creditor_brand": "Loja Exemplo",
        "creditor_address": "Rua das Flores, 10, São Paulo/SP",
        "creditor_tax_id": "11222333000181",
        "creditor_contact": "contato@loja.example.com",
        "collector_name": "",
        "dpo_contact": "privacidade@loja.example.com",
        "privacy_url": "",
        "page_url": "https://acerto.example.com/d/abc/",
        "opt_out_url": "https://acerto.example.com/o/abc/",
        "on": on,
        "titles": [late],
        "many": False,
        "total_cents": late.total_cents,
    }
