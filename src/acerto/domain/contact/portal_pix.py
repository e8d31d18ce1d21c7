"""The Pix code of what the debtor chose to pay today."""

from dataclasses import dataclass

from acerto.formats.brcode import InvalidBrCode, encode_static

from .portal_page import Page

UNKNOWN_CITY = "BRASIL"  # the format wants a city; banks do not check it


@dataclass(frozen=True, slots=True)
class PixCode:
    """A static BR Code for an exact amount."""

    payload: str
    amount_cents: int
    txid: str


def pix_code(*, page: Page) -> PixCode | None:
    """The code for the chosen titles; None when nothing is chosen or the creditor has no good key.

    `txid` names the case, so that the payment is recognised when it comes in.
    """
    payee, cents = page.payee, page.chosen_cents
    if cents <= 0 or not payee.pix_key:
        return None
    txid = f"ACERTO{page.case_id}"
    try:
        payload = encode_static(
            key=payee.pix_key,
            merchant_name=payee.legal_name,
            city=payee.pix_city or UNKNOWN_CITY,
            amount_cents=cents,
            txid=txid,
        )
    except InvalidBrCode:
        return None
    return PixCode(payload=payload, amount_cents=cents, txid=txid)
