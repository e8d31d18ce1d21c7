"""Sicredi (748): the our-number begins with the year of issue."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod11
from ..errors import InvalidBoleto
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank

FREE_FIELD: Layout = (
    ("charge", 1), ("wallet", 1), ("our_number", 8), ("our_number_dv", 1), ("agency", 4),
    ("post", 2), ("beneficiary", 5), ("ten", 2), ("check", 1),
)  # fmt: skip
_BY_BENEFICIARY = "2"
_SUPPOSED = (
    "O nosso número do Sicredi leva o ano de emissão; sem issued_on, usamos o ano do vencimento."
)


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto.

    An our-number of up to five digits takes the year of `issued_on`, else, with a remark, of the due
    date, and the byte 2 where none is given; one of eight or nine digits has both.
    """
    charge = number(account, "wallet", width=1)
    if charge not in ("1", "3"):
        raise InvalidBoleto(
            "wallet", "wallet", "A carteira do Sicredi é 1 (com registro) ou 3 (sem registro)."
        )
    place = "".join(_place(account))
    body, digit, remarks = _numbered(account, due_on)
    our = our_number(place=place, body=body)
    agreed(account.our_number_dv or digit, with_=our.digit, name="our_number_dv")
    parts = {
        "charge": charge, "wallet": "1", "our_number": body, "our_number_dv": our.digit,
        "agency": place[:4], "post": place[4:6], "beneficiary": place[6:], "ten": "10", "check": "",
    }  # fmt: skip
    parts["check"] = mod11("".join(parts[name] for name, _width in FREE_FIELD))
    return Filled(compose(FREE_FIELD, parts), our, remarks)


def our_number(*, place: str, body: str) -> OurNumber:
    """Year, byte and five digits, with their own: modulo 11 of agency, post, code and number."""
    digit = mod11(place + body)
    return OurNumber(body, digit, f"{body[:2]}/{body[2:]}-{digit}")


def _numbered(account: Account, due_on: date | None) -> tuple[str, str, tuple[str, ...]]:
    """The eight digits, the check digit given, and what was supposed."""
    text, digit = split_digit(given(account, "our_number")[1])
    if len(text) == 9 and not digit:
        text, digit = text[:-1], text[-1]
    if len(text) == 8:
        return fit(text, name="our_number", width=8), digit, ()
    sequence = fit(text, name="our_number", width=5)
    byte = number(account, "issue_byte", width=1) if account.issue_byte else _BY_BENEFICIARY
    if byte == "0":
        raise InvalidBoleto("issue_byte", "issue_byte", "O byte de geração vai de 1 a 9.")
    issued = account.issued_on or due_on
    if issued is None:
        given(account, "issued_on")
    assert issued is not None
    return f"{issued:%y}{byte}{sequence}", digit, () if account.issued_on else (_SUPPOSED,)


def _place(account: Account) -> tuple[str, str, str]:
    return (
        number(account, "agency", width=4),
        number(account, "post", "operation", width=2),
        number(account, "agreement", "beneficiary", "account", width=5),
    )


def _holder(account: Account) -> str:
    return ".".join(_place(account))


def _layout(_free_field: str) -> Layout:
    return FREE_FIELD


BANK = Bank(code="748", digit="X", name="Sicredi", fill=fill, layout=_layout, holder=_holder)
