"""BR Codes written: static, dynamic, and the recurrence of Pix Automático, beside them or alone."""

import unicodedata

from acerto.core.identifiers import InvalidIdentifier, normalise_cep, normalise_pix_key

from .brcode_rules import (
    AMOUNT_LENGTH,
    CITY_LENGTH,
    CONSTANTS,
    GUI,
    NAME_LENGTH,
    NO_TXID,
    ONCE,
    checked_fss,
    checked_txid,
    checked_url,
)
from .emv import LONGEST_VALUE, InvalidBrCode, crc16, field

_CRC_HEAD = "6304"


def encode_static(
    *,
    key: str,
    merchant_name: str,
    city: str,
    amount_cents: int | None = None,
    txid: str | None = None,
    info: str | None = None,
    fss: str | None = None,
    postal_code: str | None = None,
    recurrence_url: str | None = None,
) -> str:
    """Write a static BR Code in ASCII: accents fall, name is cut at 25 and city at 15 characters.

    `amount_cents` None lets the payer type it; `txid` is 1 to 25 letters and digits; `fss` is the
    ISPB of a withdrawal. Raises InvalidBrCode, also for an invalid Pix key.
    """
    return _written(
        [("26", _static_account(key, info, fss))],
        merchant_name=merchant_name,
        city=city,
        amount_cents=amount_cents,
        txid=txid,
        postal_code=postal_code,
        recurrence_url=recurrence_url,
    )


def encode_dynamic(
    *,
    url: str,
    merchant_name: str,
    city: str,
    amount_cents: int | None = None,
    single_use: bool = True,
    postal_code: str | None = None,
    recurrence_url: str | None = None,
) -> str:
    """Write a dynamic BR Code: `url` is the address of the charge as the bank gave it, no scheme.

    The charge at that address says amount and txid; `amount_cents` only repeats it. Name and city
    as in `encode_static`. Raises InvalidBrCode.
    """
    account = field("00", GUI) + field("25", checked_url(url, number="26"))
    use = [("01", ONCE)] if single_use else []
    return _written(
        [*use, ("26", account)],
        merchant_name=merchant_name,
        city=city,
        amount_cents=amount_cents,
        postal_code=postal_code,
        recurrence_url=recurrence_url,
    )


def encode_recurrence(
    *, recurrence_url: str, merchant_name: str, city: str, postal_code: str | None = None
) -> str:
    """Write a code that only asks for a recurrence (Pix Automático). Raises InvalidBrCode."""
    return _written(
        [("26", field("00", GUI))],
        merchant_name=merchant_name,
        city=city,
        postal_code=postal_code,
        recurrence_url=recurrence_url,
    )


def _written(
    head: list[tuple[str, str]],
    *,
    merchant_name: str,
    city: str,
    amount_cents: int | None = None,
    txid: str | None = None,
    postal_code: str | None = None,
    recurrence_url: str | None = None,
) -> str:
    fields = [
        ("00", "01"),
        *head,
        ("52", "0000"),
        ("53", CONSTANTS["53"][0]),
        *_amount_field(amount_cents),
        ("58", CONSTANTS["58"][0]),
        ("59", _ascii(merchant_name, number="59", length=NAME_LENGTH)),
        ("60", _ascii(city, number="60", length=CITY_LENGTH)),
        *_postal_field(postal_code),
        ("62", field("05", checked_txid(txid or NO_TXID))),
        *_recurrence_field(recurrence_url),
    ]
    text = "".join(field(number, value) for number, value in fields) + _CRC_HEAD
    return text + crc16(text)


def _static_account(key: str, info: str | None, fss: str | None) -> str:
    try:
        pix_key = normalise_pix_key(key).value
    except InvalidIdentifier as error:
        raise InvalidBrCode(error.code, "26", f"Campo 26: {error.message}") from error
    account = field("00", GUI) + field("01", pix_key)
    if info:
        account += field("02", _ascii(info, number="26", length=LONGEST_VALUE))
    if fss:
        account += field("03", checked_fss(fss) or "")
    return account


def _amount_field(cents: int | None) -> list[tuple[str, str]]:
    if cents is None:
        return []
    amount = f"{cents // 100}.{cents % 100:02d}"
    if cents <= 0 or len(amount) > AMOUNT_LENGTH:
        raise InvalidBrCode(
            "amount", "54", "Campo 54: o valor do Pix vai de R$ 0,01 a R$ 9.999.999.999,99."
        )
    return [("54", amount)]


def _postal_field(postal_code: str | None) -> list[tuple[str, str]]:
    if not postal_code:
        return []
    try:
        return [("61", normalise_cep(postal_code))]
    except InvalidIdentifier as error:
        raise InvalidBrCode("postal_code", "61", f"Campo 61: {error.message}") from error


def _recurrence_field(url: str | None) -> list[tuple[str, str]]:
    if url is None:
        return []
    return [("80", field("00", GUI) + field("25", checked_url(url, number="80")))]


def _ascii(text: str, *, number: str, length: int) -> str:
    """Printable ASCII, no accents, single spaces, cut to length. Raises when nothing is left."""
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(char if " " <= char <= "~" else " " for char in bare if _stands_alone(char))
    tidy = " ".join(kept.split())[:length].rstrip()
    if not tidy:
        raise InvalidBrCode(
            "missing",
            number,
            f"Campo {number}: o código Pix precisa de nome e cidade de quem recebe.",
        )
    return tidy


def _stands_alone(char: str) -> bool:
    return not unicodedata.combining(char)
