"""Check digits of bank paper. Digits are text; weights run from the right."""

from collections.abc import Sequence
from itertools import cycle
from operator import mul

TWO_TO_NINE = tuple(range(2, 10))
TWO_TO_SEVEN = tuple(range(2, 8))

# What a digit's byte is worth: itself, or the digits of its double added.
_PLAIN = bytes(byte - 48 if 48 <= byte < 58 else 0 for byte in range(256))
_DOUBLED = bytes(sum(divmod(2 * value, 10)) for value in _PLAIN)


def mod10(digits: str) -> str:
    """Modulo 10: weights 2 and 1, the digits of each product added."""
    octets = digits[::-1].encode("ascii")
    total = sum(octets[::2].translate(_DOUBLED)) + sum(octets[1::2].translate(_PLAIN))
    return str(-total % 10)


def rest11(digits: str, *, weights: Sequence[int] = TWO_TO_NINE) -> int:
    """The weighed sum modulo 11, which each bank turns into a digit its own way."""
    values = digits[::-1].encode("ascii").translate(_PLAIN)
    total: int = sum(map(mul, values, cycle(weights)))
    return total % 11


def mod11(digits: str, *, weights: Sequence[int] = TWO_TO_NINE) -> str:
    """Modulo 11 where a rest of 0 or 1 gives 0: collection slips, Caixa, Santander, Sicredi, Sicoob."""
    rest = rest11(digits, weights=weights)
    return str(11 - rest) if rest > 1 else "0"


def barcode_digit(digits: str) -> str:
    """The digit of a boleto's barcode: modulo 11, never 0 (a rest of 0, 1 or 10 gives 1)."""
    rest = rest11(digits)
    return str(11 - rest) if 1 < rest < 10 else "1"
