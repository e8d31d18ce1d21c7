"""The Pix BR Code: text of a QR or of "copia e cola", written (static) and read (every kind).

Each field is ID (2), length in characters (2), value; the last one, 63, is a CRC-16/CCITT-FALSE
over the UTF-8 bytes of all before it, its own "6304" included. Source: Manual do BR Code and API
Pix 2.9.0 (Banco Central); docs/formats/brcode.md.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from acerto.core.identifiers import InvalidIdentifier, normalise_pix_key

GUI = "br.gov.bcb.pix"
NO_TXID = "***"

_NAME_LENGTH = 25
_CITY_LENGTH = 15
_AMOUNT_LENGTH = 13
_LONGEST_VALUE = 99
_LONGEST_PAYLOAD = 1024
_CRC_HEAD = "6304"
_CRC_START = 0xFFFF
_ACCOUNTS = tuple(f"{number}" for number in range(26, 52))
_RECURRENCES = tuple(f"{number}" for number in range(80, 100))
_ONCE = "12"

_FIELD = re.compile(r"[0-9]{2}[0-9]{2}")
_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]{0,2})?|\.[0-9]{1,2}")
_CRC = re.compile(r"[0-9A-Fa-f]{4}")

Kind = Literal["static", "dynamic", "recurrence"]
Fields = dict[str, str]


class InvalidBrCode(ValueError):
    """A payload, or data for one, that breaks the format.

    `code` is stable, `field` is the id of the field ("" for the whole), `message` is for people.
    """

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


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


def encode_static(
    *,
    key: str,
    merchant_name: str,
    city: str,
    amount_cents: int | None = None,
    txid: str | None = None,
    info: str | None = None,
) -> str:
    """Write a static BR Code in ASCII: accents fall, name is cut at 25 and city at 15 characters.

    `amount_cents` None lets the payer type it; `txid` is 1 to 25 letters and digits. Raises
    InvalidBrCode, also for an invalid Pix key.
    """
    fields = [
        ("00", "01"),
        ("26", _account(key, info)),
        ("52", "0000"),
        ("53", "986"),
        *_amount_field(amount_cents),
        ("58", "BR"),
        ("59", _ascii(merchant_name, field="59", length=_NAME_LENGTH)),
        ("60", _ascii(city, field="60", length=_CITY_LENGTH)),
        ("62", _field("05", _checked_txid(txid or NO_TXID))),
    ]
    head = "".join(_field(number, value) for number, value in fields) + _CRC_HEAD
    return head + crc16(head)


def decode(payload: str) -> BrCode:
    """Read a payload of any kind, refusing a wrong CRC, structure or content (InvalidBrCode)."""
    text = payload.strip()
    if not text or len(text) > _LONGEST_PAYLOAD:
        raise InvalidBrCode("length", "", "O código Pix está vazio ou é longo demais.")
    fields = _parse(text)
    _check_crc(text, fields)
    if fields.get("00") != "01":
        raise InvalidBrCode("version", "00", "O código não começa como um BR Code (00 = 01).")
    account = _pix_account(fields)
    recurrence = _recurrence(fields)
    kind = _kind(account, recurrence)
    return BrCode(
        kind=kind,
        merchant_name=_text(fields, "59", length=_NAME_LENGTH),
        city=_text(fields, "60", length=_CITY_LENGTH),
        key=account.get("01"),
        url=account.get("25"),
        recurrence_url=recurrence,
        amount_cents=_amount(fields),
        txid=_txid(fields),
        info=account.get("02"),
        fss=account.get("03"),
        postal_code=fields.get("61"),
        single_use=fields.get("01") == _ONCE,
    )


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of the UTF-8 bytes, four capital hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode(), _CRC_START):04X}"


def _field(number: str, value: str) -> str:
    if len(value) > _LONGEST_VALUE:
        raise InvalidBrCode(
            "too_long", number, "Chave e informação juntas passam de 99 caracteres."
        )
    return f"{number}{len(value):02d}{value}"


def _account(key: str, info: str | None) -> str:
    try:
        pix_key = normalise_pix_key(key).value
    except InvalidIdentifier as error:
        raise InvalidBrCode(error.code, "26", error.message) from error
    account = _field("00", GUI) + _field("01", pix_key)
    if info:
        account += _field("02", _ascii(info, field="26", length=_LONGEST_VALUE))
    return account


def _amount_field(cents: int | None) -> list[tuple[str, str]]:
    if cents is None:
        return []
    amount = f"{cents // 100}.{cents % 100:02d}"
    if cents <= 0 or len(amount) > _AMOUNT_LENGTH:
        raise InvalidBrCode("amount", "54", "O valor do Pix vai de R$ 0,01 a R$ 9.999.999.999,99.")
    return [("54", amount)]


def _ascii(text: str, *, field: str, length: int) -> str:
    """Printable ASCII, no accents, single spaces, cut to length. Raises when nothing is left."""
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(char if " " <= char <= "~" else " " for char in bare if _stands_alone(char))
    tidy = " ".join(kept.split())[:length].rstrip()
    if not tidy:
        raise InvalidBrCode(
            "missing", field, "O código Pix precisa de nome e cidade de quem recebe."
        )
    return tidy


def _stands_alone(char: str) -> bool:
    return not unicodedata.combining(char)


def _parse(text: str) -> Fields:
    """The fields of one level, in order. Raises InvalidBrCode."""
    fields: Fields = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if not _FIELD.fullmatch(head):
            raise InvalidBrCode("structure", "", "O código Pix está incompleto ou foi alterado.")
        number, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) != length or number in fields:
            raise InvalidBrCode(
                "structure", number, "O código Pix está incompleto ou repete campo."
            )
        fields[number] = value
        at += 4 + length
    return fields


def _check_crc(text: str, fields: Fields) -> None:
    written = fields.get("63", "")
    is_last = next(reversed(fields), "") == "63"
    if not is_last or not _CRC.fullmatch(written) or crc16(text[:-4]) != written.upper():
        raise InvalidBrCode("crc", "63", "O código Pix está incompleto ou foi alterado (CRC).")


def _pix_account(fields: Fields) -> Fields:
    """The merchant account that belongs to Pix."""
    for number in _ACCOUNTS:
        account = _template(fields, number)
        if account.get("00", "").lower() == GUI:
            return account
    raise InvalidBrCode("not_pix", "26", "O código não é um Pix (falta br.gov.bcb.pix).")


def _recurrence(fields: Fields) -> str | None:
    for number in _RECURRENCES:
        if number not in fields:
            continue
        template = _template(fields, number)
        if template.get("00", "").lower() == GUI and "25" in template:
            return _url(template["25"], field=number)
    return None


def _template(fields: Fields, number: str) -> Fields:
    value = fields.get(number)
    if value is None:
        return {}
    try:
        return _parse(value)
    except InvalidBrCode as error:
        raise InvalidBrCode("structure", number, error.message) from error


def _kind(account: Fields, recurrence: str | None) -> Kind:
    if "25" in account:
        _url(account["25"], field="26")
        if "01" in account:
            raise InvalidBrCode("ambiguous", "26", "O código tem chave e endereço ao mesmo tempo.")
        return "dynamic"
    if account.get("01"):
        return "static"
    if recurrence is not None:
        return "recurrence"
    raise InvalidBrCode("missing", "26", "O código não tem chave Pix nem endereço de cobrança.")


def _url(url: str, *, field: str) -> str:
    if "://" in url or not url or not url.isascii() or " " in url:
        raise InvalidBrCode("url", field, "O endereço da cobrança vai sem https:// e sem espaços.")
    return url


def _text(fields: Fields, number: str, *, length: int) -> str:
    value = fields.get(number, "")
    if not value.strip():
        raise InvalidBrCode("missing", number, "Falta o nome ou a cidade de quem recebe.")
    if len(value) > length:
        raise InvalidBrCode("too_long", number, f"O campo {number} passa de {length} caracteres.")
    if not value.isascii():
        raise InvalidBrCode("not_ascii", number, f"O campo {number} tem acento ou símbolo.")
    return value


def _amount(fields: Fields) -> int | None:
    """Centavos of field 54; "10", "10." and "0.9" are written by real banks. Zero is no amount."""
    written = fields.get("54")
    if written is None:
        return None
    try:
        amount = Decimal(written) if _AMOUNT.fullmatch(written) else None
    except InvalidOperation:
        amount = None
    if amount is None or len(written) > _AMOUNT_LENGTH:
        raise InvalidBrCode("amount", "54", "O valor do código Pix não pode ser lido.")
    return int(amount * 100) or None


def _txid(fields: Fields) -> str | None:
    written = _template(fields, "62").get("05")
    if written is None or written == NO_TXID:
        return None
    return _checked_txid(written)


def _checked_txid(txid: str) -> str:
    if txid != NO_TXID and not _TXID.fullmatch(txid):
        raise InvalidBrCode("txid", "62", "O identificador tem de 1 a 25 letras e dígitos.")
    return txid
