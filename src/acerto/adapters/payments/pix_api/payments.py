"""The platform's port for instant payments, over API Pix."""

from collections.abc import Iterator
from datetime import datetime

from acerto.formats.cobv import InvalidCobv
from acerto.ports.payment import (
    ChargeKind,
    ChargeState,
    ChargeStatus,
    DueCharge,
    ImmediateCharge,
    ReceivedPayment,
    Refund,
    RefundStatus,
)

from . import cob, cobv, pix
from .client import PixApi
from .errors import Conflict, InvalidRequest, Refused
from .people import DueDebtor, debtor_of
from .terms import rule_of_charge

CHARGE_STATUS: dict[str, ChargeStatus] = {
    cob.ChargeStatus.ACTIVE: "open",
    cob.ChargeStatus.PAID: "paid",
    cob.ChargeStatus.REMOVED_BY_RECEIVER: "removed",
    cob.ChargeStatus.REMOVED_BY_INSTITUTION: "removed",
}
REFUND_STATUS: dict[str, RefundStatus] = {
    pix.RefundStatus.PENDING: "pending",
    pix.RefundStatus.DONE: "done",
    pix.RefundStatus.FAILED: "failed",
}


class PixApiPayments:
    """Implements ports.payment.InstantPayments."""

    def __init__(self, api: PixApi) -> None:
        self._api = api
        self.name = f"Pix, {api.institution.name}"

    def open_charge(self, *, charge: ImmediateCharge | DueCharge) -> ChargeState:
        """Register a charge under its txid. Raises Refused, ResultUnknown.

        An institution that takes a txid only once refuses a repeated request whose first answer was lost:
        then the charge is read back, and is the answer when it is the one asked for.
        """
        kind: ChargeKind = "due" if isinstance(charge, DueCharge) else "immediate"
        try:
            if isinstance(charge, DueCharge):
                return _state(self._open_due(charge), "due")
            return _state(self._open_immediate(charge), "immediate")
        except (InvalidRequest, Conflict) as refused:
            if not refused.after_doubt:
                raise
            return self._made_before(charge, kind, refused)

    def charge(self, *, txid: str, kind: ChargeKind) -> ChargeState:
        """The charge as it is now. Raises Refused."""
        if kind == "due":
            return _state(self._api.cobv.get(txid=txid), kind)
        return _state(self._api.cob.get(txid=txid), kind)

    def remove_charge(self, *, txid: str, kind: ChargeKind) -> ChargeState:
        """Make it unpayable. Raises Refused, ResultUnknown."""
        if kind == "due":
            return _state(self._api.cobv.remove(txid=txid), kind)
        return _state(self._api.cob.remove(txid=txid), kind)

    def payments(self, *, from_at: datetime, to_at: datetime) -> Iterator[ReceivedPayment]:
        """What came in between two instants, both included. Raises Refused."""
        return map(received, self._api.pix.list(from_at=from_at, to_at=to_at))

    def payment(self, *, payment_id: str) -> ReceivedPayment:
        """One payment as it is now. Raises Refused."""
        return received(self._api.pix.get(end_to_end_id=payment_id))

    def refund(self, *, payment_id: str, refund_id: str, amount_cents: int) -> Refund:
        """Send money back, once for each `refund_id`. Raises Refused, ResultUnknown."""
        wanted = pix.NewRefund(amount_cents=amount_cents)
        told = self._api.pix.refund(end_to_end_id=payment_id, refund_id=refund_id, refund=wanted)
        return _refund(told)

    def refund_state(self, *, payment_id: str, refund_id: str) -> Refund:
        """How far a refund came. Raises Refused."""
        return _refund(self._api.pix.get_refund(end_to_end_id=payment_id, refund_id=refund_id))

    def watch(self, *, key: str, url: str) -> None:
        """Have payments to a key told at an address. Raises Refused."""
        self._api.webhooks.put(key=key, url=url)

    def _open_immediate(self, charge: ImmediateCharge) -> cob.Cob:
        if charge.amount_cents <= 0:
            raise InvalidRequest("amount", "Uma cobrança Pix vale pelo menos R$ 0,01.")
        payer = charge.payer
        wanted = cob.NewCob(
            expiry=cob.Expiry(seconds=charge.expires_seconds),
            debtor=None if payer is None else debtor_of(name=payer.name, tax_id=payer.tax_id),
            value=cob.CobValue(original_cents=charge.amount_cents),
            key=charge.key,
            prompt=charge.prompt,
        )
        return self._api.cob.put(txid=charge.txid, charge=wanted)

    def _open_due(self, charge: DueCharge) -> cobv.Cobv:
        try:
            rule = rule_of_charge(charge)
        except InvalidCobv as wrong:
            raise InvalidRequest(wrong.code, wrong.message) from wrong
        debtor = debtor_of(name=charge.payer.name, tax_id=charge.payer.tax_id)
        wanted = cobv.NewCobv(
            calendar=cobv.calendar_of(rule),
            debtor=DueDebtor(name=debtor.name, cpf=debtor.cpf, cnpj=debtor.cnpj),
            value=cobv.value_of(rule),
            key=charge.key,
            prompt=charge.prompt,
        )
        return self._api.cobv.put(txid=charge.txid, charge=wanted)

    def _made_before(
        self, charge: ImmediateCharge | DueCharge, kind: ChargeKind, refused: Refused
    ) -> ChargeState:
        found = self.charge(txid=charge.txid, kind=kind)
        if found.status != "open" or found.amount_cents != charge.amount_cents:
            raise refused
        return found


def received(told: pix.Pix) -> ReceivedPayment:
    """A Pix in the platform's words."""
    parts = told.parts or pix.Parts()
    return ReceivedPayment(
        payment_id=told.end_to_end_id,
        amount_cents=told.amount_cents,
        paid_at=told.paid_at,
        txid=told.txid,
        original_cents=_cents(parts.original),
        fine_cents=_cents(parts.fine),
        interest_cents=_cents(parts.interest),
        rebate_cents=_cents(parts.rebate),
        discount_cents=_cents(parts.discount),
        refunds=tuple(_refund(row) for row in told.refunds),
    )


def _cents(part: pix.Part | None) -> int | None:
    return None if part is None else part.amount_cents


def _refund(told: pix.Refund) -> Refund:
    return Refund(
        refund_id=told.refund_id,
        amount_cents=told.amount_cents,
        status=REFUND_STATUS.get(told.status, "other"),
        settled_at=told.times.settled_at,
        reason=told.reason,
    )


def _state(told: cob.Cob | cobv.Cobv, kind: ChargeKind) -> ChargeState:
    return ChargeState(
        txid=told.txid,
        kind=kind,
        status=CHARGE_STATUS.get(told.status, "other"),
        amount_cents=told.value.original_cents,
        revision=told.revision,
        copy_paste=told.copy_paste,
        location=told.location.address if told.location else None,
        payments=tuple(received(row) for row in told.pix),
    )
