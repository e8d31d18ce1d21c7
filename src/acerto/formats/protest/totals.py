"""The counts and sums of a lot, as the layout asks for them in header and trailer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acerto.formats.fixed_width import Value

from .table import codes
from .types import FileKind

FIRST_DEBTOR = 1


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of a lot: `records` all of them, the others of first debtors only; sum of balances."""

    records: int
    titles: int
    indications: int
    originals: int
    balance_cents: int

    def check_count(self, *, kind: FileKind) -> int:
        """What the trailer says: the header's four counts together; in a return, the records."""
        if kind == "return":
            return self.records
        return self.records + self.titles + self.indications + self.originals


def totals_of(*, titles: Iterable[Mapping[str, Value]]) -> Totals:
    """The totals of the records of a lot. A species by indication is DMI, DRI or CBI."""
    indications = codes().indications
    records = first = indicated = balance = 0
    for values in titles:
        records += 1
        cents = values.get("balance_cents")
        balance += cents if isinstance(cents, int) else 0
        if values.get("debtor_number") == FIRST_DEBTOR:
            first += 1
            indicated += values.get("species") in indications
    return Totals(records, first, indicated, first - indicated, balance)
