"""What a bank statement says, whatever file it came in, and what was wrong with the file."""

from dataclasses import dataclass, field
from datetime import date

HOME_CURRENCY = "BRL"
WARNING = "warning"
ERROR = "error"


class InvalidStatement(ValueError):
    """A file that cannot be read as a whole. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one line. An error keeps the transaction out; a warning lets it in."""

    line: int  # from 1
    field: str
    code: str
    message: str
    level: str = ERROR


@dataclass(slots=True)
class Transaction:
    """One movement of an account: money in is positive.

    `id` is the bank's own where it can be trusted, else derived (statement.ids). `fingerprint` is
    always derived: two transactions with one id and two fingerprints are two movements to which the
    bank gave one number.
    """

    id: str
    on: date
    amount_cents: int
    memo: str
    kind: str  # the bank's word in lower case: debit, credit, check, dep, xfer…; "" when unsaid
    payee: str
    check_number: str
    bank_id: str  # as the file has it, "" when it has none
    fingerprint: str
    line: int


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A balance that a bank wrote among the movements. It moves nothing."""

    on: date | None
    amount_cents: int | None
    memo: str
    line: int


@dataclass(slots=True)
class Account:
    """One account in one file. `kind` is the bank's word (checking, savings, creditcard…)."""

    bank: str
    branch: str
    number: str
    kind: str
    currency: str
    start_on: date | None = None
    end_on: date | None = None
    balance_cents: int | None = None
    balance_on: date | None = None
    transactions: list[Transaction] = field(default_factory=list)
    balance_lines: list[BalanceLine] = field(default_factory=list)


@dataclass(slots=True)
class Statement:
    """A file's accounts in its order, and what was wrong with it."""

    accounts: list[Account]
    problems: list[Problem]
    encoding: str  # the codec with which it was read

    @property
    def errors(self) -> list[Problem]:
        """The problems that kept something out."""
        return [problem for problem in self.problems if problem.level == ERROR]
