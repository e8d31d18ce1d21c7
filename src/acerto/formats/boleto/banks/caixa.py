"""Caixa Econômica Federal (104), SIGCB: the our-number is spread over the free field."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod11
from ..errors import InvalidBoleto
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank

FREE_FIELD: Layout = (
    ("beneficiary", 7), ("our_number_1", 3), ("modality", 1), ("our_number_2", 3), ("issue", 1),
    ("our_number_3", 9), ("check", 1),
)  # fmt: skip

MODALITIES = {
    "1": "1", "14": "1", "SIG14": "1", "RG": "1", "CR": "1",
    "2": "2", "24": "2", "SIG24": "2", "SR": "2",
}  # fmt: skip
"""A wallet as contracts write it: 1 registered, 2 not."""

PRINTED = {"1": "RG", "2": "SR"}
"""A modality as slips say it."""

BY_BENEFICIARY = "4"
"""Who prints the slip: the creditor."""


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto."""
    modality, sequence, digit = _numbered(account)
    our = our_number(modality=modality, sequence=sequence)
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    parts = {
        "beneficiary": _beneficiary(account), "our_number_1": sequence[:3], "modality": modality,
        "our_number_2": sequence[3:6], "issue": BY_BENEFICIARY, "our_number_3": sequence[6:],
        "check": "",
    }  # fmt: skip
    parts["check"] = mod11("".join(parts[name] for name, _width in FREE_FIELD))
    return Filled(compose(FREE_FIELD, parts), our)


def our_number(*, modality: str, sequence: str) -> OurNumber:
    """Modality, 4 and fifteen digits, with the digit of all seventeen: modulo 11, weights 2 to 9."""
    body = modality + BY_BENEFICIARY + sequence
    digit = mod11(body)
    return OurNumber(body, digit, f"{body}-{digit}")


def _numbered(account: Account) -> tuple[str, str, str]:
    """Modality, the fifteen digits and the digit given; both may be written in seventeen digits."""
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 18 and not digit:
        text, digit = text[:-1], text[-1]
    whole = len(text) == 17 and text[:2] in ("14", "24")
    wallet = account.wallet.upper() or (text[:2] if whole else given(account, "wallet")[1])
    modality = MODALITIES.get(wallet.lstrip("0"))
    if modality is None or (whole and text[0] != modality):
        raise InvalidBoleto(
            "wallet",
            "wallet",
            "A carteira da Caixa é 1 ou 14 (registrada), 2 ou 24 (sem registro).",
        )
    return modality, fit(text[2:] if whole else text, name="our_number", width=15), digit


def _beneficiary(account: Account) -> str:
    """Six digits with their own, or seven that have none."""
    code, digit = _code(account)
    return code + digit


def _code(account: Account) -> tuple[str, str]:
    name, text = given(account, "beneficiary", "agreement", "account")
    code, digit = split_digit(text)
    code = fit(code, name=name, width=7)
    if code[0] != "0":
        return code, ""
    right = mod11(code[1:])
    told = {"beneficiary": account.beneficiary_dv, "agreement": account.agreement_dv}.get(name, "")
    agreed(digit or told, with_=right, name="beneficiary_dv")
    return code[1:], right


def _holder(account: Account) -> str:
    """Agency, where given, and the code with its digit."""
    code, digit = _code(account)
    text = f"{code}-{digit}" if digit else code
    return f"{number(account, 'agency', width=4)} / {text}" if account.agency else text


def _wallet(account: Account) -> str:
    return PRINTED[_numbered(account)[0]]


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(
    code="104",
    digit="0",
    name="Caixa Econômica Federal",
    fill=fill,
    layout=_layout,
    holder=_holder,
    wallet=_wallet,
)
