"""Check digits of bank paper. Digits are text; weights run from the right."""

from collections.abc import Iterable, Sequence
from itertools import cycle

TWO_TO_NINE = tuple(range(2, 10))
TWO_TO_SEVEN = tuple(range(2, 8))


def mod10(digits: str) -> str:
    """Modulo 10: weights 2 and 1, the digits of each product added."""
    total = 0
    for value, weight in _weighed(digits, (2, 1)):
        total += sum(divmod(value * weight, 10))
    return str(-total % 10)


def rest11(digits: str, *, weights: Sequence[int] = TWO_TO_NINE) -> int:
    """The weighed sum modulo 11, which each bank turns into a digit its own way."""
    return sum(value * weight for value, weight in _weighed(digits, weights)) % 11


def mod11(digits: str, *, weights: Sequence[int] = TWO_TO_NINE) -> str:
    """Modulo 11 where a rest of 0 or 1 gives 0: collection slips, Caixa, Santander, Sicredi, Sicoob."""
    rest = rest11(digits, weights=weights)
    return str(11 - rest) if rest > 1 else "0"


def barcode_digit(digits: str) -> str:
    """The digit of a boleto's barcode: modulo 11, never 0 (a rest of 0, 1 or 10 gives 1)."""
    rest = rest11(digits)
    return str(11 - rest) if 1 < rest < 10 else "1"


def _weighed(digits: str, weights: Sequence[int]) -> Iterable[tuple[int, int]]:
    return zip(map(int, reversed(digits)), cycle(weights), strict=False)
