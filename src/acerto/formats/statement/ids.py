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
    transactions gets a derived one.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    uses = Counter(one.bank_id for one in transactions)
    repeated = []
    for one in transactions:
        said = (one.on.isoformat(), str(one.amount_cents), search_key(one.memo))
        trusted = bool(one.bank_id.strip("0")) and uses[one.bank_id] == 1
        seen[trusted, said] += 1  # one with an id does not number those without
        whole = _MARK.join((account_key, *said, str(seen[trusted, said]), *("id",) * trusted))
        one.fingerprint = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:_LENGTH]
        one.id = one.bank_id if trusted else derived(one)
        if one.bank_id.strip("0") and not trusted:
            repeated.append(one)
    return repeated


def derived(one: Transaction) -> str:
    """The id of a transaction whose bank id is none; its fingerprint is set."""
    return DERIVED + one.fingerprint


def account_key(*, bank: str, branch: str, number: str) -> str:
    """An account as other files of the same bank name it: leading zeros of the bank are nothing."""
    return "/".join((bank.strip().lstrip("0"), branch.strip(), number.strip()))
