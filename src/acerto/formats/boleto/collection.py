"""Slips of taxes, utilities and other collectors ("arrecadação"): 44 digits, or 48 typed.

Barcode: 8, segment, kind of value, check digit, value 11, collector 4 (8 where the segment is 6: the
root of its CNPJ), free field 25 (21). Typed, each of four blocks of 11 has a check digit of its own.
Source: FEBRABAN, "Layout padrão de arrecadação/recebimento com utilização do código de barras".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .checks import mod10, mod11
from .errors import InvalidBoleto

LINE_DIGITS = 48
PRODUCT = "8"
MAX_VALUE = 10**11 - 1
_BLOCK = 11
_BY_CNPJ = "6"
_DIGITS = re.compile(r"[0-9]*")

SEGMENTS = {
    "1": "prefeitura",
    "2": "saneamento",
    "3": "energia elétrica ou gás",
    "4": "telecomunicações",
    "5": "órgão de governo",
    "6": "empresa identificada pelo CNPJ",
    "7": "multa de trânsito",
    "9": "uso do banco",
}
"""Who collects, by the second digit."""

_IN_REAIS = frozenset("68")
_CHECKS: dict[str, Callable[[str], str]] = {"6": mod10, "7": mod10, "8": mod11, "9": mod11}


@dataclass(frozen=True, slots=True)
class CollectionSlip:
    """What the code says. `value` is in centavos where `in_reais`, else a quantity of reference."""

    barcode: str
    segment: str
    value_kind: str
    value: int
    company: str
    free_field: str

    @property
    def in_reais(self) -> bool:
        """Whether the value is money."""
        return self.value_kind in _IN_REAIS

    @property
    def amount_cents(self) -> int | None:
        """The amount in centavos, None where the value is a quantity of reference."""
        return self.value if self.in_reais else None

    @property
    def line(self) -> str:
        """The 48 digits to type."""
        return line_of(self.barcode)

    @property
    def printed_line(self) -> str:
        """The digits to type, each block's check digit behind a hyphen."""
        blocks = _blocks(self.line, _BLOCK + 1)
        return " ".join(f"{block[:-1]}-{block[-1]}" for block in blocks)


def encode(
    *, segment: str, value_kind: str, value: int, company: str, free_field: str
) -> CollectionSlip:
    """A slip from its parts; `company` has 4 digits, 8 in segment 6. Raises InvalidBoleto."""
    _known(segment, value_kind)
    width = _company_width(segment)
    if len(company) != width or not _DIGITS.fullmatch(company):
        raise InvalidBoleto("company", "company", f"A empresa deste segmento tem {width} dígitos.")
    free_width = 29 - width
    if len(free_field) != free_width or not _DIGITS.fullmatch(free_field):
        raise InvalidBoleto("free_field", "free_field", f"O campo livre tem {free_width} dígitos.")
    if not 0 <= value <= MAX_VALUE:
        raise InvalidBoleto("value", "value", "O valor da guia tem no máximo 11 dígitos.")
    head, tail = PRODUCT + segment + value_kind, f"{value:011d}" + company + free_field
    return _slip(head + _CHECKS[value_kind](head + tail) + tail)


def decode_barcode(digits: str) -> CollectionSlip:
    """Read the 44 digits of a slip. Raises InvalidBoleto."""
    _known(digits[1], digits[2])
    if digits[3] != _CHECKS[digits[2]](digits[:3] + digits[4:]):
        raise InvalidBoleto(
            "check_digit",
            "barcode",
            "O dígito verificador geral não confere: algum número do código está errado.",
            4,
        )
    return _slip(digits)


def decode_line(digits: str) -> CollectionSlip:
    """Read the 48 digits as typed. Raises InvalidBoleto naming the block that is wrong."""
    if digits[0] != PRODUCT:
        raise InvalidBoleto("product", "product", "Um código de 48 dígitos começa com 8.", 1)
    _known(digits[1], digits[2])
    check = _CHECKS[digits[2]]
    blocks = _blocks(digits, _BLOCK + 1)
    for number, block in enumerate(blocks, start=1):
        if block[-1] != check(block[:-1]):
            start = (number - 1) * (_BLOCK + 1) + 1
            raise InvalidBoleto(
                "check_digit",
                f"block{number}",
                f"O dígito verificador do bloco {number} não confere: revise os dígitos {start} a "
                f"{start + _BLOCK}.",
                start,
            )
    return decode_barcode("".join(block[:-1] for block in blocks))


def line_of(barcode: str) -> str:
    """The 48 digits to type of a barcode."""
    check = _CHECKS[barcode[2]]
    return "".join(block + check(block) for block in _blocks(barcode, _BLOCK))


def _blocks(digits: str, width: int) -> list[str]:
    return [digits[at : at + width] for at in range(0, len(digits), width)]


def _company_width(segment: str) -> int:
    return 8 if segment == _BY_CNPJ else 4


def _known(segment: str, value_kind: str) -> None:
    if segment not in SEGMENTS:
        raise InvalidBoleto("segment", "segment", "O segundo dígito (segmento) não existe.", 2)
    if value_kind not in _CHECKS:
        raise InvalidBoleto(
            "value_kind",
            "value_kind",
            "O terceiro dígito (tipo de valor) deve ser 6, 7, 8 ou 9.",
            3,
        )


def _slip(barcode: str) -> CollectionSlip:
    end = 15 + _company_width(barcode[1])
    return CollectionSlip(
        barcode=barcode,
        segment=barcode[1],
        value_kind=barcode[2],
        value=int(barcode[4:15]),
        company=barcode[15:end],
        free_field=barcode[end:],
    )
