"""What every bank's file offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..account import Account
from ..layout import Filled, Layout


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank: its number with digit, its name, how it fills the free field and what its parts are."""

    code: str
    digit: str
    name: str
    fill: Callable[[Account, date | None], Filled]
    layout: Callable[[str], Layout]

    @property
    def printed_code(self) -> str:
        """The number as it stands on a slip: "341-7"."""
        return f"{self.code}-{self.digit}"
