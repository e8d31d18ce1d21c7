"""Any code that a person types or a scanner reads: 44, 47 or 48 digits."""

from . import barcode, collection
from .barcode import Boleto
from .collection import CollectionSlip
from .errors import InvalidBoleto


def decode(text: str) -> Boleto | CollectionSlip:
    """Read a barcode or a digitable line, punctuation and spaces or not. Raises InvalidBoleto."""
    digits = barcode.bare_digits(text)
    if len(digits) == barcode.LINE_DIGITS:
        return barcode.decode_line(digits)
    if len(digits) == collection.LINE_DIGITS:
        return collection.decode_line(digits)
    if len(digits) != barcode.BARCODE_DIGITS:
        raise InvalidBoleto(
            "length",
            "",
            f"O código do boleto tem 44, 47 ou 48 dígitos; este tem {len(digits)}.",
        )
    if digits[0] == collection.PRODUCT:
        return collection.decode_barcode(digits)
    return barcode.decode_barcode(digits)
