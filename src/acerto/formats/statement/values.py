"""Amounts and days as statements write them, and the lines that are balances and no movement."""

import re
from datetime import date

from acerto.core.money import InvalidAmount, parse_cents
from acerto.core.text import search_key, shown

_LONGEST = 40
_OLDEST_YEAR, _NEWEST_YEAR = 1950, 2150
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DASHED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_SLASHED = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})(?![0-9])")
_SUFFIX = re.compile(r"(?P<number>.*?)(?P<sign>[+-]|(?:CR|DB|C|D)\.?)", re.IGNORECASE | re.DOTALL)
_PLAIN = re.compile(r"-?[0-9]{1,12}([.,])[0-9]{2}")
_THREE_DECIMALS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_EMPTY = re.compile(r"[\s.,+\-]*")
_BALANCE_WORDS = (
    "do|da|no|na|em|de|ao|dia|mes|periodo|extrato|anterior|inicial|final|atual|total|parcial|disponivel"
    "|bloqueado|liquido|conta|cta|corrente|c/c|cc|poupanca|movimentacao|ant|disp|bloq|aplic|aplicacao|aut"
    "|automatica|mais|invest|facil|limite|sem|com|r\\$|[0-9][0-9/.,-]*|[:.-]"
)
# Every word counts: "saldo de salario" is a movement.
_BALANCE = re.compile(
    rf"(?:(?:s ?a ?l ?d ?o|sdo|sld)[:.]?(?: (?:{_BALANCE_WORDS})[:.]?)*|sdo cta/apl automaticas)"
)


def signed_cents(text: str, *, decimal: str | None = None) -> int:
    """Centavos of an amount with its sign before or behind it, in words (C, D) or in brackets.

    `decimal` is the mark that the file is known to use; unknown, "1.234" may be a thousand or one,
    and is refused. Raises InvalidAmount (amount_missing for blanks and lone marks).
    """
    said = text.strip()
    if (found := _PLAIN.fullmatch(said)) and decimal in (None, found[1]):
        return int(said.replace(found[1], ""))
    if len(said) > _LONGEST:
        raise InvalidAmount("amount_unreadable", "Valor longo demais para ser um valor em reais.")
    if _EMPTY.fullmatch(said):
        raise InvalidAmount("amount_missing", "Falta o valor.")
    number, negative = _unsigned(said)
    if decimal is None and _THREE_DECIMALS.fullmatch(number) and not number.startswith("0"):
        raise InvalidAmount(
            "amount_ambiguous",
            f"“{shown(said)}” pode ser mil ou um: peça ao banco um arquivo com duas casas decimais "
            "ou declare o separador decimal.",
        )
    cents = parse_cents(number, decimal=decimal)
    return -cents if negative else cents


def _unsigned(said: str) -> tuple[str, bool]:
    """The number and whether it is negative. Raises InvalidAmount when it has two signs."""
    number = re.sub(r"R\$", "", said, flags=re.IGNORECASE).strip()
    signs = []
    if number.startswith("(") and number.endswith(")"):
        number = number[1:-1].strip()
        signs.append("-")
    if number[:1] in ("+", "-", "−"):
        signs.append("+" if number[0] == "+" else "-")
        number = number[1:].strip()
    if behind := _SUFFIX.fullmatch(number):
        number = behind["number"].strip()
        signs.append("-" if behind["sign"][0] in "-Dd" else "+")
    # "-150,00 D" says the same thing twice; "-150,00 C" and "+150,00 D" contradict themselves.
    if len(set(signs)) > 1 or "-" in number or len(signs) > 2:
        raise InvalidAmount("amount_sign", f"“{shown(said)}” tem dois sinais que se contradizem.")
    return re.sub(r"R\$", "", number, flags=re.IGNORECASE).strip(), "-" in signs


def is_balance(memo: str) -> bool:
    """Whether a line's text says that it is a balance: "SALDO DIA", "S A L D O", "Saldo anterior"."""
    return _BALANCE.fullmatch(search_key(memo)) is not None


def ofx_day(text: str) -> date | None:
    """The civil day as the bank wrote it; zone and hour are its own and move nothing.

    None for the zeros and blanks that mean "no date". Raises ValueError for what is no date.
    """
    said = text.strip()
    if not said.strip("0"):
        return None
    if found := _DIGITS.match(said):
        return sensible_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DASHED.match(said):
        return sensible_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.match(said):
        return sensible_day(int(found[3]), int(found[2]), int(found[1]))
    raise ValueError(said)


def sensible_day(year: int, month: int, day: int) -> date:
    """A day of our times. Raises ValueError."""
    if not _OLDEST_YEAR <= year <= _NEWEST_YEAR:
        raise ValueError(year)
    return date(year, month, day)
