"""Refusals read (RFC 7807) and turned into one typed error each. What comes back is trusted for nothing."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from .errors import (
    AccessDenied,
    Conflict,
    InvalidRequest,
    NotFound,
    Problem,
    Refused,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Violation,
)

LONGEST = 300
KIND = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
MOST_VIOLATIONS = 20
SERVER_TROUBLE = 500
LONGEST_NUMBER = 10

BY_STATUS: Mapping[int, type[Refused]] = {
    400: InvalidRequest,
    401: Unauthenticated,
    403: AccessDenied,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    422: InvalidRequest,
    429: TooManyRequests,
}
SAID: Mapping[type[Refused], str] = {
    InvalidRequest: "A instituição recusou o pedido",
    Unauthenticated: "A instituição não aceitou as credenciais: confira client id, segredo e certificado",
    AccessDenied: "A instituição não permite esta operação: confira o contrato e os escopos",
    NotFound: "A instituição não tem o que foi pedido",
    Conflict: "O identificador já está em uso na instituição",
    TooManyRequests: "A instituição pede menos pedidos por vez: tente mais tarde",
    Unavailable: "A instituição está indisponível: tente mais tarde",
}


def read_problem(*, status: int, body: bytes) -> Problem:
    """The body of a refusal; only its status where there is nothing that can be read."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return Problem(status=status)
    return problem_of(told, status=status) if isinstance(told, dict) else Problem(status=status)


def problem_of(told: Mapping[str, Any], *, status: int | None = None) -> Problem:
    """A problem as JSON; the status of the answer wins over the one in its body."""
    in_body = told.get("status")
    kind = _text(told.get("type")).rstrip("/").rpartition("/")[2] or _text(told.get("error"))
    return Problem(
        status=status or (in_body if isinstance(in_body, int) else 0),
        kind=kind if KIND.fullmatch(kind) else "",
        title=_text(told.get("title")),
        detail=_text(told.get("detail")) or _text(told.get("error_description")),
        correlation_id=_text(told.get("correlationId")),
        violations=_violations(told.get("violacoes")),
    )


def refusal(problem: Problem, *, retry_after_seconds: float | None = None) -> Refused:
    """The typed error of a refusal, its message for people."""
    status = problem.status
    error = BY_STATUS.get(status, Unavailable if status >= SERVER_TROUBLE else InvalidRequest)
    return error(
        problem.kind or f"http_{status}",
        _sentence(SAID[error], problem),
        problem=problem,
        retry_after_seconds=retry_after_seconds,
    )


def may_repeat(trouble: Refused, *, safe: bool) -> bool:
    """Whether another try of a refused request may help and harms nothing: always where it was turned
    away for being one too many, and where it is safe, after an error of the institution."""
    return isinstance(trouble, TooManyRequests) or (safe and isinstance(trouble, Unavailable))


def retry_after(text: str | None, *, now: datetime) -> float | None:
    """Seconds of a Retry-After, which is a number or a date; None where it says nothing."""
    if text is None:
        return None
    if text.strip().isdecimal() and len(text) < LONGEST_NUMBER:
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _sentence(said: str, problem: Problem) -> str:
    told = (problem.detail or problem.title).rstrip(".")
    reasons = "; ".join(row.reason.rstrip(".") for row in problem.violations if row.reason)
    parts = [said, *(part for part in (told, reasons) if part)]
    return f"{': '.join(parts)} (resposta {problem.status})."


def _violations(told: Any) -> tuple[Violation, ...]:
    rows = told[:MOST_VIOLATIONS] if isinstance(told, list) else []
    return tuple(
        Violation(_text(row.get("razao")), _text(row.get("propriedade")), _text(row.get("valor")))
        for row in rows
        if isinstance(row, dict)
    )


def _text(value: Any) -> str:
    """One short line, whatever came."""
    if not isinstance(value, str):
        return ""
    printable = "".join(char if char.isprintable() else " " for char in value[: 4 * LONGEST])
    return " ".join(printable.split())[:LONGEST]
