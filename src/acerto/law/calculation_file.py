"""Reads a debt from a small YAML file; whatever does not fit is told in one sentence."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from acerto.core.money import InvalidAmount, parse_cents
from acerto.core.places import InvalidIdentifier, normalise_state
from acerto.law.calculation import InvalidRequest, Payment, Request
from acerto.law.rules.agreed import InvalidTerms, Terms, index_named
from acerto.law.rules.limits import charge_kind
from acerto.law.rules.prescription import kind_of

FIELDS = ("principal", "due", "terms", "state", "interest_from", "correct_until", "payments")
TERMS = (
    "party", "type", "fine", "interest", "interest_month", "index", "discount", "discount_days",
    "payoff_month",
)  # fmt: skip
PAYMENT = ("on", "amount")
MOST_CHARS = 100_000
TERM_NAMES = {
    "party_kind": "party",
    "interest_mode": "interest",
    "two_rates": "interest_month",
    "no_rate": "interest_month",
    "correction_index": "index",
    "discount_days": "discount_days",
}
"""Which field of the file each code of InvalidTerms is about."""
REQUEST_NAMES = {"due_on": "due"}
"""What the file calls otherwise than Request does."""

_PERCENT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,6})?) ?%")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_BRAZILIAN = re.compile(r"(?:([0-9]{2})/)?([0-9]{2})/([0-9]{4})")


class _Strings(yaml.BaseLoader):
    """Strings only, no objects, and no field told twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping. Raises InvalidRequest, naming the field that comes again."""
        names: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                line = key.start_mark.line + 1
                text = f"Este campo já foi escrito e volta na linha {line}: deixe um só."
                raise InvalidRequest("repeated_field", text, field=key.value)
            names.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def read_request(text: str) -> Request:
    """The debt that a file tells. Raises InvalidRequest, naming the field."""
    content = _mapping(_yaml(text), "no arquivo", FIELDS)
    for name in ("principal", "due", "terms"):
        if name not in content:
            raise InvalidRequest("missing", f"Falta o campo {name}.")
    try:
        return _request(content)
    except InvalidRequest as error:
        if error.field not in REQUEST_NAMES:
            raise
        field = REQUEST_NAMES[error.field]
        raise InvalidRequest(error.code, error.sentence, field=field) from error


def _request(content: Mapping[str, Any]) -> Request:
    return Request(
        terms=_terms(_mapping(content["terms"], "em terms", TERMS)),
        principal_cents=_cents(content["principal"], "principal"),
        due_on=_day(content["due"], "due"),
        state=_state(content.get("state")),
        interest_from=_optional_day(content.get("interest_from"), "interest_from"),
        correct_until=_month(content.get("correct_until")),
        payments=tuple(_payments(content.get("payments", []))),
        kind=kind_of(debt_type=_text(content["terms"].get("type", ""), "type")),
        debt_type=_text(content["terms"].get("type", ""), "type"),
    )


def _yaml(text: str) -> Any:
    if len(text) > MOST_CHARS:
        raise InvalidRequest("too_long", "O arquivo é grande demais para uma dívida.")
    try:
        return yaml.load(text, Loader=_Strings)  # noqa: S506 - strings only, no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" na linha {mark.line + 1}" if mark else ""
        raise InvalidRequest("not_yaml", f"O arquivo não é YAML válido{where}.") from error


def _mapping(value: Any, where: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidRequest("shape", f"São esperados {where} campos com nome: valor.")
    for name in value:
        if name not in known:
            raise InvalidRequest(
                "unknown_field", f"O campo {name} não existe {where}; há {', '.join(known)}."
            )
    return value


def _terms(written: Mapping[str, Any]) -> Terms:
    try:
        return Terms(
            party_kind=_text(written.get("party", "consumer"), "party"),  # type: ignore[arg-type]
            fine_rate=_rate(written.get("fine"), "fine"),
            interest_month_rate=_rate(written.get("interest_month"), "interest_month"),
            discount_rate=_rate(written.get("discount"), "discount"),
            discount_days=_whole(written.get("discount_days", "0"), "discount_days"),
            payoff_month_rate=_rate(written.get("payoff_month"), "payoff_month"),
            interest_mode=_text(written.get("interest", "contract"), "interest"),  # type: ignore[arg-type]
            correction_index=_index(written.get("index")),
            debt_type=charge_kind(debt_type=_text(written.get("type", ""), "type")),
        )
    except InvalidTerms as error:
        field = TERM_NAMES.get(error.code, "")
        raise InvalidRequest(error.code, error.message, field=field) from error


def _index(value: Any) -> str | None:
    index = _optional(value, "index")
    return None if index is None else index_named(text=index)


def _payments(written: Any) -> list[Payment]:
    if not isinstance(written, list):
        raise InvalidRequest("shape", "Em payments é esperada uma lista, cada um com on e amount.")
    found = []
    for one in written:
        fields = _mapping(one, "em payments", PAYMENT)
        for name in PAYMENT:
            if name not in fields:
                raise InvalidRequest("missing", f"Falta o campo {name} em um pagamento.")
        found.append(Payment(_day(fields["on"], "on"), _cents(fields["amount"], "amount")))
    return found


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InvalidRequest("shape", f"O campo {name} pede um valor só.")
    return value.strip()


def _optional(value: Any, name: str) -> str | None:
    return None if value is None else _text(value, name) or None


def _cents(value: Any, name: str) -> int:
    try:
        return parse_cents(_text(value, name))
    except InvalidAmount as error:
        raise InvalidRequest(error.code, error.message, field=name) from error


def parse_rate(text: str, *, field: str = "") -> Decimal:
    """A percentage as people write it, up to 100%: "1,5%" is 0.015. Raises InvalidRequest."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise InvalidRequest(
            "rate",
            f"“{text}” não é uma taxa; escreva em porcento, por exemplo 2% ou 1,5%.",
            field=field,
        )
    rate = Decimal(match[1].replace(",", ".")) / 100
    if rate > 1:
        raise InvalidRequest("rate", f"A taxa vai até 100%, e aqui está {text}.", field=field)
    return rate


def _rate(value: Any, name: str) -> Decimal | None:
    if value is None or value == "":
        return None
    return parse_rate(_text(value, name), field=name)


def _whole(value: Any, name: str) -> int:
    text = _text(value, name)
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise InvalidRequest("count", f"“{text}” não é um número inteiro de dias.", field=name)
    return int(text)


def _state(value: Any) -> str | None:
    state = _optional(value, "state")
    if state is None:
        return None
    try:
        return normalise_state(state)
    except InvalidIdentifier as error:
        text = f"“{state}” não é a sigla de um estado."
        raise InvalidRequest("state", text, field="state") from error


def _optional_day(value: Any, name: str) -> date | None:
    return None if value is None else _day(value, name)


def _day(value: Any, name: str) -> date:
    text = _text(value, name)
    iso, brazilian = _ISO.fullmatch(text), _BRAZILIAN.fullmatch(text)
    parts = (
        (iso[1], iso[2], iso[3])
        if iso
        else (brazilian[3], brazilian[2], brazilian[1])
        if brazilian
        else (None, None, None)
    )
    return _date(parts, text, name, "uma data; escreva 2026-01-31 ou 31/01/2026")


def _month(value: Any) -> date | None:
    return (
        None if value is None else parse_month(_text(value, "correct_until"), field="correct_until")
    )


def parse_month(text: str, *, field: str = "") -> date:
    """The first day of a month from "2026-01" or "01/2026". Raises InvalidRequest."""
    iso, brazilian = _ISO.fullmatch(text), _BRAZILIAN.fullmatch(text)
    year, month = (
        (iso[1], iso[2]) if iso else (brazilian[3], brazilian[2]) if brazilian else (None, None)
    )
    return _date((year, month, "1"), text, field, "um mês; escreva 2026-01 ou 01/2026")


def _date(parts: tuple[str | None, ...], text: str, name: str, wanted: str) -> date:
    try:
        year, month, day = (int(part or "") for part in parts)
        return date(year, month, day)
    except ValueError as error:
        raise InvalidRequest("date", f"“{text}” não é {wanted}.", field=name) from error
