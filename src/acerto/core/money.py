"""Money: whole centavos, exact decimal factors, and the one way they meet.

Amounts are `int` centavos; rates and factors are `Decimal`. A float never enters.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from acerto.core.text import shown

FACTOR_PLACES = 18
"""Decimal places of a factor, as stored: DECIMAL(20,18)."""

FACTOR_LIMIT = Decimal(100)
"""A factor stays below this in size: DECIMAL(20,18) holds two digits before the point."""

MAX_CENTS = 10**15 - 1
"""Largest amount that the database column DECIMAL(15,0) holds."""

_EXACT = Context(prec=76, rounding=ROUND_HALF_UP)
_LINE_STEP = Decimal("0.000001")
_WHOLE = Decimal(1)
_FACTOR_STEP = Decimal(1).scaleb(-FACTOR_PLACES)
_LONGEST_TEXT = 40

_AMOUNT = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)*[.,]?|[.,][0-9]+)")
_BRAZILIAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_ONE_MARK = re.compile(r"([0-9]*)([.,])([0-9]*)")


class InvalidAmount(ValueError):
    """A text that is not an amount in reais. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def half_up(value: Decimal, *, places: int = 0) -> Decimal:
    """Round to `places` decimals, ties away from zero, at any size that the database holds."""
    if places == 0:
        return _EXACT.quantize(value, _WHOLE)
    return _EXACT.quantize(value, Decimal(1).scaleb(-places))


def as_factor(*, rate: Decimal, times: int = 1, over: int = 1) -> Decimal:
    """rate × times ÷ over as a factor at its stored scale: 18 decimals, half up.

    Raises InvalidAmount when it would not fit DECIMAL(20,18).
    """
    exact = _EXACT.divide(_EXACT.multiply(rate, times), over)
    factor = _EXACT.quantize(exact, _FACTOR_STEP)
    if abs(factor) >= FACTOR_LIMIT:
        raise InvalidAmount("factor_too_large", "O encargo passa de 100 vezes o valor: confira.")
    return factor


def line_cents(*, base_cents: int, factor: Decimal) -> int:
    """One line of a debt in centavos: base × factor, rounded at 6 decimals and then at 0.

    Rounded twice so that this function and SQL over DECIMAL(20,18) agree to the centavo.
    """
    micro = _EXACT.quantize(_EXACT.multiply(Decimal(base_cents), factor), _LINE_STEP)
    return int(_EXACT.quantize(micro, _WHOLE))


def before_discount(*, net_cents: int, discount: Decimal) -> int:
    """What was worth `net_cents` after a discount factor (zero or negative), rounded down.

    Raises ZeroDivisionError when the discount is the whole.
    """
    return int(_EXACT.divide_int(net_cents, _EXACT.add(1, discount)))


def parse_cents(text: str, *, decimal: str | None = None) -> int:
    """Read an amount in reais as centavos: "1.234,56", "1234.56", "1,234.56", "R$ 10", "10".

    `decimal` ("," or ".") says which mark the source uses; without it "1.234" is read as
    Brazilian thousands and "1,234" is refused as ambiguous. Raises InvalidAmount.
    """
    if len(text) > _LONGEST_TEXT:
        raise InvalidAmount("amount_unreadable", "Valor longo demais para ser um valor em reais.")
    cleaned = re.sub(r"\s|R\$", "", text, flags=re.IGNORECASE)
    if not cleaned:
        raise InvalidAmount("amount_missing", "Falta o valor.")
    negative = cleaned[0] == "-"
    digits = cleaned.lstrip("-") if cleaned.count("-") == 1 and negative else cleaned
    if not _AMOUNT.fullmatch(digits):
        raise InvalidAmount(
            "amount_unreadable",
            f"“{shown(text)}” não é um valor em reais: escreva, por exemplo, 1.234,56.",
        )
    cents = _to_cents(_with_point(digits, decimal=decimal, text=text), text=text)
    return -cents if negative else cents


def format_brl(cents: int) -> str:
    """Write centavos as people read them in Brazil: "R$ 1.234,56", "-R$ 0,05"."""
    reais, rest = divmod(abs(cents), 100)
    grouped = f"{reais:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}R$ {grouped},{rest:02d}"


def _with_point(digits: str, *, decimal: str | None, text: str) -> str:
    """The same number with a point as its only mark."""
    if digits.isdigit():
        return digits
    if decimal is not None:
        return _declared(digits, decimal=decimal, text=text)
    one = _ONE_MARK.fullmatch(digits)
    if one is None:
        if _BRAZILIAN.fullmatch(digits):
            return digits.replace(".", "").replace(",", ".")
        if _ENGLISH.fullmatch(digits):
            return digits.replace(",", "")
        raise InvalidAmount(
            "amount_unreadable", f"“{shown(text)}”: pontos e vírgulas fora do lugar."
        )
    before, mark, after = one.groups()
    grouped = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    if grouped and mark == ",":
        raise InvalidAmount(
            "amount_ambiguous",
            f"“{shown(text)}” pode ser mil ou um: escreva os centavos (1.234,00) "
            "ou declare o separador decimal no mapeamento.",
        )
    return before + after if grouped else f"{before}.{after}"


def _declared(digits: str, *, decimal: str, text: str) -> str:
    """The number with a point, when the source said which mark is the decimal one."""
    group = "." if decimal == "," else ","
    whole, _, cents = digits.partition(decimal)
    groups = whole.split(group)
    tidy = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:])
    )
    if not tidy or group in cents or decimal in cents:
        raise InvalidAmount(
            "amount_unreadable", f"“{shown(text)}”: pontos e vírgulas fora do lugar."
        )
    return f"{''.join(groups)}.{cents}"


def _to_cents(number: str, *, text: str) -> int:
    """Centavos of a plain number with a point; trailing zeros are free, a third decimal is not."""
    try:
        cents = _EXACT.multiply(Decimal(number), Decimal(100))
    except InvalidOperation as error:
        raise InvalidAmount(
            "amount_unreadable", f"“{shown(text)}” não é um valor em reais."
        ) from error
    if cents != cents.to_integral_value():
        raise InvalidAmount(
            "amount_fraction", f"“{shown(text)}” tem frações de centavo: use no máximo duas casas."
        )
    if cents > MAX_CENTS:
        raise InvalidAmount(
            "amount_too_large", f"“{shown(text)}” passa do maior valor que guardamos."
        )
    return int(cents)
