"""Banco Inter (077)."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod10
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

FREE_FIELD: Layout = (
    ("agency", 4), ("wallet", 3), ("operation", 7), ("our_number", 10), ("our_number_dv", 1),
)  # fmt: skip
_AGENCY = "0001"


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number; the agency is 0001 where not given. Raises InvalidBoleto."""
    agency = number(account, "agency", width=4) if account.agency else _AGENCY
    wallet = number(account, "wallet", width=3)
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 11 and not digit:
        text, digit = text[:-1], text[-1]
    our = our_number(agency=agency, wallet=wallet, body=fit(text, name="our_number", width=10))
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    parts = {
        "agency": agency, "wallet": wallet,
        "operation": number(account, "operation", "transmission_code", width=7),
        "our_number": our.body, "our_number_dv": our.digit,
    }  # fmt: skip
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, agency: str, wallet: str, body: str) -> OurNumber:
    """Ten digits and their own: modulo 10 of agency, wallet and number."""
    digit = mod10(agency + wallet + body)
    return OurNumber(body, digit, f"{agency}/{wallet}/{body}-{digit}")


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="077",
    digit="9",
    name="Banco Inter S.A.",
    fill=fill,
    layout=_layout,
    holder=agency_and("account", "operation", "transmission_code"),
)
