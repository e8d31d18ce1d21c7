"""Reads what SGS answers, and trusts nothing of it."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

from acerto.ports.series import Published, SourceUnavailable

OK = 200
NOT_FOUND = 404
NO_VALUES = "value(s) not found"
DAY = re.compile(r"01/([0-9]{2})/([0-9]{4})")
NUMBER = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,10})?")


def read_answer(*, status: int, body: bytes) -> list[Published]:
    """The months of an answer; none when it says that there are none. Raises SourceUnavailable."""
    content = _json(status, body)
    if status == NOT_FOUND and NO_VALUES in json.dumps(content).lower():
        return []
    if status != OK:
        raise SourceUnavailable("refused", f"o servidor respondeu com o erro {status}")
    if not isinstance(content, list):
        raise SourceUnavailable("unreadable", "a resposta não é uma lista de valores")
    return [_row(row) for row in content]


def _json(status: int, body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        if status != OK:
            raise SourceUnavailable(
                "refused", f"o servidor respondeu com o erro {status}"
            ) from error
        raise SourceUnavailable(
            "unreadable", "veio uma página em vez dos valores da série"
        ) from error


def _row(row: Any) -> Published:
    day, number = (row.get("data"), row.get("valor")) if isinstance(row, dict) else (None, None)
    month = DAY.fullmatch(day) if isinstance(day, str) else None
    if month is None or not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise SourceUnavailable("unreadable", f"um dos valores não se lê: {str(row)[:80]}")
    try:
        first = date(int(month[2]), int(month[1]), 1)
    except ValueError as error:
        raise SourceUnavailable(
            "unreadable", f"um dos valores não se lê: {str(row)[:80]}"
        ) from error
    return Published(first, Decimal(number.replace(",", ".")))
