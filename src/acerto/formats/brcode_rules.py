"""What a BR Code asks of its fields, whoever writes or reads it."""

import re

from .emv import InvalidBrCode

GUI = "br.gov.bcb.pix"
NO_TXID = "***"
MANY, ONCE = "11", "12"
CONSTANTS = {"53": ("986", "a moeda deve ser 986 (real)"), "58": ("BR", "o país deve ser BR")}
NAME_LENGTH = 25
CITY_LENGTH = 15
AMOUNT_LENGTH = 13

_URL_LENGTH = 77
_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
_URL = re.compile(r"[!-~]+")
_FSS = re.compile(r"[0-9A-Z]{8}")


def checked_url(url: str, *, number: str) -> str:
    """The address, or InvalidBrCode: no scheme, no spaces, at most 77 characters."""
    if "://" in url or not _URL.fullmatch(url) or len(url) > _URL_LENGTH:
        raise InvalidBrCode(
            "url",
            number,
            f"Campo {number}: o endereço vai sem https://, sem espaços e em até 77 caracteres.",
        )
    return url


def checked_fss(fss: str | None) -> str | None:
    """The ISPB of a withdrawal, or InvalidBrCode."""
    if fss is not None and not _FSS.fullmatch(fss):
        raise InvalidBrCode("fss", "26", "Campo 26: o ISPB do saque tem oito dígitos ou letras.")
    return fss


def checked_txid(txid: str) -> str:
    """The identifier, or InvalidBrCode: 1 to 25 letters and digits, or "***"."""
    if txid != NO_TXID and not _TXID.fullmatch(txid):
        raise InvalidBrCode(
            "txid", "62", "Campo 62: o identificador tem de 1 a 25 letras e dígitos."
        )
    return txid
