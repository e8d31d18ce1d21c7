"""Requests to a payer's bank to confirm a recurrence: POST, GET and PATCH /solicrec."""

from enum import StrEnum

from pydantic import Field, model_validator

from .address import Operation, Repeat
from .call import Caller
from .people import Cnpj, Cpf, Person
from .rec import Recurrence, StatusStep
from .values import Instant, MaybeInstant, Received, Sent


class RequestStatus(StrEnum):
    CREATED = "CRIADA"
    SENT = "ENVIADA"
    RECEIVED = "RECEBIDA"
    REJECTED = "REJEITADA"
    ACCEPTED = "ACEITA"
    EXPIRED = "EXPIRADA"
    CANCELLED = "CANCELADA"


class RequestCalendar(Sent):
    expires_at: Instant = Field(alias="dataExpiracaoSolicitacao")


class Recipient(Sent):
    """The payer's account."""

    cpf: Cpf | None = Field(None, repr=False)
    cnpj: Cnpj | None = Field(None, repr=False)
    account: str = Field(alias="conta", max_length=20, repr=False)
    ispb: str = Field(alias="ispbParticipante", pattern="^[0-9A-Z]{8}$")
    branch: str | None = Field(None, alias="agencia", max_length=4, repr=False)

    @model_validator(mode="after")
    def _one_tax_id(self) -> "Recipient":
        if (self.cpf is None) == (self.cnpj is None):
            raise ValueError("tax_id")
        return self


class NewRequest(Sent):
    recurrence_id: str = Field(alias="idRec", pattern="^[a-zA-Z0-9]{29}$")
    calendar: RequestCalendar = Field(alias="calendario")
    recipient: Recipient = Field(alias="destinatario", repr=False)


class RequestChange(Sent):
    """A request can only be cancelled."""

    status: RequestStatus = RequestStatus.CANCELLED


class RequestCalendarTold(Received):
    expires_at: MaybeInstant = Field(None, alias="dataExpiracaoSolicitacao")


class RecurrenceRequest(Received):
    """`status` is a RequestStatus, or what the institution wrote."""

    request_id: str = Field(alias="idSolicRec", min_length=1)
    recurrence_id: str = Field(alias="idRec")
    status: RequestStatus | str = Field(union_mode="left_to_right")
    calendar: RequestCalendarTold | None = Field(None, alias="calendario")
    recipient: Person | None = Field(None, alias="destinatario", repr=False)
    history: tuple[StatusStep, ...] = Field((), alias="atualizacao")
    recurrence: Recurrence | None = Field(None, alias="recPayload")


POST = Operation("POST", "/solicrec", Repeat.NEVER)
GET = Operation("GET", "/solicrec/{idSolicRec}", Repeat.SAFE)
PATCH = Operation("PATCH", "/solicrec/{idSolicRec}", Repeat.NEVER)


class RecurrenceRequestResource:
    """Requests of confirmation."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self, *, request: NewRequest) -> RecurrenceRequest:
        """Ask a payer, through the payer's bank. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST, RecurrenceRequest, body=request)

    def get(self, *, request_id: str) -> RecurrenceRequest:
        return self._caller.ask(GET, RecurrenceRequest, path={"idSolicRec": request_id})

    def cancel(self, *, request_id: str) -> RecurrenceRequest:
        """Take the request back. Raises Refused, ResultUnknown."""
        path = {"idSolicRec": request_id}
        return self._caller.ask(PATCH, RecurrenceRequest, path=path, body=RequestChange())
