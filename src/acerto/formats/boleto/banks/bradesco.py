"""Bradesco (237)."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import TWO_TO_SEVEN, rest11
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

FREE_FIELD: Layout = (
    ("agency", 4), ("wallet", 2), ("our_number", 11), ("account", 7), ("zero", 1),
)  # fmt: skip


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto."""
    wallet = number(account, "wallet", width=2)
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 12 and not digit:
        text, digit = text[:-1], text[-1].upper()
    body = fit(text, name="our_number", width=11)
    our = our_number(wallet=wallet, body=body)
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    parts = {
        "agency": number(account, "agency", width=4), "wallet": wallet, "our_number": body,
        "account": number(account, "account", "beneficiary", width=7), "zero": "0",
    }  # fmt: skip
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, wallet: str, body: str) -> OurNumber:
    """Eleven digits and their own: modulo 11 of wallet and number, weights 2 to 7, a rest of 1 is P."""
    rest = rest11(wallet + body, weights=TWO_TO_SEVEN)
    digit = {0: "0", 1: "P"}.get(rest, str(11 - rest))
    return OurNumber(body, digit, f"{wallet}/{body}-{digit}")


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="237",
    digit="2",
    name="Banco Bradesco S.A.",
    fill=fill,
    layout=_layout,
    holder=agency_and("account", "beneficiary"),
)
