"""What the room of intake tells others: problems of rows, results, and why a file was not taken in."""

from collections import Counter
from dataclasses import dataclass, field

ERROR = "erro"
WARNING = "aviso"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row. An error keeps the row out; a warning lets it in."""

    line: int  # in the file, the header being line 1
    field: str
    code: str
    message: str
    original: tuple[str, ...]
    level: str = ERROR


@dataclass(slots=True)
class Counts:
    """What has become of the rows read so far."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    flagged: int = 0
    needs_confirmation: bool = False
    types: Counter[str] = field(default_factory=Counter)  # rows of each debt type, new and changed


@dataclass(frozen=True, slots=True)
class DebtTypeRead:
    """How a file's own word for a debt was understood, and how many new or changed rows say it.

    `known` is False where it was not: then the general rule holds.
    """

    text: str
    kind: str
    name: str
    known: bool
    rows: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file did, or in a preview would do. Counts are rows of the file, or titles withdrawn."""

    import_id: int | None  # None: a preview, nothing was kept
    kind: str
    mode: str
    rows: int
    created: int
    changed: int
    unchanged: int
    withdrawn: int
    flagged: int
    rejected: int
    warnings: int
    needs_confirmation: bool  # the withdrawals are more than go without being confirmed
    seconds: float
    debt_types: tuple[DebtTypeRead, ...]  # at most 100: those not understood first
    unknown_type_rows: int  # new or changed rows whose debt type was not understood
    errors: str  # the error file as CSV, "" when every row was fine


class FileProblem(Exception):
    """A file that cannot be taken in as a whole; nothing of it was written."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class NothingCameIn(FileProblem):
    """Every row had an error: most likely the mapping is wrong. `errors` is the error file."""

    def __init__(self, message: str, *, errors: str) -> None:
        super().__init__("nothing_came_in", message)
        self.errors = errors


class WithdrawalNeedsConfirmation(FileProblem):
    """A full file lacks more open titles than may be withdrawn without being asked."""

    def __init__(self, message: str, *, absent: int, open_titles: int) -> None:
        super().__init__("withdrawal_needs_confirmation", message)
        self.absent = absent
        self.open_titles = open_titles
