"""Barcode (44 digits) and digitable line (47) of a boleto, written and read.

Barcode: bank 3, currency 9, check digit, due factor 4, value 10, free field 25. The line holds the same
digits in another order, with a modulo 10 digit behind each of its first three fields.
Source: FEBRABAN, layout of the barcode of the "boleto de cobrança"; docs/formats/boleto.md.
"""

import re
from dataclasses import dataclass
from datetime import date

from .checks import barcode_digit, mod10
from .due import due_factor, due_on, require_readable
from .errors import InvalidBoleto

BARCODE_DIGITS = 44
LINE_DIGITS = 47
FREE_FIELD_DIGITS = 25
MAX_CENTS = 10**10 - 1
"""What ten digits hold: R$ 99.999.999,99."""

REAL = "9"
"""The currency of every boleto."""

# Dots, hyphens, dashes, spaces, and the invisible marks that messengers and PDFs paste along.
_PUNCTUATION = re.compile(r"[\s.\-\u00ad\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DIGITS = re.compile(r"[0-9]+")
_LONGEST_TEXT = 200
_CHECK_AT = 4
# Where fields 1 to 3 of the line begin and end, their check digit the last.
_FIELDS = ((0, 10), (10, 21), (21, 32))


@dataclass(frozen=True, slots=True)
class Boleto:
    """What a boleto's code says. `amount_cents` is 0 where the slip leaves it open."""

    barcode: str
    bank: str
    due_factor: str
    amount_cents: int
    free_field: str

    @property
    def line(self) -> str:
        """The digitable line, 47 digits."""
        return line_of(self.barcode)

    @property
    def printed_line(self) -> str:
        """The digitable line with its dots and spaces."""
        return printed(self.line)

    def due_on(self, *, today: date) -> date | None:
        """The due date as read on `today`, None where there is none. Raises InvalidBoleto."""
        return due_on(self.due_factor, today=today)


def encode(
    *, bank: str, due_on: date | None, amount_cents: int, free_field: str, today: date
) -> Boleto:
    """The boleto of any bank from its free field, to be read from `today` on. Raises InvalidBoleto.

    A due date that a reader on `today` would take for another is refused (due_out_of_window).
    """
    if not (len(bank) == 3 and _DIGITS.fullmatch(bank)) or bank == "000" or bank[0] == "8":
        raise InvalidBoleto("bank", "bank", "O código do banco tem três dígitos, como 001 ou 341.")
    if len(free_field) != FREE_FIELD_DIGITS or not _DIGITS.fullmatch(free_field):
        raise InvalidBoleto("free_field", "free_field", "O campo livre tem 25 dígitos.")
    if not 0 <= amount_cents <= MAX_CENTS:
        raise InvalidBoleto(
            "amount_cents", "amount_cents", "O valor do boleto vai de zero a R$ 99.999.999,99."
        )
    factor = due_factor(due_on)
    require_readable(due_on, today=today)
    tail = factor + f"{amount_cents:010d}" + free_field
    return _boleto(bank + REAL + barcode_digit(bank + REAL + tail) + tail)


def decode_barcode(digits: str) -> Boleto:
    """Read the 44 digits of a barcode. Raises InvalidBoleto."""
    if digits[:3] == "000" or digits[0] == "8":
        raise InvalidBoleto("bank", "bank", "O código não começa com o número de um banco.", 1)
    if digits[3] != REAL:
        raise InvalidBoleto("currency", "currency", "A moeda do boleto deve ser 9 (real).", 4)
    if digits[_CHECK_AT] != barcode_digit(digits[:_CHECK_AT] + digits[_CHECK_AT + 1 :]):
        raise InvalidBoleto(
            "check_digit",
            "barcode",
            "O dígito verificador geral não confere: algum número do código está errado.",
            _CHECK_AT + 1,
        )
    return _boleto(digits)


def decode_line(digits: str) -> Boleto:
    """Read the 47 digits of a digitable line. Raises InvalidBoleto naming the field that is wrong."""
    for number, (start, end) in enumerate(_FIELDS, start=1):
        if digits[end - 1] != mod10(digits[start : end - 1]):
            raise InvalidBoleto(
                "check_digit",
                f"field{number}",
                f"O dígito verificador do campo {number} da linha digitável não confere: revise os "
                f"dígitos {start + 1} a {end}.",
                start + 1,
            )
    free_field = digits[4:9] + digits[10:20] + digits[21:31]
    try:
        return decode_barcode(digits[:4] + digits[32] + digits[33:] + free_field)
    except InvalidBoleto as error:
        if error.field == "barcode":
            error.position = 33
        raise


def line_of(barcode: str) -> str:
    """The 47 digits of the line of a barcode."""
    free = barcode[19:]
    fields = (barcode[:4] + free[:5], free[5:15], free[15:])
    head = "".join(field + mod10(field) for field in fields)
    return head + barcode[_CHECK_AT] + barcode[5:19]


def printed(line: str) -> str:
    """A line as people read it: "00191.23454 60000.115455 10403.005183 1 55650000001050"."""
    one, two, three = (line[start:end] for start, end in _FIELDS)
    dotted = " ".join(f"{field[:5]}.{field[5:]}" for field in (one, two, three))
    return f"{dotted} {line[32]} {line[33:]}"


def bare_digits(text: str) -> str:
    """The digits of a code that was typed or pasted. Raises InvalidBoleto (format, length)."""
    digits = _PUNCTUATION.sub("", text) if len(text) <= _LONGEST_TEXT else ""
    if not digits:
        raise InvalidBoleto(
            "length", "", "O código do boleto tem 44, 47 ou 48 dígitos; confira o que foi colado."
        )
    if not _DIGITS.fullmatch(digits):
        at = next(at for at, char in enumerate(digits, start=1) if char not in "0123456789")
        raise InvalidBoleto(
            "format",
            "",
            f"O código do boleto só tem dígitos, pontos, traços e espaços: veja o caractere {at}.",
            at,
        )
    return digits


def _boleto(barcode: str) -> Boleto:
    return Boleto(
        barcode=barcode,
        bank=barcode[:3],
        due_factor=barcode[5:9],
        amount_cents=int(barcode[9:19]),
        free_field=barcode[19:],
    )
