"""Reduces the UCI file of card holders to what the sample needs, and drops the rest.

Run by hand, once: `python -m acerto.sample.reduce UCI_Credit_Card.csv src/acerto/sample/data`.
Sex, education, marriage, age and the default label of the original never enter the package.
"""

import csv
import io
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

MONTHS = range(1, 7)
COLUMNS = (
    "ID",
    "LIMIT_BAL",
    *("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"),
    *(f"BILL_AMT{month}" for month in MONTHS),
    *(f"PAY_AMT{month}" for month in MONTHS),
)
FILE_NAME = "card_holders.csv.xz"


def reduced_rows(*, source: Path) -> Iterator[list[int]]:
    """Yields the kept columns of every holder as whole numbers, in the order of the original."""
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield [int(float(row[column])) for column in COLUMNS]


def reduce(*, source: Path, folder: Path) -> int:
    """Writes the reduced, compressed file in `folder`; returns its size in bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.lower() for column in COLUMNS)
    writer.writerows(reduced_rows(source=source))
    data = lzma.compress(text.getvalue().encode("ascii"), preset=9 | lzma.PRESET_EXTREME)
    return (folder / FILE_NAME).write_bytes(data)


if __name__ == "__main__":
    size_bytes = reduce(source=Path(sys.argv[1]), folder=Path(sys.argv[2]))
    sys.stdout.write(f"{FILE_NAME}: {size_bytes} bytes\n")
