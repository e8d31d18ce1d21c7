"""Batches of charges with due date: PUT, PATCH and GET /lotecobv/{id}, GET /lotecobv.

The institution works through a batch after it took it: read it until nothing is pending. Who belongs to
a batch is fixed when it is made.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from .address import Operation, Repeat
from .call import Caller
from .cobv import CobvChange, NewCobv
from .errors import Problem
from .paging import Page, pages_of, window
from .problems import problem_of
from .values import MaybeInstant, Received, Sent, TxId


class MemberStatus(StrEnum):
    PENDING = "EM_PROCESSAMENTO"
    CREATED = "CRIADA"
    DENIED = "NEGADA"


class BatchMember(NewCobv):
    txid: TxId


class BatchMemberChange(CobvChange):
    txid: TxId


class NewBatch(Sent):
    description: str = Field(alias="descricao")
    charges: tuple[BatchMember, ...] = Field(alias="cobsv", min_length=1)


class BatchChange(Sent):
    description: str | None = Field(None, alias="descricao")
    charges: tuple[BatchMemberChange, ...] = Field(alias="cobsv", min_length=1)


class MemberState(Received):
    """`problem` says why a charge was denied."""

    txid: str
    status: MemberStatus | str = Field(union_mode="left_to_right")
    problem: Problem | None = Field(None, alias="problema")
    created_at: MaybeInstant = Field(None, alias="criacao")

    @field_validator("problem", mode="before")
    @classmethod
    def _problem(cls, told: Any) -> Problem | None:
        return problem_of(told) if isinstance(told, dict) else None


class Batch(Received):
    batch_id: str | int | None = Field(None, alias="id")
    description: str | None = Field(None, alias="descricao")
    created_at: MaybeInstant = Field(None, alias="criacao")
    members: tuple[MemberState, ...] = Field(alias="cobsv")

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is pending."""
        return all(member.status != MemberStatus.PENDING for member in self.members)


class BatchPage(Page):
    LIST = "lotes"
    batches: tuple[Batch, ...] = Field(alias="lotes")


PUT = Operation("PUT", "/lotecobv/{id}", Repeat.SAFE)
PATCH = Operation("PATCH", "/lotecobv/{id}", Repeat.NEVER)
GET = Operation("GET", "/lotecobv/{id}", Repeat.SAFE)
LIST = Operation("GET", "/lotecobv", Repeat.SAFE)


class BatchResource:
    """Batches of charges with due date."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, *, batch_id: str, batch: NewBatch) -> None:
        """Hand in a batch under our id. Raises Refused."""
        self._caller.ask(PUT, None, path={"id": batch_id}, body=batch)

    def patch(self, *, batch_id: str, change: BatchChange) -> None:
        """Change charges of a batch. Raises Refused, ResultUnknown."""
        self._caller.ask(PATCH, None, path={"id": batch_id}, body=change)

    def get(self, *, batch_id: str) -> Batch:
        """How far a batch came. Raises Refused."""
        return self._caller.ask(GET, Batch, path={"id": batch_id})

    def list(
        self, *, from_at: datetime, to_at: datetime, page_size: int | None = None
    ) -> Iterator[Batch]:
        """The batches made between two instants, both included. Raises Refused."""
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, BatchPage, query=asked),
            query=window(from_at=from_at, to_at=to_at),
            page_size=page_size,
        )
        return (batch for page in pages for batch in page.batches)
