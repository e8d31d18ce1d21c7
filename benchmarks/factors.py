"""The law tabulated for a portfolio: 1,000,000 titles, 200 sets of terms, 2,000 due dates.

    python -m benchmarks.factors [TITLES]

Prints seconds and keys; the limit is 20 s. No database: the rows go to one by COPY elsewhere.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from time import perf_counter

from acerto.domain.indices.shipped import shipped_book
from acerto.engine.factors import FactorKey, factor_rows
from acerto.law.rules.charges import Terms, effective_due_on

TERMS = 200
DUE_DATES = 2_000
MOST_SECONDS = 20
ON = date(2026, 8, 10)
SEED = 20260810


def main() -> int:
    """Measure and print; 1 when the limit is broken."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    portfolio, terms = make_portfolio(titles=titles)
    book = shipped_book()
    started = perf_counter()
    keys = known = 0
    for row in factor_rows(keys=portfolio, terms=terms, on=ON, series=book):
        keys += 1
        known += row.known
    seconds = perf_counter() - started
    print(f"titles {titles:,}   distinct keys {keys:,}   known {known:,}")
    print(f"{seconds:.1f} s (limit {MOST_SECONDS})   {seconds / keys * 1e6:.0f} µs a key")
    return 0 if seconds <= MOST_SECONDS and known == keys else 1


def make_portfolio(*, titles: int) -> tuple[list[FactorKey], dict[int, Terms]]:
    """Keys of titles at random over every pair of terms and due date."""
    random = Random(SEED)
    days = list(islice(_bank_days(), DUE_DATES))
    terms = dict(enumerate(islice(_terms(), TERMS)))
    keys = []
    for _ in range(titles):
        due = random.choice(days)
        keys.append(FactorKey(random.randrange(TERMS), due, due))
    return keys, terms


def _bank_days():
    """Effective due dates before the day, newest first."""
    day = ON
    while True:
        day -= timedelta(days=1)
        if effective_due_on(due_on=day) == day:
            yield day


def _terms():
    """Different terms of every kind: contract, contract with an index, by law, by debt type."""
    modes = [
        {"interest_mode": "contract"},
        {"interest_mode": "contract", "correction_index": "ipca"},
        {"interest_mode": "contract", "correction_index": "tjsp"},
        {"interest_mode": "legal"},
        {"interest_mode": "court", "correction_index": "ipca"},
    ]
    kinds = ["", "card", "condominium", "utility", "school"]
    for number, mode in enumerate(cycle(modes)):
        agreed = mode["interest_mode"] == "contract"
        yield Terms(
            party_kind="business" if number % 3 else "consumer",
            fine_rate=Decimal(number % 40) / 1000,
            interest_month_rate=Decimal(number % 30) / 1000 if agreed else None,
            debt_type=kinds[number // 5 % len(kinds)],
            **mode,
        )


if __name__ == "__main__":
    sys.exit(main())
