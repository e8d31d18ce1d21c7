"""What a return file says of a title, in one form for every bank and layout."""

from datetime import date
from typing import NamedTuple

from .kinds import Kind


class Reason(NamedTuple):
    """A bank's reason: its code, and what the bank means by it where that is published."""

    code: str
    text: str | None


class Title(NamedTuple):
    """One occurrence of one title. Amounts are centavos. None is what the layout does not carry or
    the line leaves blank; a blank text is "".

    `our_number` stands as in the bank's own field, without blanks around it. `paid_cents` is the
    bank's field of that name: at Itaú what was booked to the account. `interest_cents` holds fines
    too where the layout has no field for them. `line` is where the title begins.
    """

    line: int
    occurrence: str
    kind: Kind
    occurrence_text: str | None
    reasons: tuple[Reason, ...]
    our_number: str | None
    document_number: str | None
    company_use: str | None
    wallet: str | None
    due_on: date | None
    face_cents: int | None
    paid_cents: int | None
    net_cents: int | None
    interest_cents: int | None
    fine_cents: int | None
    discount_cents: int | None
    rebate_cents: int | None
    iof_cents: int | None
    fee_cents: int | None
    other_expenses_cents: int | None
    other_credits_cents: int | None
    occurred_on: date | None
    credited_on: date | None
    receiving_bank: str | None
    receiving_branch: str | None
    settled_by: str | None
    payer_tax_id: str | None
    payer_name: str | None
    pix_txid: str | None
    pix_url: str | None


READ = Title._fields[5:]
"""The fields that stand in the file as such; those before are worked out."""
