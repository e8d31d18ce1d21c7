"""Sicoob (756)."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod11
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

FREE_FIELD: Layout = (
    ("wallet", 1), ("agency", 4), ("modality", 2), ("beneficiary", 7), ("our_number", 7),
    ("our_number_dv", 1), ("instalment", 3),
)  # fmt: skip
_MODALITY = "01"
_ONLY = "001"
_WEIGHTS = (3, 7, 9, 1)  # 3197 from the left of 21 digits


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number; modality 01 and instalment 001 where not given.

    Raises InvalidBoleto.
    """
    agency = number(account, "agency", width=4)
    code = _beneficiary(account)
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 8 and not digit:
        text, digit = text[:-1], text[-1]
    our = our_number(agency=agency, beneficiary=code, body=fit(text, name="our_number", width=7))
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    parts = {
        "wallet": number(account, "wallet", width=1), "agency": agency, "modality": _modality(account),
        "beneficiary": code, "our_number": our.body, "our_number_dv": our.digit,
        "instalment": number(account, "instalment", width=3) if account.instalment else _ONLY,
    }  # fmt: skip
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, agency: str, beneficiary: str, body: str) -> OurNumber:
    """Seven digits and their own: modulo 11 of agency, code in ten digits and number, weights 3197."""
    digit = mod11(agency + beneficiary.zfill(10) + body, weights=_WEIGHTS)
    return OurNumber(body, digit, f"{body}-{digit}")


def _beneficiary(account: Account) -> str:
    """The code with its check digit as last one, where that is told apart."""
    name, text = given(account, "beneficiary", "agreement", "account")
    code, digit = split_digit(text)
    told = {"beneficiary": account.beneficiary_dv, "agreement": account.agreement_dv}.get(name, "")
    return fit(code + (told or digit), name=name, width=7)


def _modality(account: Account) -> str:
    if not (account.modality or account.wallet_variation):
        return _MODALITY
    return number(account, "modality", "wallet_variation", width=2)


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="756",
    digit="0",
    name="Sicoob",
    fill=fill,
    layout=_layout,
    holder=agency_and("beneficiary", "agreement", "account"),
)
