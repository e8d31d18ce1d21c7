"""The Pix BR Code: text of a QR or of "copia e cola", written and read: static, dynamic, composite.

A composite code (Pix Automático) carries the address of a recurrence beside a payment, or alone.
Source: Manual do BR Code and API Pix 2.9.0 (Banco Central); docs/formats/brcode.md.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .brcode_encode import encode_dynamic, encode_recurrence, encode_static
from .brcode_rules import (
    AMOUNT_LENGTH,
    CITY_LENGTH,
    CONSTANTS,
    GUI,
    MANY,
    NAME_LENGTH,
    NO_TXID,
    ONCE,
    checked_fss,
    checked_txid,
    checked_url,
)
from .emv import Fields, InvalidBrCode, check_crc, crc16, parse, parse_template

__all__ = [
    "BrCode",
    "InvalidBrCode",
    "Kind",
    "crc16",
    "decode",
    "encode_dynamic",
    "encode_recurrence",
    "encode_static",
]

_LONGEST_PAYLOAD = 1024
# Spaces, and the invisible marks that messengers and PDFs paste around a code.
_AROUND = " \t\r\n\u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"
_ACCOUNTS = tuple(f"{number}" for number in range(26, 52))
_RECURRENCES = tuple(f"{number}" for number in range(80, 100))

_CATEGORY = re.compile(r"[0-9]{4}")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]{0,2})?|\.[0-9]{1,2}")
_PRINTABLE = re.compile(r"[ -~]+")
_KEY = re.compile(
    r"[0-9]{11}|[0-9A-Z]{12}[0-9]{2}|\+[1-9][0-9]{1,14}|[^@\s]+@[^@\s]+"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)

Kind = Literal["static", "dynamic", "recurrence"]


@dataclass(frozen=True, slots=True)
class BrCode:
    """What a payload says.

    `static` carries `key` and perhaps `txid`, `info`, `fss` (ISPB of a withdrawal); `dynamic`
    carries `url` without scheme; `recurrence` only `recurrence_url`, which the two others may carry
    too (Pix Automático). `amount_cents` is None when the payer types it.
    """

    kind: Kind
    merchant_name: str
    city: str
    key: str | None
    url: str | None
    recurrence_url: str | None
    amount_cents: int | None
    txid: str | None
    info: str | None
    fss: str | None
    postal_code: str | None
    single_use: bool


def decode(payload: str) -> BrCode:
    """Read a payload of any kind, refusing a wrong CRC, structure or content (InvalidBrCode)."""
    text = _plain(payload)
    fields = parse(text)
    check_crc(text, fields)
    _check_first(fields)
    account = _pix_account(fields)
    _check_constants(fields)
    recurrence = _recurrence(fields)
    return BrCode(
        kind=_kind(account, recurrence),
        merchant_name=_text(fields, "59", length=NAME_LENGTH),
        city=_text(fields, "60", length=CITY_LENGTH),
        key=account.get("01"),
        url=account.get("25"),
        recurrence_url=recurrence,
        amount_cents=_amount(fields),
        txid=_txid(fields),
        info=account.get("02"),
        fss=checked_fss(account.get("03")),
        postal_code=_postal_code(fields),
        single_use=fields.get("01") == ONCE,
    )


def _plain(payload: str) -> str:
    text = payload.strip(_AROUND)
    if not text or len(text) > _LONGEST_PAYLOAD:
        raise InvalidBrCode("length", "", "O código Pix está vazio ou é longo demais.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidBrCode("structure", "", "O código Pix tem bytes que não são texto UTF-8.")
    return text


def _check_first(fields: Fields) -> None:
    """Raise InvalidBrCode (version) unless the code begins as every EMV code does."""
    if next(iter(fields)) != "00" or fields["00"] != "01":
        raise InvalidBrCode(
            "version", "00", "Campo 00: o código não começa como um BR Code (000201)."
        )


def _check_constants(fields: Fields) -> None:
    """Raise InvalidBrCode where a field that is the same in every Pix code is not."""
    if fields.get("01", MANY) not in (MANY, ONCE):
        raise InvalidBrCode("use", "01", "Campo 01: deve ser 11 (muitas vezes) ou 12 (uma só).")
    if not _CATEGORY.fullmatch(fields.get("52", "")):
        raise InvalidBrCode("category", "52", "Campo 52: a categoria tem quatro dígitos (0000).")
    for number, (value, told) in CONSTANTS.items():
        if fields.get(number) != value:
            raise InvalidBrCode("constant", number, f"Campo {number}: {told}.")


def _pix_account(fields: Fields) -> Fields:
    """The one merchant account that belongs to Pix."""
    templates = (parse_template(fields, number) for number in _ACCOUNTS)
    accounts = [one for one in templates if one.get("00", "").lower() == GUI]
    if not accounts:
        raise InvalidBrCode(
            "not_pix", "26", "Campo 26: o código não é um Pix (falta br.gov.bcb.pix)."
        )
    if len(accounts) > 1:
        raise InvalidBrCode("ambiguous", "26", "Campo 26: o código tem mais de uma conta Pix.")
    return accounts[0]


def _recurrence(fields: Fields) -> str | None:
    """The address of the recurrence; other templates of 80 to 99 belong to others."""
    found = None
    for number in _RECURRENCES:
        template = parse_template(fields, number)
        if template.get("00", "").lower() != GUI or "25" not in template:
            continue
        if found is not None:
            raise InvalidBrCode("ambiguous", number, f"Campo {number}: há mais de uma recorrência.")
        found = checked_url(template["25"], number=number)
    return found


def _kind(account: Fields, recurrence: str | None) -> Kind:
    if "25" in account:
        checked_url(account["25"], number="26")
        if "01" in account:
            raise InvalidBrCode(
                "ambiguous", "26", "Campo 26: o código tem chave e endereço ao mesmo tempo."
            )
        return "dynamic"
    if account.get("01"):
        _check_key(account["01"])
        return "static"
    if recurrence is not None:
        return "recurrence"
    raise InvalidBrCode(
        "missing", "26", "Campo 26: o código não tem chave Pix nem endereço de cobrança."
    )


def _check_key(key: str) -> None:
    """Raise InvalidBrCode unless the key has the form of one; banks check its digits."""
    if not _KEY.fullmatch(key):
        raise InvalidBrCode(
            "key", "26", "Campo 26: a chave não é CPF, CNPJ, telefone, e-mail nem chave aleatória."
        )


def _text(fields: Fields, number: str, *, length: int) -> str:
    value = fields.get(number, "")
    if not value.strip():
        raise InvalidBrCode(
            "missing", number, f"Campo {number}: falta o nome ou a cidade de quem recebe."
        )
    if len(value) > length:
        raise InvalidBrCode("too_long", number, f"Campo {number}: passa de {length} caracteres.")
    return _printable(value, number)


def _printable(value: str, number: str) -> str:
    if not _PRINTABLE.fullmatch(value):
        raise InvalidBrCode("not_ascii", number, f"Campo {number}: tem acento ou símbolo.")
    return value


def _postal_code(fields: Fields) -> str | None:
    return _printable(fields["61"], "61") if "61" in fields else None


def _amount(fields: Fields) -> int | None:
    """Centavos of field 54; "10", "10." and "0.9" are written by real banks. Zero is no amount."""
    written = fields.get("54")
    if written is None:
        return None
    if not _AMOUNT.fullmatch(written) or len(written) > AMOUNT_LENGTH:
        raise InvalidBrCode("amount", "54", "Campo 54: o valor do código Pix não pode ser lido.")
    return int(Decimal(written) * 100) or None


def _txid(fields: Fields) -> str | None:
    written = parse_template(fields, "62").get("05", NO_TXID)
    return None if written == NO_TXID else checked_txid(written)
