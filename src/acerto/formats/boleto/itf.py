"""Interleaved 2 of 5, the bars of a boleto: five bars carry one digit, the spaces between them the next.

FEBRABAN asks for bars 103 mm long and 13 mm high. Wide is three times narrow.
"""

WIDE, NARROW = 3, 1
LENGTH_MM, HEIGHT_MM = 103, 13

_START = (NARROW,) * 4
_STOP = (WIDE, NARROW, NARROW)
# Which two of the five elements are wide, by weight 1, 2, 4, 7 and parity; 0 stands for 11.
_WIDE_AT = {
    "0": (2, 3), "1": (0, 4), "2": (1, 4), "3": (0, 1), "4": (2, 4),
    "5": (0, 2), "6": (1, 2), "7": (3, 4), "8": (0, 3), "9": (1, 3),
}  # fmt: skip


def widths(digits: str) -> tuple[int, ...]:
    """Widths of bars and spaces by turns, a bar first, in modules. `digits` are even in number."""
    assert len(digits) % 2 == 0, "interleaved digits come in pairs"
    pairs = zip(digits[::2], digits[1::2], strict=True)
    body = [width for bars, spaces in pairs for width in _interleaved(bars, spaces)]
    return (*_START, *body, *_STOP)


def bars_mm(digits: str) -> list[tuple[float, float]]:
    """Where each bar begins and how wide it is, in millimetres, on a length of 103 mm."""
    elements = widths(digits)
    module = LENGTH_MM / sum(elements)
    bars, at = [], 0
    for index, width in enumerate(elements):
        if index % 2 == 0:
            bars.append((round(at * module, 4), round(width * module, 4)))
        at += width
    return bars


def _interleaved(bars: str, spaces: str) -> list[int]:
    return [
        WIDE if at in _WIDE_AT[digit] else NARROW for at in range(5) for digit in (bars, spaces)
    ]
