"""The types of fields: how the text of some columns becomes a value, and back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from .plain import Unwritable, plain

Value = str | int | date | Decimal | tuple[str, ...] | None

_PIVOT_YEAR = 70
_FIRST_YEAR = 1970
_MOST_KNOWN = 10_000
_NO_DATE = frozenset("089 ")
_DIGITS = re.compile(r"[0-9]*")
_CODE = re.compile(r"[0-9A-Z]*")


class Unreadable(ValueError):
    """The text of a field is not of its type; `message` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Known(dict[str, Value]):
    """Values already read, of a type of which a file repeats few over many lines."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Value:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        value = self[text] = self._read(text)
        return value


def _known(read: Callable[[str], Value]) -> Callable[[str], Value]:
    return _Known(read).__getitem__


def _day(*, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Unreadable("não é uma data do calendário") from error


def _no_date(text: str) -> bool:
    """Blank, or one digit repeated: zeros, or the nines and eights of a title due at sight."""
    return len(set(text)) == 1 and text[0] in _NO_DATE


def _ddmmyy(text: str) -> date | None:
    if _no_date(text):
        return None
    century = "19" if int(text[4:6]) >= _PIVOT_YEAR else "20"
    return _day(year=century + text[4:6], month=text[2:4], day=text[:2])


def _perhaps_ddmmyy(text: str) -> date | None:
    """A date in columns that a bank fills with other things, too."""
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        return _ddmmyy(text)
    except Unreadable:
        return None


def _ddmmyyyy(text: str) -> date | None:
    return None if _no_date(text) else _day(year=text[4:8], month=text[2:4], day=text[:2])


def _yyyymmdd(text: str) -> date | None:
    return None if _no_date(text) else _day(year=text[:4], month=text[4:6], day=text[6:8])


def mended(text: str) -> str:
    """Text whose UTF-8 was taken for Latin-1 (once or twice), as it was meant."""
    for _ in range(2):
        text = reread(text) or text
    return text


def reread(text: str) -> str | None:
    """One-byte text read as the UTF-8 that its bytes are; None where they are not, or it is ASCII."""
    for encoding in ("latin-1", "cp1252"):
        try:
            read = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return None if read == text else read
    return None


def _codes(size: int) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        if not text.strip(" 0"):
            return ()
        parts = (text[at : at + size].strip() for at in range(0, len(text), size))
        return tuple(part for part in parts if part.strip("0"))

    return read


def _places(size: int) -> Callable[[str], tuple[str, ...]]:
    """Codes whose place means something: those inside stay, also where they are zeros."""

    def read(text: str) -> tuple[str, ...]:
        end = len(text.rstrip(" 0"))
        return tuple(text[at : at + size].strip() for at in range(0, end, size))

    return read


def _marks(text: str) -> tuple[str, ...]:
    """A column an error: "1" at the third is error "03"."""
    if "1" not in text:
        return ()
    return tuple(f"{at:02d}" for at, mark in enumerate(text, start=1) if mark == "1")


def _decimal(places: int) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        return Decimal(text).scaleb(-places)

    return read


@dataclass(frozen=True, slots=True)
class Type:
    """How a field is read and written. `digits`: its columns are digits, or all blank.

    Reading is quick because most of it is done in C: `int`, `str.strip`, a dict of known values.
    """

    digits: bool
    read: Callable[[str], Value]
    write: Callable[[Value, int], str]


def type_named(name: str) -> Type:
    """A type by its name in a table: `text`, `money`, `ddmmyy`, `codes:2`, `rate:5`…

    Raises KeyError for a name that does not exist.
    """
    word, _, size = name.partition(":")
    if word == "codes":
        return Type(False, _known(_codes(int(size))), lambda value, width: _put_text(value, width))
    if word == "places":
        return Type(False, _known(_places(int(size))), lambda value, width: _put_text(value, width))
    if word == "rate":
        places = int(size)
        return Type(True, _decimal(places), lambda value, width: _put_rate(value, width, places))
    return _TYPES[word]


def _put_text(value: Value, width: int) -> str:
    return plain(str(value or ""))[:width].ljust(width)


def _put_exact(value: Value, width: int) -> str:
    """Text that may not be cut: numbers of a document, identifiers."""
    text = plain(str(value or ""))
    if len(text) > width:
        raise Unwritable(f"tem mais de {width} caracteres")
    return text.ljust(width)


def _put_digits(value: Value, width: int) -> str:
    text = str("" if value is None else value)
    if not _DIGITS.fullmatch(text):
        raise Unwritable("só aceita dígitos, sem letras, sinais, pontos nem espaços")
    if len(text) > width:
        raise Unwritable(f"tem mais de {width} posições")
    return text.rjust(width, "0")


def _put_number(value: Value, width: int) -> str:
    """Digits, or blanks where there is nothing to say."""
    return " " * width if value in (None, "") else _put_digits(value, width)


def _put_code(value: Value, width: int) -> str:
    """A code or a check digit: letters and digits, of which none may be cut."""
    told = str(value or "").strip()
    if not _CODE.fullmatch(told.upper()) or not told.isascii():
        raise Unwritable("só aceita letras e dígitos, sem sinais, acentos nem espaços")
    return _put_exact(told, width)


def _put_cents(value: Value, width: int) -> str:
    if value is None:
        return "0" * width
    if not isinstance(value, int) or value < 0 or len(str(value)) > width:
        raise Unwritable("não é um valor que caiba no campo")
    return str(value).rjust(width, "0")


def _put_rate(value: Value, width: int, places: int) -> str:
    if value is None:
        return "0" * width
    try:
        scaled = Decimal(str(value)).scaleb(places)
    except InvalidOperation:
        raise Unwritable("não é uma porcentagem") from None
    if not scaled.is_finite() or scaled < 0:
        raise Unwritable("não é uma porcentagem")
    if scaled != scaled.to_integral_value():
        raise Unwritable(f"tem mais de {places} casas decimais")
    return _put_cents(int(scaled), width)


def _put_day(form: str) -> Callable[[Value, int], str]:
    def write(value: Value, width: int) -> str:
        if value is None:
            return "0" * width
        if not isinstance(value, date):
            raise Unwritable("não é uma data")
        if not _FIRST_YEAR <= value.year < _FIRST_YEAR + 100:
            raise Unwritable("é de um ano que os dois algarismos do arquivo não distinguem")
        return value.strftime(form)

    return write


_MONEY = Type(True, int, _put_cents)
_TYPES = {
    "text": Type(False, str.strip, _put_text),
    "exact": Type(False, str.strip, _put_exact),
    "code": Type(False, str.strip, _put_code),
    "digits": Type(False, str.strip, _put_digits),
    "number": Type(False, str.strip, _put_number),
    "money": _MONEY,
    "count": _MONEY,
    "ddmmyy": Type(True, _known(_ddmmyy), _put_day("%d%m%y")),
    "perhaps_ddmmyy": Type(False, _perhaps_ddmmyy, _put_day("%d%m%y")),
    "ddmmyyyy": Type(True, _known(_ddmmyyyy), _put_day("%d%m%Y")),
    "yyyymmdd": Type(True, _known(_yyyymmdd), _put_day("%Y%m%d")),
    "marks": Type(False, _known(_marks), _put_text),
    "blank": Type(False, str.strip, lambda _, width: " " * width),
    "zero": Type(False, str.strip, lambda _, width: "0" * width),
}
