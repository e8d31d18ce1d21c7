"""Banco do Brasil (001): the free field depends on the digits of the agreement."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import rest11
from ..errors import InvalidBoleto
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

LONG: Layout = (("zeros", 6), ("our_number", 17), ("wallet", 2))
"""Agreements of 7 and 8 digits; the agreement begins the our-number."""

SHORT: Layout = (("our_number", 11), ("agency", 4), ("account", 8), ("wallet", 2))
"""Agreements of 4 and 6 digits; the agreement begins the our-number."""

FREE: Layout = (("agreement", 6), ("our_number", 17), ("service", 2))
"""Agreements of 6 digits whose slips are numbered freely with 17 digits."""

_SEQUENCE_DIGITS = {4: 7, 6: 5, 7: 10, 8: 9}
_LONG_DIGITS = 17
_FREE_WALLETS = frozenset({"16", "18", "21"})
_FREE_SERVICE = "21"
_NINE_TO_TWO = tuple(range(9, 1, -1))


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto."""
    agreement = _agreement(account)
    wallet = number(account, "wallet", width=2)
    if len(agreement) == 6 and _numbered_freely(account, wallet, agreement):
        return _free(account, agreement)
    body = agreement + _sequence(account, agreement)
    our = our_number(body=body)
    if len(agreement) > 6:
        parts = {"zeros": "000000", "our_number": body, "wallet": wallet}
        return Filled(compose(LONG, parts), our)
    agreed(_given_digit(account), with_=our.digit, name="our_number_dv")
    parts = {
        "our_number": body, "agency": number(account, "agency", width=4),
        "account": number(account, "account", "beneficiary", width=8), "wallet": wallet,
    }  # fmt: skip
    return Filled(compose(SHORT, parts), our)


def our_number(*, body: str) -> OurNumber:
    """The number with its digit: modulo 11, weights 9 to 2 from the right, 10 is X.

    Numbers of 17 digits have none.
    """
    if len(body) == _LONG_DIGITS:
        return OurNumber(body, "", body)
    rest = rest11(body, weights=_NINE_TO_TWO)
    digit = "X" if rest == 10 else str(rest)
    return OurNumber(body, digit, f"{body}-{digit}")


def _free(account: Account, agreement: str) -> Filled:
    text, _digit = split_digit(account.our_number)
    if len(text) == 23 and text.startswith(agreement):
        text = text[len(agreement) :]
    body = fit(text, name="our_number", width=_LONG_DIGITS)
    parts = {"agreement": agreement, "our_number": body, "service": _FREE_SERVICE}
    return Filled(compose(FREE, parts), our_number(body=body))


def _agreement(account: Account) -> str:
    name, text = given(account, "agreement", "beneficiary")
    agreement, _digit = split_digit(text)
    if len(agreement) not in _SEQUENCE_DIGITS or not agreement.strip("0"):
        raise InvalidBoleto(
            "length", name, "O convênio do Banco do Brasil tem 4, 6, 7 ou 8 dígitos."
        )
    return fit(agreement, name=name, width=len(agreement))


def _sequence(account: Account, agreement: str) -> str:
    """The creditor's own part, whether the agreement was written before it or not."""
    text, _digit = split_digit(given(account, "our_number")[1])
    width = _SEQUENCE_DIGITS[len(agreement)]
    if len(text) == len(agreement) + width and text.startswith(agreement):
        text = text[len(agreement) :]
    return fit(text, name="our_number", width=width)


def _numbered_freely(account: Account, wallet: str, agreement: str) -> bool:
    """In the wallets that may be, numbers that are no agreement with five digits."""
    if wallet not in _FREE_WALLETS:
        return False
    text, _digit = split_digit(given(account, "our_number")[1])
    ours = len(text) == 11 and text.startswith(agreement)
    return wallet == _FREE_SERVICE or (len(text.lstrip("0")) > 5 and not ours)


def _given_digit(account: Account) -> str:
    return account.our_number_dv or split_digit(account.our_number)[1]


def _layout(free_field: str) -> Layout:
    if free_field.startswith("000000"):
        return LONG
    return FREE if free_field.endswith(_FREE_SERVICE) else SHORT


BANK = Bank(
    code="001",
    digit="9",
    name="Banco do Brasil S.A.",
    fill=fill,
    layout=_layout,
    holder=agency_and("account", "beneficiary", "agreement"),
)
