"""The Pix code of what the debtor chose to pay today."""

from dataclasses import dataclass

from acerto.core.identifiers import InvalidIdentifier, normalise_pix_key
from acerto.formats import brcode

from .portal_page import Page

# What a bank shows and the format holds (EMV 59 and 60).
NAME_LENGTH = 25
CITY_LENGTH = 15
UNKNOWN_CITY = "BRASIL"


@dataclass(frozen=True, slots=True)
class PixCode:
    """A static BR Code for an exact amount, and who receives it."""

    payload: str
    amount_cents: int
    txid: str


def pix_code(*, page: Page) -> PixCode | None:
    """The code for the chosen titles; None when nothing is chosen or no usable key is known.

    `txid` names the case, so that the payment is recognised when it comes in.
    """
    payee, cents = page.payee, page.chosen_cents
    if cents <= 0 or not payee.pix_key:
        return None
    try:
        key = normalise_pix_key(payee.pix_key).value
    except InvalidIdentifier:
        return None
    txid = f"ACERTO{page.case_id}"
    payload = brcode.encode_static(
        key=key,
        merchant_name=payee.legal_name[:NAME_LENGTH],
        city=(payee.pix_city or UNKNOWN_CITY)[:CITY_LENGTH],
        amount_cents=cents,
        txid=txid,
    )
    return PixCode(payload=payload, amount_cents=cents, txid=txid)
