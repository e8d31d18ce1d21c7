"""How much memory a person allows, as they write it."""

import re
from decimal import Decimal

from .outcome import CannotDecide

UNITS = {
    "MB": 10**6, "GB": 10**9, "TB": 10**12,
    "MIB": 2**20, "GIB": 2**30, "TIB": 2**40,
}  # fmt: skip
LEAST, MOST = 64 * 10**6, 1000 * 10**12
WRITTEN = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*([MGT]I?B)", re.ASCII)


def memory_bytes(said: str) -> int:
    """Bytes from "16GB", "1,5GB" or "512MiB": GB is 10^9, GiB is 2^30. Raises CannotDecide."""
    found = WRITTEN.fullmatch(said.strip().upper())
    amount = int(Decimal(found[1].replace(",", ".")) * UNITS[found[2]]) if found else 0
    if not LEAST <= amount <= MOST:
        raise CannotDecide(
            f"“{said}” não diz quanta memória usar: escreva um número e a unidade, como 500MB, 1,5GB ou "
            "16GiB, de 64MB a 1000TB."
        )
    return amount
