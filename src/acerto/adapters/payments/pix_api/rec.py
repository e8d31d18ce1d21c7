"""Recurrences of Pix Automático: POST and GET /rec, GET and PATCH /rec/{idRec}."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AliasChoices, Field, model_validator

from .address import Operation, Repeat
from .call import Caller
from .location import UsedLocation
from .paging import Page, pages_of, window
from .people import Person, RecurringDebtor
from .queries import charge_filters
from .values import Cents, CentsTold, Day, MaybeDay, MaybeInstant, Received, Sent, TxId


class Period(StrEnum):
    WEEK = "SEMANAL"
    MONTH = "MENSAL"
    QUARTER = "TRIMESTRAL"
    HALF_YEAR = "SEMESTRAL"
    YEAR = "ANUAL"


class RetryPolicy(StrEnum):
    """Whether a charge that failed may be tried again: three times on other days within seven."""

    NONE = "NAO_PERMITE"
    THREE_IN_SEVEN_DAYS = "PERMITE_3R_7D"


class RecurrenceStatus(StrEnum):
    CREATED = "CRIADA"
    APPROVED = "APROVADA"
    REJECTED = "REJEITADA"
    EXPIRED = "EXPIRADA"
    CANCELLED = "CANCELADA"


class Bond(Sent):
    """What is charged and whom: `contract` is our number for it, `subject` is for the payer's eyes."""

    subject: str | None = Field(None, alias="objeto", max_length=35)
    debtor: RecurringDebtor = Field(alias="devedor", repr=False)
    contract: str = Field(alias="contrato", max_length=35)


class RecurrenceCalendar(Sent):
    first_on: Day = Field(alias="dataInicial")
    last_on: Day | None = Field(None, alias="dataFinal")
    period: Period = Field(alias="periodicidade")


class RecurrenceValue(Sent):
    """A fixed amount, or the least that the payer's own limit may be; never both."""

    fixed_cents: Cents | None = Field(None, alias="valorRec")
    floor_cents: Cents | None = Field(None, alias="valorMinimoRecebedor")

    @model_validator(mode="after")
    def _one(self) -> "RecurrenceValue":
        if self.fixed_cents is not None and self.floor_cents is not None:
            raise ValueError("two_values")
        return self


class Journey(Sent):
    """The immediate charge that is paid together with the consent (journey 3)."""

    txid: TxId


class Activation(Sent):
    journey: Journey = Field(alias="dadosJornada")


class Agreement(Sent):
    agreement: str = Field(alias="convenio", max_length=60)


class NewRecurrence(Sent):
    bond: Bond = Field(alias="vinculo")
    calendar: RecurrenceCalendar = Field(alias="calendario")
    value: RecurrenceValue | None = Field(None, alias="valor")
    retry_policy: RetryPolicy = Field(alias="politicaRetentativa")
    receiver: Agreement | None = Field(None, alias="recebedor")
    location_id: int | None = Field(None, alias="loc")
    activation: Activation | None = Field(None, alias="ativacao")


class DebtorName(Sent):
    name: str = Field(alias="nome", max_length=140, repr=False)


class BondChange(Sent):
    debtor: DebtorName = Field(alias="devedor", repr=False)


class FirstDay(Sent):
    first_on: Day = Field(alias="dataInicial")


class RecurrenceChange(Sent):
    """What to change; `status` can only cancel."""

    status: RecurrenceStatus | None = None
    bond: BondChange | None = Field(None, alias="vinculo")
    location_id: int | None = Field(None, alias="loc")
    calendar: FirstDay | None = Field(None, alias="calendario")
    activation: Activation | None = Field(None, alias="ativacao")


class StatusStep(Received):
    """A status and since when; the specification's examples call it "nome"."""

    status: str = Field(validation_alias=AliasChoices("status", "nome"))
    at: MaybeInstant = Field(None, alias="data")


class End(Received):
    """Why it ended: `code` is the message catalogue's."""

    code: str | None = Field(None, alias="codigo")
    text: str | None = Field(None, alias="descricao")
    asked_by: str | None = Field(None, alias="solicitante")


class Ending(Received):
    rejection: End | None = Field(None, alias="rejeicao")
    cancellation: End | None = Field(None, alias="cancelamento")


class BondTold(Received):
    subject: str | None = Field(None, alias="objeto")
    debtor: Person | None = Field(None, alias="devedor", repr=False)
    contract: str | None = Field(None, alias="contrato")


class CalendarTold(Received):
    first_on: MaybeDay = Field(None, alias="dataInicial")
    last_on: MaybeDay = Field(None, alias="dataFinal")
    period: Period | str | None = Field(None, alias="periodicidade", union_mode="left_to_right")


class ValueTold(Received):
    fixed_cents: CentsTold | None = Field(None, alias="valorRec")
    floor_cents: CentsTold | None = Field(None, alias="valorMinimoRecebedor")


class QrTold(Received):
    journey: str | None = Field(None, alias="jornada")
    copy_paste: str | None = Field(None, alias="pixCopiaECola", repr=False)


class Recurrence(Received):
    """A consent to be charged. `status` is a RecurrenceStatus, or what the institution wrote."""

    recurrence_id: str = Field(alias="idRec", min_length=1)
    status: RecurrenceStatus | str | None = Field(None, union_mode="left_to_right")
    bond: BondTold | None = Field(None, alias="vinculo")
    calendar: CalendarTold | None = Field(None, alias="calendario")
    value: ValueTold | None = Field(None, alias="valor")
    retry_policy: RetryPolicy | str | None = Field(
        None, alias="politicaRetentativa", union_mode="left_to_right"
    )
    receiver: Person | None = Field(None, alias="recebedor", repr=False)
    payer: Person | None = Field(None, alias="pagador", repr=False)
    location: UsedLocation | None = Field(None, alias="loc")
    history: tuple[StatusStep, ...] = Field((), alias="atualizacao")
    ending: Ending | None = Field(None, alias="encerramento")
    activation: dict[str, Any] | None = Field(None, alias="ativacao")
    qr: QrTold | None = Field(None, alias="dadosQR")


class RecurrencePage(Page):
    LIST = "recs"
    recurrences: tuple[Recurrence, ...] = Field(alias="recs")


POST = Operation("POST", "/rec", Repeat.NEVER)
LIST = Operation("GET", "/rec", Repeat.SAFE)
GET = Operation("GET", "/rec/{idRec}", Repeat.SAFE)
PATCH = Operation("PATCH", "/rec/{idRec}", Repeat.NEVER)


class RecurrenceResource:
    """Recurrences of the account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self, *, recurrence: NewRecurrence) -> Recurrence:
        """Make a recurrence, still to be approved. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST, Recurrence, body=recurrence)

    def patch(self, *, recurrence_id: str, change: RecurrenceChange) -> Recurrence:
        """Change it. Raises Refused, ResultUnknown."""
        return self._caller.ask(PATCH, Recurrence, path={"idRec": recurrence_id}, body=change)

    def cancel(self, *, recurrence_id: str) -> Recurrence:
        """End it for good. Raises Refused, ResultUnknown."""
        return self.patch(
            recurrence_id=recurrence_id, change=RecurrenceChange(status=RecurrenceStatus.CANCELLED)
        )

    def get(self, *, recurrence_id: str, txid: str | None = None) -> Recurrence:
        """As it is now; with the txid of a charge, also the BR Code of both. Raises Refused."""
        query = {} if txid is None else {"txid": txid}
        return self._caller.ask(GET, Recurrence, path={"idRec": recurrence_id}, query=query)

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        tax_id: str | None = None,
        status: RecurrenceStatus | None = None,
        with_location: bool | None = None,
        agreement: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[Recurrence]:
        """The recurrences made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at) | charge_filters(
            tax_id=tax_id, status=status, with_location=with_location, agreement=agreement
        )
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, RecurrencePage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (recurrence for page in pages for recurrence in page.recurrences)
