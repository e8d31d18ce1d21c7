"""Pix received and their refunds: GET /pix, /pix/{e2eid}, PUT and GET /pix/{e2eid}/devolucao/{id}."""

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, field_validator

from .address import Operation, Repeat
from .call import Caller
from .errors import InvalidRequest
from .paging import Page, Query, pages_of, window
from .values import Cents, CentsTold, Instant, MaybeInstant, Received, Sent, Text140

REFUND_ID = re.compile(r"[a-zA-Z0-9]{1,35}")


class RefundStatus(StrEnum):
    PENDING = "EM_PROCESSAMENTO"
    DONE = "DEVOLVIDO"
    FAILED = "NAO_REALIZADO"


class RefundNature(StrEnum):
    """What of a Pix we ask to send back; the institution knows more kinds."""

    ORIGINAL = "ORIGINAL"
    WITHDRAWAL = "RETIRADA"


class NewRefund(Sent):
    amount_cents: Annotated[Cents, Field(alias="valor", gt=0)]
    nature: RefundNature | None = Field(None, alias="natureza")
    message: Text140 | None = Field(None, alias="descricao", repr=False)


class RefundTimes(Received):
    requested_at: MaybeInstant = Field(None, alias="solicitacao")
    settled_at: MaybeInstant = Field(None, alias="liquidacao")


class Refund(Received):
    """`status` is a RefundStatus, or what the institution wrote. `reason` says why it failed."""

    refund_id: str = Field(alias="id")
    return_id: str | None = Field(None, alias="rtrId")
    amount_cents: CentsTold = Field(alias="valor")
    nature: str | None = Field(None, alias="natureza")
    message: str | None = Field(None, alias="descricao", repr=False)
    times: RefundTimes = Field(default_factory=RefundTimes, alias="horario")
    status: RefundStatus | str = Field(alias="status", union_mode="left_to_right")
    reason: str | None = Field(None, alias="motivo")


class Part(Received):
    amount_cents: CentsTold = Field(alias="valor")


class Parts(Received):
    """What the paid amount is made of: original + cash + fine + interest - rebate - discount."""

    original: Part | None = None
    withdrawal: Part | None = Field(None, alias="saque")
    change: Part | None = Field(None, alias="troco")
    fine: Part | None = Field(None, alias="multa")
    interest: Part | None = Field(None, alias="juros")
    rebate: Part | None = Field(None, alias="abatimento")
    discount: Part | None = Field(None, alias="desconto")

    def sum_cents(self) -> int:
        """What the parts add up to."""
        plus = (self.original, self.withdrawal, self.change, self.fine, self.interest)
        minus = (self.rebate, self.discount)
        return sum(part.amount_cents for part in plus if part) - sum(
            part.amount_cents for part in minus if part
        )


class Pix(Received):
    """Money that came in. `txid` is missing where the payer used the key alone."""

    end_to_end_id: str = Field(alias="endToEndId", min_length=1)
    txid: str | None = None
    amount_cents: CentsTold = Field(alias="valor")
    parts: Parts | None = Field(None, alias="componentesValor")
    key: str | None = Field(None, alias="chave", repr=False)
    paid_at: Instant = Field(alias="horario")
    payer_text: str | None = Field(None, alias="infoPagador", repr=False)
    refunds: tuple[Refund, ...] = Field((), alias="devolucoes")

    @field_validator("refunds", mode="before")
    @classmethod
    def _one_or_many(cls, told: Any) -> Any:
        """An example of the specification writes one refund without a list."""
        return [told] if isinstance(told, dict) else told


class PixPage(Page):
    LIST = "pix"
    pix: tuple[Pix, ...]


GET = Operation("GET", "/pix/{e2eid}", Repeat.SAFE)
LIST = Operation("GET", "/pix", Repeat.SAFE)
PUT_REFUND = Operation("PUT", "/pix/{e2eid}/devolucao/{id}", Repeat.NEVER)
GET_REFUND = Operation("GET", "/pix/{e2eid}/devolucao/{id}", Repeat.SAFE)


class PixResource:
    """The Pix received by the account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(self, *, end_to_end_id: str) -> Pix:
        """One Pix. Raises Refused."""
        return self._caller.ask(GET, Pix, path={"e2eid": end_to_end_id})

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        txid: str | None = None,
        with_txid: bool | None = None,
        with_refund: bool | None = None,
        page_size: int | None = None,
    ) -> Iterator[Pix]:
        """The Pix between two instants, both included. Raises Refused."""
        query: Query = window(from_at=from_at, to_at=to_at)
        query |= {"txid": txid} if txid else {}
        for name, wanted in (("txIdPresente", with_txid), ("devolucaoPresente", with_refund)):
            if wanted is not None:
                query[name] = str(wanted).lower()
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, PixPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (pix for page in pages for pix in page.pix)

    def refund(self, *, end_to_end_id: str, refund_id: str, refund: NewRefund) -> Refund:
        """Send money back, once for each `refund_id`, which is ours. Raises Refused, ResultUnknown.

        Where the answer is lost, the state is read before it is asked again: the id counts once.
        """
        if not REFUND_ID.fullmatch(refund_id):
            raise InvalidRequest(
                "identifier", "O identificador da devolução tem de 1 a 35 letras e dígitos."
            )
        path = {"e2eid": end_to_end_id, "id": refund_id}
        return self._caller.once(
            lambda: self._caller.ask(PUT_REFUND, Refund, path=path, body=refund),
            read=lambda: self.get_refund(end_to_end_id=end_to_end_id, refund_id=refund_id),
        )

    def get_refund(self, *, end_to_end_id: str, refund_id: str) -> Refund:
        """The state of a refund. Raises Refused."""
        return self._caller.ask(GET_REFUND, Refund, path={"e2eid": end_to_end_id, "id": refund_id})
