"""Charges with due date: PUT, PATCH and GET /cobv/{txid}, GET /cobv."""

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import Field

from acerto.formats.cobv import Cobv as CobvRule
from acerto.formats.cobv import (
    Discount,
    DiscountMode,
    Fine,
    FineMode,
    Interest,
    InterestMode,
    Rebate,
    RebateMode,
    Until,
)

from .address import Operation, Repeat
from .call import Caller
from .cob import ChargeStatus, Details
from .location import LocationRef, UsedLocation
from .paging import Page, pages_of, window
from .people import DueDebtor, Person
from .pix import Pix
from .queries import charge_filters
from .values import Cents, CentsTold, Day, Instant, Received, Sent, Text140, TxId


class DueCalendar(Sent):
    due_on: Day = Field(alias="dataDeVencimento")
    valid_days: int = Field(30, alias="validadeAposVencimento", ge=0)


class ModeSent(Sent):
    """A mode of the API and its value in hundredths: centavos, or of a percent."""

    mode: int = Field(alias="modalidade", ge=1, le=8)
    hundredths: Cents = Field(alias="valorPerc")


class UntilSent(Sent):
    until_on: Day = Field(alias="data")
    hundredths: Cents = Field(alias="valorPerc")


class DiscountSent(Sent):
    mode: int = Field(alias="modalidade", ge=1, le=6)
    until: tuple[UntilSent, ...] | None = Field(None, alias="descontoDataFixa")
    hundredths: Cents | None = Field(None, alias="valorPerc")


class DueValue(Sent):
    """Made from the rule by `value_of`, so that what the specification refuses is not sent."""

    original_cents: Cents = Field(alias="original")
    fine: ModeSent | None = Field(None, alias="multa")
    interest: ModeSent | None = Field(None, alias="juros")
    rebate: ModeSent | None = Field(None, alias="abatimento")
    discount: DiscountSent | None = Field(None, alias="desconto")


class NewCobv(Sent):
    calendar: DueCalendar = Field(alias="calendario")
    debtor: DueDebtor = Field(alias="devedor", repr=False)
    location: LocationRef | None = Field(None, alias="loc")
    value: DueValue = Field(alias="valor")
    key: str = Field(alias="chave", min_length=1, max_length=77, repr=False)
    prompt: Text140 | None = Field(None, alias="solicitacaoPagador")
    details: Details | None = Field(None, alias="infoAdicionais", repr=False)


class CobvChange(Sent):
    """What to change; `status` removes the charge and goes alone."""

    calendar: DueCalendar | None = Field(None, alias="calendario")
    debtor: DueDebtor | None = Field(None, alias="devedor", repr=False)
    location: LocationRef | None = Field(None, alias="loc")
    status: ChargeStatus | None = None
    value: DueValue | None = Field(None, alias="valor")
    key: str | None = Field(None, alias="chave", min_length=1, max_length=77, repr=False)
    prompt: Text140 | None = Field(None, alias="solicitacaoPagador")
    details: Details | None = Field(None, alias="infoAdicionais", repr=False)


class CobvCalendar(Received):
    created_at: Instant = Field(alias="criacao")
    due_on: Day = Field(alias="dataDeVencimento")
    valid_days: int = Field(30, alias="validadeAposVencimento")


class ModeTold(Received):
    mode: int = Field(alias="modalidade")
    hundredths: CentsTold = Field(alias="valorPerc")


class UntilTold(Received):
    until_on: Day = Field(alias="data")
    hundredths: CentsTold = Field(alias="valorPerc")


class DiscountTold(Received):
    mode: int = Field(alias="modalidade")
    until: tuple[UntilTold, ...] = Field((), alias="descontoDataFixa")
    hundredths: CentsTold | None = Field(None, alias="valorPerc")


class CobvAmount(Received):
    original_cents: CentsTold = Field(alias="original")
    fine: ModeTold | None = Field(None, alias="multa")
    interest: ModeTold | None = Field(None, alias="juros")
    rebate: ModeTold | None = Field(None, alias="abatimento")
    discount: DiscountTold | None = Field(None, alias="desconto")


class Cobv(Received):
    """A charge with due date. `status` is a ChargeStatus, or what the institution wrote."""

    txid: str
    revision: int = Field(alias="revisao")
    calendar: CobvCalendar = Field(alias="calendario")
    status: ChargeStatus | str = Field(union_mode="left_to_right")
    value: CobvAmount = Field(alias="valor")
    key: str | None = Field(None, alias="chave", repr=False)
    debtor: Person | None = Field(None, alias="devedor", repr=False)
    receiver: Person | None = Field(None, alias="recebedor", repr=False)
    location: UsedLocation | None = Field(None, alias="loc")
    copy_paste: str | None = Field(None, alias="pixCopiaECola", repr=False)
    prompt: str | None = Field(None, alias="solicitacaoPagador")
    pix: tuple[Pix, ...] = ()

    def rule(self) -> CobvRule:
        """The rule by which it is worth more or less by the day. Raises InvalidCobv, ValueError."""
        value, calendar = self.value, self.calendar
        fine, interest, rebate = value.fine, value.interest, value.rebate
        return CobvRule(
            original_cents=value.original_cents,
            due_on=calendar.due_on,
            valid_days=calendar.valid_days,
            fine=None if fine is None else Fine(FineMode(fine.mode), fine.hundredths),
            interest=None
            if interest is None
            else Interest(InterestMode(interest.mode), interest.hundredths),
            rebate=None if rebate is None else Rebate(RebateMode(rebate.mode), rebate.hundredths),
            discount=None if value.discount is None else _discount(value.discount),
        )


class CobvPage(Page):
    LIST = "cobs"
    charges: tuple[Cobv, ...] = Field(alias="cobs")


def value_of(rule: CobvRule) -> DueValue:
    """The amounts of a charge as the API takes them."""
    return DueValue(
        original_cents=rule.original_cents,
        fine=_sent(rule.fine),
        interest=_sent(rule.interest),
        rebate=_sent(rule.rebate),
        discount=None if rule.discount is None else _sent_discount(rule.discount),
    )


def calendar_of(rule: CobvRule) -> DueCalendar:
    """The days of a charge as the API takes them."""
    return DueCalendar(due_on=rule.due_on, valid_days=rule.valid_days)


PUT = Operation("PUT", "/cobv/{txid}", Repeat.SAFE)
PATCH = Operation("PATCH", "/cobv/{txid}", Repeat.NEVER)
GET = Operation("GET", "/cobv/{txid}", Repeat.SAFE)
LIST = Operation("GET", "/cobv", Repeat.SAFE)


class CobvResource:
    """Charges with due date of the account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, *, txid: TxId, charge: NewCobv) -> Cobv:
        """Make a charge under our txid, or make the one that is there so. Raises Refused."""
        return self._caller.ask(PUT, Cobv, path={"txid": txid}, body=charge)

    def patch(self, *, txid: TxId, change: CobvChange) -> Cobv:
        """Change a charge. Raises Refused, ResultUnknown."""
        return self._caller.ask(PATCH, Cobv, path={"txid": txid}, body=change)

    def remove(self, *, txid: TxId) -> Cobv:
        """Make it unpayable. Raises Refused, ResultUnknown."""
        return self.patch(txid=txid, change=CobvChange(status=ChargeStatus.REMOVED_BY_RECEIVER))

    def get(self, *, txid: TxId, revision: int | None = None) -> Cobv:
        """The charge as it is, or as it was in a revision. Raises Refused."""
        query = {} if revision is None else {"revisao": str(revision)}
        return self._caller.ask(GET, Cobv, path={"txid": txid}, query=query)

    def list(
        self,
        *,
        from_at: datetime,
        to_at: datetime,
        tax_id: str | None = None,
        status: ChargeStatus | None = None,
        with_location: bool | None = None,
        batch_id: int | None = None,
        page_size: int | None = None,
    ) -> Iterator[Cobv]:
        """The charges made between two instants, both included. Raises Refused."""
        query = window(from_at=from_at, to_at=to_at) | charge_filters(
            tax_id=tax_id, status=status, with_location=with_location
        )
        query |= {} if batch_id is None else {"loteCobVId": str(batch_id)}
        pages = pages_of(
            ask=lambda asked: self._caller.ask(LIST, CobvPage, query=asked),
            query=query,
            page_size=page_size,
        )
        return (charge for page in pages for charge in page.charges)


def _sent(part: Fine | Interest | Rebate | None) -> ModeSent | None:
    return None if part is None else ModeSent(mode=part.mode, hundredths=part.hundredths)


def _sent_discount(discount: Discount) -> DiscountSent:
    until = [UntilSent(until_on=row.on, hundredths=row.hundredths) for row in discount.until]
    return DiscountSent(
        mode=discount.mode, until=tuple(until) or None, hundredths=discount.hundredths
    )


def _discount(told: DiscountTold) -> Discount:
    until = tuple(sorted((Until(row.until_on, row.hundredths) for row in told.until), key=_day))
    return Discount(DiscountMode(told.mode), until, told.hundredths)


def _day(until: Until) -> date:
    return until.on
