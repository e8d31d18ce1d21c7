"""What an institution tells our webhook, read: pure, and trusted for nothing but its news.

A notice says that something may have happened; what happened is read from the API before it is booked.
Rows that cannot be read stand beside those that can. That the caller is the institution, its certificate
says, and the server that ends the TLS checks it.
"""

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import Field, ValidationError

from .cobr import Attempt, RecurringStatus
from .pix import Pix
from .rec import Ending, Recurrence, StatusStep
from .values import Received, place

MOST_BYTES = 8_000_000
RowT = TypeVar("RowT", bound=Received)


class InvalidNotice(ValueError):
    """A body that is no notice. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot be read: its place in the list, from 0, and the field."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Notice(Generic[RowT]):
    rows: tuple[RowT, ...]
    errors: tuple[RowError, ...]


class RecurringChargeNews(Received):
    """A recurring charge as a notice tells it: without amount and due date, which the API tells."""

    txid: str = Field(min_length=1)
    recurrence_id: str = Field(alias="idRec", min_length=1)
    status: RecurringStatus | str = Field(union_mode="left_to_right")
    history: tuple[StatusStep, ...] = Field((), alias="atualizacao")
    ending: Ending | None = Field(None, alias="encerramento")
    attempts: tuple[Attempt, ...] = Field((), alias="tentativas")
    pix: tuple[Pix, ...] = ()


def read_pix_notice(body: bytes) -> Notice[Pix]:
    """POST {webhookUrl}/pix: Pix received, and refunds that ended. Raises InvalidNotice."""
    return _read(body, "pix", Pix)


def read_recurrence_notice(body: bytes) -> Notice[Recurrence]:
    """POST {webhookUrl}/rec: recurrences that changed. Raises InvalidNotice."""
    return _read(body, "recs", Recurrence)


def read_recurring_charge_notice(body: bytes) -> Notice[RecurringChargeNews]:
    """POST {webhookUrl}/cobr: recurring charges that changed. Raises InvalidNotice."""
    return _read(body, "cobsr", RecurringChargeNews)


def event_ids(pix: Pix) -> tuple[str, ...]:
    """One id for each thing that this Pix tells, the same whenever it is told again."""
    refunds = (f"{pix.end_to_end_id}/{row.refund_id}/{row.status}" for row in pix.refunds)
    return (pix.end_to_end_id, *refunds)


def _read(body: bytes, name: str, kind: type[RowT]) -> Notice[RowT]:
    rows: list[RowT] = []
    errors: list[RowError] = []
    for at, told in enumerate(_list(body, name)):
        try:
            rows.append(kind.model_validate(told))
        except ValidationError as error:
            field = place(error)
            errors.append(RowError(at, field, f"O item {at + 1} do aviso não se lê: “{field}”."))
    return Notice(tuple(rows), tuple(errors))


def _list(body: bytes, name: str) -> list[Any]:
    if len(body) > MOST_BYTES:
        raise InvalidNotice("too_large", "O aviso é grande demais.")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidNotice("not_json", "O aviso não é JSON.") from error
    rows = told.get(name) if isinstance(told, dict) else None
    if rows is None and isinstance(told, dict) and "endToEndId" in told:
        return [told]  # The specification's own example tells one Pix without a list.
    if not isinstance(rows, list):
        raise InvalidNotice("no_list", f"O aviso não traz a lista “{name}”.")
    return rows
