"""Immediate charges: PUT, PATCH and GET /cob/{txid}, POST and GET /cob."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from .address import Operation, Repeat
from .call import Caller
from .location import LocationRef, UsedLocation
from .paging import Page, pages_of, window
from .people import Debtor, Person
from .pix import Pix
from .queries import charge_filters
from .values import Cents, CentsTold, Instant, Received, Sent, Text140, TxId

MOST_DETAILS = 50


class ChargeStatus(StrEnum):
    """Of the record, not of the debt: an expired charge is still ATIVA."""

    ACTIVE = "ATIVA"
    PAID = "CONCLUIDA"
    REMOVED_BY_RECEIVER = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    REMOVED_BY_INSTITUTION = "REMOVIDA_PELO_PSP"


class Expiry(Sent):
    """How long it can be paid, from its making on."""

    seconds: int = Field(86_400, alias="expiracao", gt=0)


class Withdrawal(Sent):
    """Cash handed out with the payment, alone or as change; `agent` is AGTEC, AGTOT or AGPSS."""

    amount_cents: Cents = Field(alias="valor")
    changeable: int | None = Field(None, alias="modalidadeAlteracao", ge=0, le=1)
    agent: str = Field(alias="modalidadeAgente", pattern="^(AGTEC|AGTOT|AGPSS)$")
    provider_ispb: str = Field(alias="prestadorDoServicoDeSaque", pattern="^[0-9A-Z]{8}$")


class Cash(Sent):
    withdrawal: Withdrawal | None = Field(None, alias="saque")
    change: Withdrawal | None = Field(None, alias="troco")


class CobValue(Sent):
    original_cents: Cents = Field(alias="original")
    changeable: int | None = Field(None, alias="modalidadeAlteracao", ge=0, le=1)
    cash: Cash | None = Field(None, alias="retirada")


class Detail(Sent):
    """A line shown to the payer."""

    name: str = Field(alias="nome", max_length=50)
    value: str = Field(alias="valor", max_length=200, repr=False)


Details = Annotated[tuple[Detail, ...], Field(max_length=MOST_DETAILS)]


class NewCob(Sent):
    expiry: Expiry = Field(default_factory=Expiry, alias="calendario")
    debtor: Debtor | None = Field(None, alias="devedor", repr=False)
    location: LocationRef | None = Field(None, alias="loc")
    value: CobValue = Field(alias="valor")
    key: str = Field(alias="chave", min_length=1, max_length=77, repr=False)
    prompt: Text140 | None = Field(None, alias="solicitacaoPagador")
    details: Details | None = Field(None, alias="infoAdicionais", repr=False)


class CobChange(Sent):
    """What to change; `status` removes the charge and goes alone."""

    expiry: Expiry | None = Field(None, alias="calendario")
    debtor: Debtor | None = Field(None, alias="devedor", repr=False)
    location: LocationRef | None = Field(None, alias="loc")
    status: ChargeStatus | None = None
    value: CobValue | None = Field(None, alias="valor")
    key: str | None = Field(None, alias="chave", min_length=1, max_length=77, repr=False)
    prompt: Text140 | None = Field(None, alias="solicitacaoPagador")
    details: Details | None = Field(None, alias="infoAdicionais", repr=False)


class CobCalendar(Received):
    created_at: Instant = Field(alias="criacao")
    expires_seconds: int | None = Field(None, alias="expiracao")


class CobAmount(Received):
    original_cents: CentsTold = Field(alias="original")
    changeable: int | None = Field(None, alias="modalidadeAlteracao")
    cash: dict[str, Any] | None = Field(None, alias="retirada")


class Cob(Received):
    """An immediate charge. `status` is a ChargeStatus, or what the institution wrote."""

    txid: str
    revision: int = Field(alias="revisao")
    calendar: CobCalendar = Field(alias="calendario")
    status: ChargeStatus | str = Field(union_mode="left_to_right")
    value: CobAmount = Field(alias="valor")
    key: str | None = Field(None, alias="chave", repr=False)
    debtor: Person | None = Field(None, alias="devedor", repr=False)
    location: UsedLocation | None = Field(None, alias="loc")
    address: str | None = Field(None, alias="location")
    copy_paste: str | None = Field(None, alias="pixCopiaECola", repr=False)
    prompt: str | None = Field(None, alias="solicitacaoPagador")
    pix: tuple[Pix, ...] = ()


class CobPage(Page):
    LIST = "cobs"
    charges: tuple[Cob, ...] = Field(alias="cobs")


PUT = Operation("PUT", "/cob/{txid}", Repeat.SAFE)
PATCH = Operation("PATCH", "/cob/{txid}", Repeat.NEVER)
GET = Operation("GET", "/cob/{txid}", Repeat.SAFE)
POST = Operation("POST", "/cob", Repeat.NEVER)
LIST = Operation("GET", "/cob", Repeat.SAFE)


class CobResource:
    """Immediate charges of the account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, *, txid: TxId, charge: NewCob) -> Cob:
        """Make a charge under our txid, or make the one that is there so. Raises Refused."""
        return self._caller.ask(PUT, Cob, path={"txid": txid}, body=charge)

    def post(self, *, charge: NewCob) -> Cob:
        """Make a charge whose txid the institution chooses. Raises Refused, ResultUnknown."""
        return self._caller.ask(POST, Cob, body=charge)

    def patch(self, *, txid: TxId, change: CobChange) -> Cob:
        """Change a charge. Raises Refused, ResultUnknown."""
        return self._caller.ask(PATCH, Cob, path={"txid": txid}, body=change)

    def remove(self, *, txid: TxId) -> Cob:
        """Make it unpayable. Raises Refused, ResultUnknown."""
        return self.patch(txid=txid, change=CobChange(status=ChargeStatus.REMOVED_BY_RECEIVER))

    def get(self, *, txid: TxId, revision: int | None = None) -> Cob:
        """The charge as it is, or as it was in a revision. Raises Refused."""
        query = {} if revision is None else {"revisao": str(revision)}
        return self._caller.ask(GET, Cob, path={"txid": txid}, query=query)

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        tax_id: str | None = None,
        status: ChargeStatus | None = None,
        with_location: bool | None = None,
        page_size: int | None = None,
    ) -> Iterator[Cob]:
        """The charges made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at) | charge_filters(
            tax_id=tax_id, status=status, with_location=with_location
        )
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, CobPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (charge for page in pages for charge in page.charges)
