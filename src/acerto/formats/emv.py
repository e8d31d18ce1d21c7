"""EMV fields: id (2), length in characters (2), value, one after the other; and their CRC.

Source: EMV QR Code Specification for Payment Systems (merchant-presented mode); Manual do BR Code.
"""

import binascii
import re

LONGEST_VALUE = 99
_CRC_START = 0xFFFF
_FIELD = re.compile(r"[0-9]{4}")
_CRC = re.compile(r"[0-9A-Fa-f]{4}")

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


def field(number: str, value: str) -> str:
    """One field written. Raises InvalidBrCode (too_long)."""
    if len(value) > LONGEST_VALUE:
        raise InvalidBrCode(
            "too_long", number, f"Campo {number}: passa de 99 caracteres; encurte a informação."
        )
    return f"{number}{len(value):02d}{value}"


def parse(text: str) -> Fields:
    """The fields of one level, in order. Raises InvalidBrCode (structure)."""
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
                "structure", number, f"Campo {number}: o código Pix está incompleto ou o repete."
            )
        fields[number] = value
        at += 4 + length
    return fields


def parse_template(fields: Fields, number: str) -> Fields:
    """The fields inside a field, none where it is absent. Raises InvalidBrCode (structure)."""
    value = fields.get(number)
    if value is None:
        return {}
    try:
        return parse(value)
    except InvalidBrCode as error:
        raise InvalidBrCode("structure", number, f"Campo {number}: {error.message}") from error


def check_crc(text: str, fields: Fields) -> None:
    """Raise InvalidBrCode (crc) unless 63 is the last field and the CRC of all before its value."""
    written = fields.get("63", "")
    is_last = next(reversed(fields), "") == "63"
    if not is_last or not _CRC.fullmatch(written) or crc16(text[:-4]) != written.upper():
        raise InvalidBrCode(
            "crc", "63", "Campo 63: o código Pix está incompleto ou foi alterado (CRC)."
        )


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of the UTF-8 bytes, four capital hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode(), _CRC_START):04X}"
