"""Banrisul (041): two check digits, modulo 10 and then 11, on the number and on the free field."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import TWO_TO_SEVEN, mod10, rest11
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

FREE_FIELD: Layout = (
    ("product", 2), ("agency", 4), ("beneficiary", 7), ("our_number", 8), ("forty", 2),
    ("check", 2),
)  # fmt: skip


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto."""
    text, digits = split_digit(given(account, "our_number")[1])
    if len(text) == 10 and not digits:
        text, digits = text[:8], text[8:]
    our = our_number(body=fit(text, name="our_number", width=8))
    agreed(account.our_number_dv or digits, with_=our.digit, name="our_number_dv")
    agency = number(account, "agency", width=4)
    parts = {
        "product": "21", "agency": agency, "beneficiary": _beneficiary(account, agency),
        "our_number": our.body, "forty": "40", "check": "",
    }  # fmt: skip
    parts["check"] = two_digits("".join(parts[name] for name, _width in FREE_FIELD))
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, body: str) -> OurNumber:
    """Eight digits and their two."""
    digits = two_digits(body)
    return OurNumber(body, digits, f"{body}-{digits}")


def two_digits(digits: str) -> str:
    """Modulo 10, then modulo 11 (weights 2 to 7) with it; a rest of 1 moves the first digit on."""
    first = mod10(digits)
    while (rest := rest11(digits + first, weights=TWO_TO_SEVEN)) == 1:
        first = str((int(first) + 1) % 10)
    return first + (str(11 - rest) if rest else "0")


def _beneficiary(account: Account, agency: str) -> str:
    """The seven digits of the code, which may stand between agency and two control digits."""
    name, text = given(account, "agreement", "beneficiary", "account")
    code, _digits = split_digit(text)
    if len(code) == 13 and code.startswith(agency):
        code = code[4:11]
    return fit(code, name=name, width=7)


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="041",
    digit="8",
    name="Banco do Estado do Rio Grande do Sul S.A.",
    fill=fill,
    layout=_layout,
    holder=agency_and("agreement", "beneficiary", "account"),
)
