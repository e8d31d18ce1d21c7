"""Recurring charges: PUT, PATCH and GET /cobr/{txid}, POST and GET /cobr, POST …/retentativa/{data}."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from .address import Operation, Repeat
from .call import Caller
from .paging import Page, pages_of, window
from .people import Contact, Person
from .pix import Pix
from .queries import charge_filters
from .rec import End, Ending, RetryPolicy, StatusStep
from .values import Cents, CentsTold, Day, MaybeDay, Received, Sent, Text140, TxId


class RecurringStatus(StrEnum):
    CREATED = "CRIADA"
    ACTIVE = "ATIVA"
    PAID = "CONCLUIDA"
    EXPIRED = "EXPIRADA"
    REJECTED = "REJEITADA"
    CANCELLED = "CANCELADA"


class AccountKind(StrEnum):
    CURRENT = "CORRENTE"
    SAVINGS = "POUPANCA"
    PAYMENT = "PAGAMENTO"


class RecurringCalendar(Sent):
    due_on: Day = Field(alias="dataDeVencimento")


class RecurringValue(Sent):
    """Fine and interest of an earlier charge go into the amount: there are no modes here."""

    original_cents: Cents = Field(alias="original")


class ReceiverAccount(Sent):
    account: str = Field(alias="conta", max_length=20, repr=False)
    kind: AccountKind = Field(alias="tipoConta")
    branch: str | None = Field(None, alias="agencia", max_length=4, repr=False)


class NewRecurringCharge(Sent):
    """`on_bank_day` moves a settlement that falls on no bank day of the payer to the next one."""

    recurrence_id: str = Field(alias="idRec", pattern="^[a-zA-Z0-9]{29}$")
    text: Text140 | None = Field(None, alias="infoAdicional")
    calendar: RecurringCalendar = Field(alias="calendario")
    value: RecurringValue = Field(alias="valor")
    on_bank_day: bool = Field(True, alias="ajusteDiaUtil")
    receiver: ReceiverAccount = Field(alias="recebedor", repr=False)
    debtor: Contact | None = Field(None, alias="devedor", repr=False)


class RecurringChange(Sent):
    """A recurring charge can only be cancelled."""

    status: RecurringStatus = RecurringStatus.CANCELLED


class RecurringCalendarTold(Received):
    due_on: Day = Field(alias="dataDeVencimento")
    created_on: MaybeDay = Field(None, alias="criacao")


class RecurringValueTold(Received):
    original_cents: CentsTold = Field(alias="original")


class Attempt(Received):
    """One try to be paid."""

    settles_on: MaybeDay = Field(None, alias="dataLiquidacao")
    kind: str | None = Field(None, alias="tipo")
    status: str
    end_to_end_id: str | None = Field(None, alias="endToEndId")
    history: tuple[StatusStep, ...] = Field((), alias="atualizacao")
    rejection: End | None = Field(None, alias="rejeicao")


class RecurringCharge(Received):
    """`status` is a RecurringStatus, or what the institution wrote."""

    txid: str
    recurrence_id: str = Field(alias="idRec")
    status: RecurringStatus | str = Field(union_mode="left_to_right")
    calendar: RecurringCalendarTold = Field(alias="calendario")
    value: RecurringValueTold = Field(alias="valor")
    text: str | None = Field(None, alias="infoAdicional")
    on_bank_day: bool | None = Field(None, alias="ajusteDiaUtil")
    retry_policy: RetryPolicy | str | None = Field(
        None, alias="politicaRetentativa", union_mode="left_to_right"
    )
    receiver: Person | None = Field(None, alias="recebedor", repr=False)
    debtor: Person | None = Field(None, alias="devedor", repr=False)
    history: tuple[StatusStep, ...] = Field((), alias="atualizacao")
    ending: Ending | None = Field(None, alias="encerramento")
    attempts: tuple[Attempt, ...] = Field((), alias="tentativas")
    pix: tuple[Pix, ...] = ()


class RecurringPage(Page):
    LIST = "cobsr"
    charges: tuple[RecurringCharge, ...] = Field(alias="cobsr")


PUT = Operation("PUT", "/cobr/{txid}", Repeat.NEVER)
PATCH = Operation("PATCH", "/cobr/{txid}", Repeat.NEVER)
GET = Operation("GET", "/cobr/{txid}", Repeat.SAFE)
POST = Operation("POST", "/cobr", Repeat.NEVER)
LIST = Operation("GET", "/cobr", Repeat.SAFE)
RETRY = Operation("POST", "/cobr/{txid}/retentativa/{data}", Repeat.NEVER)


class RecurringChargeResource:
    """Recurring charges of the account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, *, txid: TxId, charge: NewRecurringCharge) -> RecurringCharge:
        """Make a charge under our txid, which counts once. Raises Refused, ResultUnknown."""
        return self._caller.once(
            lambda: self._caller.ask(PUT, RecurringCharge, path={"txid": txid}, body=charge),
            read=lambda: self.get(txid=txid),
        )

    def post(self, *, charge: NewRecurringCharge) -> RecurringCharge:
        """Make a charge whose txid the institution chooses. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST, RecurringCharge, body=charge)

    def cancel(self, *, txid: TxId) -> RecurringCharge:
        """Cancel it, before its first try. Raises Refused, ResultUnknown."""
        path = {"txid": txid}
        return self._caller.ask(PATCH, RecurringCharge, path=path, body=RecurringChange())

    def retry(self, *, txid: TxId, on: date) -> RecurringCharge:
        """Try again on a later day, where the policy allows it. Raises Refused, ResultUnknown."""
        path = {"txid": txid, "data": on.isoformat()}
        return self._caller.ask(RETRY, RecurringCharge, path=path)

    def get(self, *, txid: TxId) -> RecurringCharge:
        return self._caller.ask(GET, RecurringCharge, path={"txid": txid})

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        recurrence_id: str | None = None,
        tax_id: str | None = None,
        status: RecurringStatus | None = None,
        agreement: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecurringCharge]:
        """The charges made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at) | charge_filters(
            tax_id=tax_id, status=status, agreement=agreement
        )
        query |= {} if recurrence_id is None else {"idRec": recurrence_id}
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, RecurringPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (charge for page in pages for charge in page.charges)
