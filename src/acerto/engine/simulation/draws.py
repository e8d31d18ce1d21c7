"""Chance that depends on who and when, and on nothing else: never on the policy, the order or the machine.

Philox counts: the number for a case on a day is looked up, not drawn in turn, so that two policies meet the
same luck and a portfolio cut in blocks gives what it gives whole.
"""

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_WORDS = 4  # numbers for one count of Philox 4x64


class Luck(IntEnum):
    """What a number is for. Their numbers never change: they are part of every seed's meaning."""

    PAY = 1
    ALL = 2
    REACHED = 3
    PROMISE = 4
    PROMISE_DAY = 5
    KEPT = 6
    COMPLAINT = 7
    OPT_OUT = 8
    FRAILTY = 100
    MONTHS = 101
    PHASE = 102
    AMOUNT = 103
    STATE = 104
    IDENTITY = 105
    BUCKET = 106
    USABLE = 110  # and one each channel


def uniforms(*, seed: int, luck: int, day: int, first: int, count: int) -> Floats:
    """Numbers in [0, 1) for the cases first, first + 1, … on a day of the simulation (0 its first)."""
    skipped = first % _WORDS
    counter: Any = [first // _WORDS, day, 0, 0]
    stream = np.random.Philox(key=[seed, luck], counter=counter)
    return np.random.Generator(stream).random(skipped + count)[skipped:]
