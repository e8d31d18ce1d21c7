"""The banks whose free field we can fill, by number. A new one is a file and a line here."""

from dataclasses import dataclass
from datetime import date

from ..account import Account
from ..barcode import Boleto, encode
from ..errors import InvalidBoleto
from ..layout import Filled, OurNumber, split
from . import (
    banco_do_brasil,
    banrisul,
    bradesco,
    caixa,
    inter,
    itau,
    santander,
    sicoob,
    sicredi,
)
from .bank import Bank

BANKS: dict[str, Bank] = {
    one.BANK.code: one.BANK
    for one in (
        banco_do_brasil,
        santander,
        banrisul,
        inter,
        caixa,
        bradesco,
        itau,
        sicredi,
        sicoob,
    )
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A boleto made from its inputs, its our-number, and what had to be supposed."""

    boleto: Boleto
    account: Account
    due_on: date | None
    our_number: OurNumber
    remarks: tuple[str, ...]


def bank(code: str) -> Bank:
    """The bank of three digits. Raises InvalidBoleto (bank)."""
    found = BANKS.get(code)
    if found is None:
        known = ", ".join(BANKS)
        raise InvalidBoleto(
            "bank", "bank", f"Ainda não sabemos montar boletos deste banco; sabemos: {known}."
        )
    return found


def fill(*, bank_code: str, account: Account, due_on: date | None) -> Filled:
    """Free field and our-number of a bank. Raises InvalidBoleto."""
    return bank(bank_code).fill(account, due_on)


def issue(
    *, bank_code: str, account: Account, due_on: date | None, amount_cents: int, today: date
) -> Issued:
    """A boleto of one of our banks from its inputs, issued on `today`. Raises InvalidBoleto.

    It can be paid only after the bank has registered it.
    """
    filled = fill(bank_code=bank_code, account=account, due_on=due_on)
    boleto = encode(
        bank=bank_code,
        due_on=due_on,
        amount_cents=amount_cents,
        free_field=filled.free_field,
        today=today,
    )
    return Issued(boleto, account, due_on, filled.our_number, filled.remarks)


def parts(boleto: Boleto) -> dict[str, str]:
    """The named parts of a boleto's free field. Raises InvalidBoleto for a bank that is not ours."""
    return split(bank(boleto.bank).layout(boleto.free_field), boleto.free_field)
