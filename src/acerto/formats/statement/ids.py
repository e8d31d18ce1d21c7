"""Ids of transactions that stay the same when a file is downloaded again or overlaps another.

The bank's id where it is one. Else, and for a `fingerprint` always: account, day, amount, text and
ordinal, the ordinal telling apart equal movements of one day in one list.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from acerto.core.text import search_key

from .types import Transaction

_LENGTH = 32
_MARK = "\x1f"
DERIVED = "d:"


def give_ids(*, account_key: str, transactions: Sequence[Transaction]) -> list[Transaction]:
    """Set `fingerprint` and `id` of one list of one account; returns those whose bank id repeats.

    An id of zeros is none. An id that the bank gives twice in one list is none either: each of those
    transactions gets a derived one, numbered among those that have none.
    """
    all_like: Counter[tuple[str, ...]] = Counter()
    without_id: Counter[tuple[str, ...]] = Counter()
    uses = Counter(one.bank_id for one in transactions)
    repeated = []
    for one in transactions:
        said = (account_key, one.on.isoformat(), str(one.amount_cents), search_key(one.memo))
        all_like[said] += 1
        one.fingerprint = _digest(*said, str(all_like[said]))
        if one.bank_id.strip("0") and uses[one.bank_id] == 1:
            one.id = one.bank_id
            continue
        without_id[said] += 1
        one.id = DERIVED + _digest(*said, str(without_id[said]))
        if one.bank_id.strip("0"):
            repeated.append(one)
    return repeated


def other_id(one: Transaction) -> str:
    """The id of a transaction whose bank id another movement of its account has already."""
    return DERIVED + _digest(one.fingerprint, one.bank_id)


def _digest(*parts: str) -> str:
    return hashlib.sha256(_MARK.join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def account_key(*, bank: str, branch: str, number: str) -> str:
    """An account as other files of the same bank name it: leading zeros of the bank are nothing."""
    return "/".join((bank.strip().lstrip("0"), branch.strip(), number.strip()))
