"""Instant payments: what Acerto asks of the institution where the creditor receives.

An adapter knows no model. It asks with timeouts and a bounded number of tries, repeats only what can be
repeated, and tells how it ended: an answer, PaymentRefused, or PaymentUnknown when the institution may
or may not have done it. Ids are the caller's own and the same in every try.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

ChargeKind = Literal["immediate", "due"]
ChargeStatus = Literal["open", "paid", "removed", "other"]
RefundStatus = Literal["pending", "done", "failed", "other"]


class PaymentRefused(Exception):
    """The institution refused, and nothing was done.

    `code` is stable, `message` is for people, in Portuguese. `permanent`: the same request would be
    refused again; otherwise a later try may pass.
    """

    def __init__(self, code: str, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.permanent = permanent


class PaymentUnknown(Exception):
    """The answer was lost: it may have been done. Ask for its state before anything else."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is charged: `tax_id` is a CPF or CNPJ without punctuation."""

    name: str = field(repr=False)
    tax_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImmediateCharge:
    """To be paid at once: it expires `expires_seconds` after it is made. `key` is the Pix key."""

    txid: str
    key: str = field(repr=False)
    amount_cents: int
    expires_seconds: int = 86_400
    payer: Payer | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class DueCharge:
    """To be paid by a day and, with charges, `valid_days` after it. Rates are Decimal: 0.02 is 2 %.

    Interest is simple, by calendar day over 30. The discount is for a payment up to
    `discount_until_on`, that day included.
    """

    txid: str
    key: str = field(repr=False)
    amount_cents: int
    due_on: date
    payer: Payer
    valid_days: int = 30
    fine_rate: Decimal | None = None
    interest_month_rate: Decimal | None = None
    rebate_cents: int = 0
    discount_rate: Decimal | None = None
    discount_until_on: date | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money sent back of a payment. `reason` is the institution's, where it failed."""

    refund_id: str
    amount_cents: int
    status: RefundStatus
    settled_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReceivedPayment:
    """Money that came in. The parts are None where the institution does not tell them."""

    payment_id: str
    amount_cents: int
    paid_at: datetime
    txid: str | None = None
    original_cents: int | None = None
    fine_cents: int | None = None
    interest_cents: int | None = None
    rebate_cents: int | None = None
    discount_cents: int | None = None
    refunds: tuple[Refund, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargeState:
    """A charge as the institution has it; `copy_paste` is the BR Code that the debtor pays by."""

    txid: str
    kind: ChargeKind
    status: ChargeStatus
    amount_cents: int
    revision: int
    copy_paste: str | None = field(default=None, repr=False)
    location: str | None = None
    payments: tuple[ReceivedPayment, ...] = ()


class InstantPayments(Protocol):
    """What an adapter of an institution does. Every call raises PaymentRefused, PaymentUnknown."""

    name: str
    """For people."""

    def open_charge(self, *, charge: ImmediateCharge | DueCharge) -> ChargeState:
        """Register a charge. Called again with the same, it changes nothing."""
        ...

    def charge(self, *, txid: str, kind: ChargeKind) -> ChargeState:
        """The charge as it is now, with what was paid on it."""
        ...

    def remove_charge(self, *, txid: str, kind: ChargeKind) -> ChargeState:
        """Make it unpayable."""
        ...

    def payments(self, *, from_at: datetime, to_at: datetime) -> Iterator[ReceivedPayment]:
        """What came in between two instants, both included, page after page."""
        ...

    def payment(self, *, payment_id: str) -> ReceivedPayment:
        """One payment as it is now: read before it is booked, whatever a notice said."""
        ...

    def refund(self, *, payment_id: str, refund_id: str, amount_cents: int) -> Refund:
        """Send money back, in whole or in part; once for each `refund_id`."""
        ...

    def refund_state(self, *, payment_id: str, refund_id: str) -> Refund:
        """How far a refund came."""
        ...

    def watch(self, *, key: str, url: str) -> None:
        """Have payments to a key told at an address."""
        ...
