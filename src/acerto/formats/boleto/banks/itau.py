"""Itaú (341)."""

from datetime import date

from ..account import Account, agreed, fit, given, number, split_digit
from ..checks import mod10
from ..layout import Filled, Layout, OurNumber, compose
from .bank import Bank, agency_and

COMMON: Layout = (
    ("wallet", 3), ("our_number", 8), ("our_number_dv", 1), ("agency", 4), ("account", 5),
    ("account_dv", 1), ("zeros", 3),
)  # fmt: skip
WITH_DOCUMENT: Layout = (
    ("wallet", 3), ("our_number", 8), ("document_number", 7), ("beneficiary", 5), ("check", 1),
    ("zero", 1),
)  # fmt: skip

_CLIENT = agency_and("beneficiary", "agreement")

DOCUMENT_WALLETS = frozenset({"106", "107", "122", "142", "143", "195", "196", "198"})
"""Their free field carries the creditor's own number."""

SHORT_WALLETS = frozenset({"126", "131", "146", "150", "168"})
"""Their our-number digit leaves agency and account out."""

DISPUTED_WALLETS = frozenset({"112"})
"""Itaú numbers these slips, and returns the digit; restatements of its manual disagree on it."""

_DISPUTED = "Na carteira 112 o dígito do nosso número vem do Itaú; sem ele, usamos o da regra geral: confira."


def fill(account: Account, due_on: date | None) -> Filled:
    """The free field and our-number. Raises InvalidBoleto."""
    wallet = number(account, "wallet", width=3)
    if wallet in DOCUMENT_WALLETS:
        return _with_document(account, wallet)
    agency = number(account, "agency", width=4)
    holder = number(account, "account", "beneficiary", width=5)
    holder_digit, remarks = _account_digit(account, mod10(agency + holder))
    told = _given_digit(account)
    our = our_number(wallet=wallet, body=_body(account), agency=agency, account=holder, told=told)
    if wallet in DISPUTED_WALLETS and not told:
        remarks += (_DISPUTED,)
    parts = {
        "wallet": wallet, "our_number": our.body, "our_number_dv": our.digit, "agency": agency,
        "account": holder, "account_dv": holder_digit, "zeros": "000",
    }  # fmt: skip
    return Filled(compose(COMMON, parts), our, remarks)


def _with_document(account: Account, wallet: str) -> Filled:
    """The agency, where given, only serves the printed digit."""
    body = _body(account)
    document = number(account, "document_number", width=7)
    client = number(account, "beneficiary", "agreement", width=5)
    parts = {
        "wallet": wallet, "our_number": body, "document_number": document, "beneficiary": client,
        "zero": "0",
    }  # fmt: skip
    parts["check"] = mod10(wallet + body + document + client)
    agency = holder = ""
    if account.agency and account.account:
        agency, holder = number(account, "agency", width=4), number(account, "account", width=5)
    our = our_number(
        wallet=wallet, body=body, agency=agency, account=holder, told=_given_digit(account)
    )
    return Filled(compose(WITH_DOCUMENT, parts), our)


def our_number(*, wallet: str, body: str, agency: str, account: str, told: str = "") -> OurNumber:
    """Eight digits and their own: modulo 10 of agency, account, wallet and number, or of the last two.

    `told` is the digit that the bank gave, "" where it gave none. Raises InvalidBoleto when it is wrong.
    """
    long, short = mod10(agency + account + wallet + body), mod10(wallet + body)
    digit = short if wallet in SHORT_WALLETS else long
    if wallet in DISPUTED_WALLETS and told == short:
        digit = short
    agreed(told, with_=digit, name="our_number_dv")
    return OurNumber(body, digit, f"{wallet}/{body}-{digit}")


def _body(account: Account) -> str:
    return fit(split_digit(given(account, "our_number")[1])[0], name="our_number", width=8)


def _given_digit(account: Account) -> str:
    return account.our_number_dv or split_digit(account.our_number)[1]


def _account_digit(account: Account, right: str) -> tuple[str, tuple[str, ...]]:
    """The account's own digit: the one of the contract where given, with a remark if it looks wrong."""
    told = account.account_dv or split_digit(account.account)[1]
    if not told or told == right:
        return right, ()
    return fit(told, name="account_dv", width=1), (
        f"O dígito da conta informado ({told}) não é o do cálculo do Itaú ({right}): confira.",
    )


def _holder(account: Account) -> str:
    """Agency and account with its digit; the client's code where the wallet has no account."""
    if not (account.agency and (account.account or account.beneficiary)):
        return _CLIENT(account)
    agency = number(account, "agency", width=4)
    holder = number(account, "account", "beneficiary", width=5)
    return f"{agency} / {holder}-{_account_digit(account, mod10(agency + holder))[0]}"


def _layout(free_field: str) -> Layout:
    return WITH_DOCUMENT if free_field[:3] in DOCUMENT_WALLETS else COMMON


BANK = Bank(
    code="341",
    digit="7",
    name="Banco Itaú S.A.",
    fill=fill,
    layout=_layout,
    holder=_holder,
)
