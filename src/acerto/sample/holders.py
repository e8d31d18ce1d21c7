"""The 30,000 card holders whose behaviour the sample repeats (see data/ATTRIBUTION.md)."""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import TextIOWrapper

from acerto.sample.reduce import FILE_NAME, MONTHS

HOLDERS = 30_000
"""How many the file has."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Six months of one card, newest first; amounts in whole reais.

    `delays[0]` is the status recorded in the newest month (PAY_0): months past due if positive;
    -2, -1 and 0 mean nothing used, paid whole, paid at least what was due.
    """

    holder_id: int
    limit_reais: int
    delays: tuple[int, ...]
    bills: tuple[int, ...]
    payments: tuple[int, ...]

    @property
    def months_past_due(self) -> int:
        """Recorded months past due today, 0 when in order."""
        return max(self.delays[0], 0)


def holders() -> Iterator[Holder]:
    """Yields every holder of the shipped file, in its order."""
    path = files("acerto.sample").joinpath("data", FILE_NAME)
    with path.open("rb") as packed, lzma.open(packed) as lines:
        rows = csv.reader(TextIOWrapper(lines, encoding="ascii", newline=""))
        next(rows)
        for row in rows:
            values = [int(value) for value in row]
            months = len(MONTHS)
            yield Holder(
                holder_id=values[0],
                limit_reais=values[1],
                delays=tuple(values[2 : 2 + months]),
                bills=tuple(values[2 + months : 2 + 2 * months]),
                payments=tuple(values[2 + 2 * months :]),
            )
