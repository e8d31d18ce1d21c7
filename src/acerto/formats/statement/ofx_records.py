"""What the tags of one OFX transaction or account say, as our records."""

from collections.abc import Mapping
from datetime import date

from acerto.core.money import InvalidAmount
from acerto.core.text import shown

from .ids import account_key
from .types import HOME_CURRENCY, WARNING, Account, BalanceLine, Problem, Transaction
from .values import ofx_day, signed_cents

Said = Mapping[str, str]

REAL = frozenset(["", "BRL", "R$", "986"])
OF_ACCOUNT = frozenset(
    ["BANKID", "BRANCHID", "ACCTID", "ACCTTYPE", "CURDEF", "DTSTART", "DTEND", "BALAMT", "DTASOF"]
)
OF_TRANSACTION = frozenset(
    ["TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "CHECKNUM", "MEMO", "NAME", "PAYEE", "CURSYM"]
)


class Wrong(Exception):
    """What keeps one transaction out."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code
        self.message = message


def memo_of(said: Said) -> str:
    """The text of a movement: banks that leave MEMO empty say it in NAME."""
    return said.get("MEMO") or payee_of(said)


def payee_of(said: Said) -> str:
    """Who paid or was paid, where the bank says so apart."""
    return said.get("NAME") or said.get("PAYEE", "")


def transaction(said: Said, *, line: int, decimal: str | None) -> Transaction:
    """One movement, its ids still to be given. Raises Wrong."""
    return Transaction(
        id="",
        on=_day(said),
        amount_cents=_cents(said, decimal=decimal),
        memo=memo_of(said),
        kind=said.get("TRNTYPE", "").lower(),
        payee=payee_of(said),
        check_number=said.get("CHECKNUM", ""),
        bank_id=said.get("FITID", ""),
        fingerprint="",
        line=line,
    )


def balance_line(said: Said, *, line: int, decimal: str | None) -> BalanceLine:
    """A balance among the movements; what of it cannot be read is None."""
    try:
        cents = _cents(said, decimal=decimal)
    except Wrong:
        return BalanceLine(soft_day(said.get("DTPOSTED", "")), None, memo_of(said), line)
    return BalanceLine(soft_day(said.get("DTPOSTED", "")), cents, memo_of(said), line)


def account(said: Said, *, line: int) -> tuple[Account, list[Problem]]:
    """The account of a list, still empty, and what is doubtful about it."""
    problems = []
    if not said.get("ACCTID"):
        message = "O extrato não diz a conta: os lançamentos vêm sem ela."
        problems.append(Problem(line, "ACCTID", "no_account_number", message, WARNING))
    balance = said.get("LEDGERBAL.BALAMT", "")
    cents = None
    if balance:
        try:
            cents = signed_cents(balance)
        except InvalidAmount:
            message = f"O saldo “{shown(balance)}” não pode ser lido: confira-o com o extrato."
            problems.append(Problem(line, "BALAMT", "balance_unreadable", message, WARNING))
    found = Account(
        bank=said.get("BANKID", ""),
        branch=said.get("BRANCHID", ""),
        number=said.get("ACCTID", ""),
        kind=said.get("ACCTTYPE", "").lower(),
        currency=currency_of(said),
        start_on=soft_day(said.get("DTSTART", "")),
        end_on=soft_day(said.get("DTEND", "")),
        balance_cents=cents,
        balance_on=soft_day(said.get("LEDGERBAL.DTASOF", "")),
    )
    return found, problems


def key_of(said: Said) -> str:
    """The account as other files name it."""
    return account_key(
        bank=said.get("BANKID", ""),
        branch=said.get("BRANCHID", ""),
        number=said.get("ACCTID", ""),
    )


def currency_of(said: Said) -> str:
    """The currency of an account, BRL where the bank says it in its own way or not at all."""
    written = said.get("CURDEF", "").upper()
    return HOME_CURRENCY if written in REAL else written


def sign_doubt(one: Transaction) -> Problem | None:
    """A debit that brings money in would be taken for a payment received."""
    if one.kind != "debit" or one.amount_cents <= 0:
        return None
    message = "O banco chama de débito um valor positivo: confira se o dinheiro entrou ou saiu."
    return Problem(one.line, "TRNAMT", "sign_doubt", message, WARNING)


def soft_day(text: str) -> date | None:
    """A day that nothing hangs on: None where it cannot be read."""
    try:
        return ofx_day(text)
    except ValueError:
        return None


def _cents(said: Said, *, decimal: str | None) -> int:
    try:
        return signed_cents(said.get("TRNAMT", ""), decimal=decimal)
    except InvalidAmount as error:
        raise Wrong("TRNAMT", error.code, error.message) from error


def _day(said: Said) -> date:
    text = said.get("DTPOSTED", "")
    try:
        day = ofx_day(text)
    except ValueError as error:
        message = f"“{shown(text)}” não é uma data: o lançamento ficou de fora."
        raise Wrong("DTPOSTED", "date_invalid", message) from error
    if day is None:
        raise Wrong("DTPOSTED", "date_missing", "Falta a data: o lançamento ficou de fora.")
    return day
