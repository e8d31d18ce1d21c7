"""Santander (033)."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod11
from ..errors import InvalidBoleto
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

FREE_FIELD: Layout = (
    ("nine", 1), ("beneficiary", 7), ("our_number", 12), ("our_number_dv", 1), ("ios", 1),
    ("wallet", 3),
)  # fmt: skip
WALLETS = frozenset({"101", "102", "201"})
_DEFAULT_WALLET = "102"


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number; wallet 102 and IOS 0 where not given. Raises InvalidBoleto."""
    our = _our_number(account)
    wallet = number(account, "wallet", width=3) if account.wallet else _DEFAULT_WALLET
    if wallet not in WALLETS:
        raise InvalidBoleto("wallet", "wallet", "A carteira do Santander é 101, 102 ou 201.")
    parts = {
        "nine": "9", "beneficiary": number(account, "agreement", "beneficiary", "account", width=7),
        "our_number": our.body, "our_number_dv": our.digit,
        "ios": number(account, "ios", width=1) if account.ios else "0", "wallet": wallet,
    }  # fmt: skip
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, body: str) -> OurNumber:
    """Twelve digits and their own: modulo 11, weights 2 to 9."""
    digit = mod11(body)
    return OurNumber(body, digit, f"{body}-{digit}")


def _our_number(account: Account) -> OurNumber:
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 13 and not digit:
        text, digit = text[:-1], text[-1]
    our = our_number(body=fit(text, name="our_number", width=12))
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    return our


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="033",
    digit="7",
    name="Banco Santander (Brasil) S.A.",
    fill=fill,
    layout=_layout,
    holder=agency_and("agreement", "beneficiary", "account"),
)
