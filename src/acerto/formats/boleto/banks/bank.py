"""What every bank's file offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..account import Account, given, split_digit
from ..layout import Filled, Layout


def wallet_as_given(account: Account) -> str:
    """The wallet as the contract writes it."""
    return account.wallet


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank: number with digit, name, how it fills the free field, what its parts are, who is paid.

    `holder` writes the slip's field "agência / código do beneficiário", `wallet` its "carteira".
    """

    code: str
    digit: str
    name: str
    fill: Callable[[Account, date | None], Filled]
    layout: Callable[[str], Layout]
    holder: Callable[[Account], str]
    wallet: Callable[[Account], str] = wallet_as_given

    @property
    def printed_code(self) -> str:
        """The number as it stands on a slip: "341-7"."""
        return f"{self.code}-{self.digit}"


def agency_and(*names: str) -> Callable[[Account], str]:
    """Writes agency and the first of these inputs that is given, with their digits where known."""

    def holder(account: Account) -> str:
        name, text = given(account, *names)
        code = _with_digit(text, getattr(account, f"{name}_dv", ""))
        if not account.agency:
            return code
        return f"{_with_digit(account.agency, account.agency_dv)} / {code}"

    return holder


def _with_digit(text: str, digit: str) -> str:
    body, written = split_digit(text)
    return f"{body}-{digit or written}" if digit or written else body
