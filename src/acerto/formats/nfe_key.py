"""The access key of an NF-e: 44 characters that say who issued which document, and a check digit.

Source: Manual de Orientação do Contribuinte (ENCAT), and for letters in a CNPJ Nota Técnica Conjunta
2025.001: each character is worth its ASCII code less 48, weights 2 to 9 from the right, modulo 11.
"""

import re
from dataclasses import dataclass

_KEY = re.compile(r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}")
_LENGTH = 44
_ISSUER = slice(6, 20)


class InvalidKey(ValueError):
    """What is no access key. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class AccessKey:
    """The parts of a key. `issuer` has 14 characters; a CPF stands there behind three zeros."""

    value: str
    state_code: str
    year_month: str  # YYMM of the issue
    issuer: str
    model: str
    series: int
    number: int


def read_key(*, text: str) -> AccessKey:
    """A key whose check digit is right; spaces in it are nothing. Raises InvalidKey."""
    key = "".join(text.split()) if len(text) <= 2 * _LENGTH else text
    if not _KEY.fullmatch(key):
        raise InvalidKey(
            "key_format", "A chave de acesso da NF-e tem 44 caracteres: confira se está inteira."
        )
    if key[-1] != check_digit(body=key[:-1]):
        raise InvalidKey(
            "key_check_digit", "A chave de acesso da NF-e não confere: foi alterada ou mal copiada."
        )
    return AccessKey(
        value=key,
        state_code=key[:2],
        year_month=key[2:6],
        issuer=key[_ISSUER],
        model=key[20:22],
        series=int(key[22:25]),
        number=int(key[25:34]),
    )


def check_digit(*, body: str) -> str:
    """The digit behind the 43 characters of a key."""
    total = sum(
        (ord(char) - ord("0")) * (2 + place % 8) for place, char in enumerate(reversed(body))
    )
    rest = total % 11
    return "0" if rest < 2 else str(11 - rest)
