"""Values as the API writes them, and the two kinds of record made of them.

A record that we send refuses unknown fields; one that we receive ignores them, since the API grows so.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WrapValidator,
)

from .errors import InvalidRequest

MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
CENTS_IN_ALL = 10**12


def as_text(cents: int) -> str:
    """Hundredths as the API writes them: 12345 is "123.45". Raises ValueError outside ten digits."""
    if not 0 <= cents < CENTS_IN_ALL:
        raise ValueError("amount")
    return f"{cents // 100}.{cents % 100:02d}"


def as_cents(text: Any) -> int:
    """The hundredths of "123.45", which is always text: 10 could be reais or centavos. Raises ValueError."""
    if not isinstance(text, str) or not MONEY.fullmatch(text):
        raise ValueError("amount")
    return int(text.replace(".", ""))


def _sendable(cents: Any) -> int:
    if not isinstance(cents, int) or isinstance(cents, bool):
        raise ValueError("amount")
    as_text(cents)
    return cents


def _instant(value: Any) -> Any:
    """RFC 3339 only: a number is no instant here."""
    if isinstance(value, str | datetime):
        return value
    raise ValueError("instant")


def _aware(value: datetime) -> datetime:
    """In UTC; an institution that writes no zone is read as UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise ValueError("day")


def _or_none(value: Any, read: Any) -> Any:
    """None for what cannot be read: only where nothing is decided by it."""
    try:
        return read(value)
    except ValueError:
        return None


Cents = Annotated[int, BeforeValidator(_sendable), PlainSerializer(as_text)]
"""Centavos here, sent as "123.45"; also for a percentage, in its hundredths."""

CentsTold = Annotated[int, BeforeValidator(as_cents), PlainSerializer(as_text)]
"""The same as received."""

Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    AfterValidator(_aware),
    PlainSerializer(lambda at: at.isoformat().replace("+00:00", "Z")),
]
Day = Annotated[date, BeforeValidator(_day)]
MaybeInstant = Annotated[Instant | None, WrapValidator(_or_none)]
MaybeDay = Annotated[Day | None, WrapValidator(_or_none)]

TxId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9]{26,35}$")]
Text140 = Annotated[str, Field(max_length=140)]
TaxIdCpf = Annotated[str, Field(pattern=r"^[0-9]{11}$", repr=False)]
TaxIdCnpj = Annotated[str, Field(pattern=r"^[0-9A-Z]{14}$", repr=False)]


class Sent(BaseModel):
    """Part of a request: checked as it is made, written with `body()`."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise _cannot_send(error, type(self)) from None

    def body(self) -> dict[str, Any]:
        """As JSON, without what was not given."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Received(BaseModel):
    """Part of an answer: unknown fields are let go, missing ones are an error."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )


def place(error: ValidationError) -> str:
    """Where the first error is, in the API's names: "valor.original"."""
    return ".".join(str(part) for part in error.errors()[0]["loc"])


def _cannot_send(error: ValidationError, kind: type[BaseModel]) -> InvalidRequest:
    first = error.errors(include_input=False, include_url=False)[0]
    context = first.get("ctx", {})
    rule = RULES.get(str(context.get("error", "")))
    if rule is not None:
        return InvalidRequest(str(context["error"]), f"{rule} Nada foi enviado.")
    why = WHY.get(first["type"], "está fora do formato da API Pix")
    if "max_length" in context:
        why = f"passa de {context['max_length']} posições"
    name = place(error)
    known = kind.model_fields.get(name)
    told = known.alias if known is not None and known.alias else name
    return InvalidRequest("invalid_field", f"O campo “{told}” {why}: nada foi enviado.")


WHY = {
    "missing": "é obrigatório e falta",
    "extra_forbidden": "não existe nesta operação",
}
RULES = {
    "tax_id": "A pessoa vai com CPF ou com CNPJ, um só.",
    "two_values": "A recorrência tem valor fixo ou piso, nunca os dois.",
}

AnswerT = TypeVar("AnswerT", bound=Received)
